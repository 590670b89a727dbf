import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { transformFileSync } from "@swc/core";
import { BY_PLUGIN, type Served } from "../lifecycle/pulumi-engine";
import type { PulumiEngine, Stack } from "../pulumi/engine";
import { StoredToyService } from "./stored-service";

const REPOSITORY = path.resolve(__dirname, "../..");

/**
 * Puts the toys beside the vendors, in the processes of the program and of the provider, before anything else is loaded. In
 * another one, which has no argument, the engine only asks where a package lies.
 */
const REGISTER = `
if (process.argv.length > 1) {
  const { toyVendor } = require("./test/toy/vendor");
  const { StoredToyService } = require("./test/toy/stored-service");
  require("keysmith").vendors.push(toyVendor(new StoredToyService(process.env.TOY_SERVICE)));
}
`;

/** Runs the body that program.js holds, with a function that makes a toy and the two that ask. */
const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const { KeysmithResource } = require("keysmith/pulumi");
const { callFunction, callFunctionOutput } = require("../src/pulumi/function");
class Toy extends KeysmithResource {}
const make = (type, name, args, options) => new Toy(type, name, args, options);
module.exports = require("./program").run({ pulumi, make, callFunction, callFunctionOutput });
`;

/** The toys on an engine, as if they were a vendor's: through the built package, in the engine's own processes. */
export class ToyEngineProject {
  readonly folder: string;
  readonly service: StoredToyService;
  readonly stack: Stack;

  private constructor(folder: string, service: StoredToyService, stack: Stack) {
    this.folder = folder;
    this.service = service;
    this.stack = stack;
  }

  /** @param served without a plugin, or by the package's own, started with the toys in it */
  static async open(engine: PulumiEngine, served: Served = "dynamic"): Promise<ToyEngineProject> {
    const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "keysmith-toys-")));
    const projectDir = path.join(folder, "project");
    mkdirSync(projectDir);
    symlinkSync(path.join(REPOSITORY, "dist"), path.join(folder, "src"));
    for (const place of [folder, projectDir])
      symlinkSync(path.join(REPOSITORY, "node_modules"), path.join(place, "node_modules"));
    compileToys(path.join(folder, "test/toy"));
    writeFileSync(path.join(folder, "register.js"), REGISTER);
    const launcher = path.join(folder, "pulumi-resource-keysmith");
    writeFileSync(launcher, `#!/bin/sh\nexec node "${folder}/src/pulumi/plugin/main.js" "$@"\n`, { mode: 0o755 });
    const plugins = { providers: [{ name: "keysmith", path: folder }] };
    const settings = { name: "toys", runtime: { name: "nodejs", options: { typescript: false } }, plugins };
    writeFileSync(path.join(projectDir, "Pulumi.yaml"), JSON.stringify(settings));
    writeFileSync(path.join(projectDir, "package.json"), JSON.stringify({ name: "toys", private: true }));
    writeFileSync(path.join(projectDir, "index.js"), PROGRAM);
    const file = path.join(folder, "service.json");
    const env = {
      KEYSMITH_AS_OF: "2026-01-01T00:00:00Z",
      NODE_OPTIONS: `--require ${path.join(folder, "register.js")}`,
      TOY_SERVICE: file,
      TOY_ROOM: "attic",
    };
    const config = served === "plugin" ? BY_PLUGIN : {};
    const stack = await engine.open({ projectDir, stack: "test", workDir: path.join(folder, "work"), env, config });
    return new ToyEngineProject(folder, new StoredToyService(file), stack);
  }

  /** @param body of a function that knows `make`, `callFunction` and `callFunctionOutput`, and returns the stack's outputs */
  program(body: string): void {
    const text = `exports.run = async ({ pulumi, make, callFunction, callFunctionOutput }) => {\n${body}\n};\n`;
    writeFileSync(path.join(this.folder, "project", "program.js"), text);
  }

  /** The engine's id and the recorded values of a resource, by its name. */
  async recorded(name: string): Promise<{ id: string | undefined; outputs: Readonly<Record<string, unknown>> }> {
    const { deployment } = await this.stack.export({ showSecrets: true });
    const found = deployment.resources?.find(({ urn }) => urn.endsWith(`::${name}`));
    return { id: found?.id, outputs: found?.outputs ?? {} };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function compileToys(target: string): void {
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(__dirname).filter((each) => each.endsWith(".ts"))) {
    const { code } = transformFileSync(path.join(__dirname, name), {
      jsc: { parser: { syntax: "typescript" }, target: "es2022" },
      module: { type: "commonjs" },
    });
    writeFileSync(path.join(target, name.replace(/\.ts$/, ".js")), code);
  }
}
