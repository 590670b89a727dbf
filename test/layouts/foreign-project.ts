import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const ROOT = path.resolve(__dirname, "../..");

/** How our package gets into a user's project. */
export type Layout = "packed tarball" | "workspace" | "file: dependency";

/** In what a user writes the program. */
export type Language = "CommonJS" | "ESM" | "TypeScript";

/**
 * A project folder of somebody else with a program that uses our package. What npm would fetch from a registry is linked
 * from our own folder, so that no network is needed; our package itself is unpacked from what `npm pack` makes.
 */
export class ForeignProject {
  readonly #folder: string = realpathSync(mkdtempSync(path.join(tmpdir(), "keysmith-layout-")));
  /** Where Pulumi.yaml is. */
  readonly projectDir: string;
  /** Where an engine may keep its own files. */
  readonly workDir: string;

  constructor(layout: Layout, language: Language) {
    this.workDir = path.join(this.#folder, "work");
    this.projectDir = this.#install(layout);
    writeProgram(this.projectDir, language);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #install(layout: Layout): string {
    switch (layout) {
      case "packed tarball": {
        const project = this.#makeFolder("project");
        unpackInto(path.join(project, "node_modules/keysmith"));
        linkPackages(project, [...ownDependencies(), "@pulumi", "typescript", "@types/node"]);
        return project;
      }
      case "workspace": {
        const workspace = this.#makeFolder("workspace");
        unpackInto(path.join(workspace, "packages/keysmith"));
        linkPackages(workspace, [...ownDependencies(), "@pulumi", "typescript", "@types/node"]);
        symlinkSync("../packages/keysmith", path.join(workspace, "node_modules/keysmith"), "junction");
        return this.#makeFolder("workspace/infrastructure");
      }
      case "file: dependency": {
        const project = this.#makeFolder("project");
        linkPackages(project, ["@pulumi", "typescript", "@types/node"]);
        symlinkSync(ROOT, path.join(project, "node_modules/keysmith"), "junction");
        return project;
      }
    }
  }

  #makeFolder(name: string): string {
    const folder = path.join(this.#folder, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }
}

function ownDependencies(): string[] {
  const { dependencies } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"));
  return Object.keys(dependencies);
}

/** Puts a real copy of what users get at `folder`. */
function unpackInto(folder: string): void {
  const scratch = mkdtempSync(path.join(tmpdir(), "keysmith-pack-"));
  const pack = ["pack", "--ignore-scripts", "--silent", "--pack-destination", scratch];
  const tarball = execFileSync("npm", pack, { cwd: ROOT, encoding: "utf8" }).trim();
  mkdirSync(folder, { recursive: true });
  execFileSync("tar", ["-xzf", path.join(scratch, tarball), "-C", folder, "--strip-components=1"]);
  rmSync(scratch, { recursive: true });
}

function linkPackages(folder: string, names: readonly string[]): void {
  for (const name of names) {
    const link = path.join(folder, "node_modules", name);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(path.join(ROOT, "node_modules", name), link, "junction");
  }
}

const BODY = `
const office = new keysmith.NetworkRule("office", { sourcePrivateIps: ["10.20.0.0/16"] });
const orders = new Policy("orders", {
  kmsInstance: "kst-hzz0000000000emulator",
  permissions: ["CryptoServiceSecretUser"],
  secrets: ["orders/*"],
  networkRules: [office],
});
`;

function writeProgram(folder: string, language: Language): void {
  const settings = {
    "Pulumi.yaml": {
      name: "foreign",
      runtime: { name: "nodejs", options: { typescript: language === "TypeScript" } },
    },
    "package.json": { name: "foreign", private: true, type: language === "ESM" ? "module" : "commonjs" },
    // As the engine's own templates have it.
    "tsconfig.json": {
      compilerOptions: { strict: true, target: "es2020", module: "commonjs", moduleResolution: "node" },
      files: ["index.ts"],
    },
  };
  for (const [name, value] of Object.entries(settings)) {
    writeFileSync(path.join(folder, name), JSON.stringify(value));
  }
  const file = language === "TypeScript" ? "index.ts" : "index.js";
  writeFileSync(path.join(folder, file), language === "CommonJS" ? COMMONJS : MODULE);
}

const COMMONJS = `const keysmith = require("keysmith/pulumi");
const { Policy } = keysmith;
${BODY}
exports.rule = office.name;
exports.arn = orders.arn;
`;

const MODULE = `import * as keysmith from "keysmith/pulumi";
import { Policy } from "keysmith/pulumi";
${BODY}
export const rule = office.name;
export const arn = orders.arn;
`;
