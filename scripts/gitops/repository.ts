import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { cleanEnvironment } from "../../test/terraform/engines/environment";
import type { TerraformEngine } from "../../test/terraform/engines/types";

const EXAMPLES = path.resolve("examples/gitops");
const COMMAND = path.resolve("dist/cli/main.js");
const PACKAGE = "linux-x64";

/**
 * A repository in the state that a pipeline finds, with the lock files that its owner made once, and beside it the machine's tools
 * and the backend. Its package has the built command in place of the executable, which takes a minute to build.
 */
export class Repository {
  readonly root = mkdtempSync(path.join(tmpdir(), "keysmith-gitops-"));
  /** The environment of every run on its machine. */
  readonly env: Readonly<Record<string, string>>;
  #runs = 0;

  /** @throws Error when the lock files cannot be made */
  constructor(engine: TerraformEngine) {
    for (const folder of ["bin", "home", "tmp", "state", "repository"]) mkdirSync(this.#at(folder));
    writeFileSync(this.#at("settings.tfrc"), "");
    const { command } = engine;
    if (command !== "terraform") this.#writeExecutable(this.#at("bin/terraform"), `exec ${command} "$@"`);
    const { PATH = "", ...clean } = cleanEnvironment();
    this.env = {
      ...clean,
      PATH: [this.#at("bin"), PATH].join(path.delimiter),
      HOME: this.#at("home"),
      TMPDIR: this.#at("tmp"),
      TF_CLI_CONFIG_FILE: this.#at("settings.tfrc"),
      npm_config_update_notifier: "false",
    };
    this.#pack();
    this.#fill();
  }

  /** The state file, common to all runs. */
  get stateFile(): string {
    return this.#at("state/shop.tfstate");
  }

  /** A new clone, which each run gets, and a folder for the other files that the run writes. */
  checkout(): { readonly folder: string; readonly temporary: string } {
    this.#runs += 1;
    const folder = this.#at(`run-${this.#runs}`);
    cpSync(this.#at("repository"), folder, { recursive: true });
    return { folder, temporary: this.#at(`temporary-${this.#runs}`) };
  }

  /** Installs the command and the provider where an image has them. */
  installOnMachine(): void {
    this.#writeExecutable(this.#at("bin/keysmith"), `exec ${process.execPath} ${COMMAND} "$@"`);
    const plugins = path.join(this.#at("home"), ".terraform.d/plugins");
    this.#run(process.execPath, [COMMAND, "provider", "install", "--dir", plugins], this.root);
  }

  /** Replaces the package in the registry without a change of the lock file, for machines that have not cached the right one. */
  exchangePackage(): void {
    this.#pack("a line more");
    rmSync(path.join(this.#at("home"), ".npm"), { recursive: true });
  }

  close(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #pack(addition = ""): void {
    const folder = this.#at("package");
    const manifest = { name: `@keysmith/${PACKAGE}`, version: "0.1.0", files: ["keysmith"], description: addition };
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest));
    this.#writeExecutable(path.join(folder, "keysmith"), `exec ${process.execPath} ${COMMAND} "$@"`);
    this.#run("npm", ["pack", "--silent", "--pack-destination", this.root], folder);
  }

  #fill(): void {
    const [repository, infra] = [this.#at("repository"), this.#at("repository/infra")];
    cpSync(path.join(EXAMPLES, "infra"), infra, { recursive: true });
    const backend = `terraform {\n  backend "local" {\n    path = ${JSON.stringify(this.stateFile)}\n  }\n}\n`;
    writeFileSync(path.join(infra, "backend.tf"), backend);
    const manifest = JSON.parse(readFileSync(path.join(EXAMPLES, "package.json"), "utf8"));
    manifest.dependencies[`@keysmith/${PACKAGE}`] = `file:../keysmith-${PACKAGE}-0.1.0.tgz`;
    writeFileSync(path.join(repository, "package.json"), JSON.stringify(manifest));
    this.#run("npm", ["install", "--package-lock-only", "--no-audit", "--no-fund"], repository);
    const plugins = path.join(infra, "terraform.d/plugins");
    this.#run(process.execPath, [COMMAND, "provider", "install", "--dir", plugins], infra);
    this.#run("terraform", ["init", "-input=false"], infra);
    for (const name of [".terraform", "terraform.d"]) rmSync(path.join(infra, name), { recursive: true });
  }

  #run(command: string, args: readonly string[], cwd: string): void {
    const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env: this.env, encoding: "utf8" });
    if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed: ${error ?? stdout + stderr}`);
  }

  #writeExecutable(file: string, line: string): void {
    writeFileSync(file, `#!/bin/sh\n${line}\n`);
    chmodSync(file, 0o755);
  }

  #at(name: string): string {
    return path.join(this.root, name);
  }
}
