import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { terraformEngines } from "../engines";

/** Hosts under whose names engines know providers without a host of their own. */
export const HOSTS = { terraform: "registry.terraform.io", tofu: "registry.opentofu.org" } as const;

export type EngineName = keyof typeof HOSTS;

/** The engines. Tests with one that is missing are skipped, and say why. */
export const ENGINES = terraformEngines().map(({ kind, command, unavailable }) => ({
  name: kind,
  command,
  there: unavailable === undefined,
  title: unavailable === undefined ? kind : `${kind} (skipped: ${unavailable})`,
}));

export interface Ran {
  readonly code: number;
  readonly output: string;
}

/** A folder with a configuration, and the engine to run in it with nothing of this machine's own settings. */
export class Workspace {
  readonly folder: string = mkdtempSync(path.join(tmpdir(), "keysmith-wire-"));
  readonly #command: string;
  readonly #env: Readonly<Record<string, string>>;

  constructor(engine: EngineName, env: Readonly<Record<string, string>> = {}, cli = "") {
    const home = path.join(this.folder, "home");
    mkdirSync(home);
    const file = path.join(home, "cli.tfrc");
    writeFileSync(file, cli);
    this.#command = ENGINES.find(({ name }) => name === engine)?.command ?? engine;
    this.#env = { PATH: process.env.PATH ?? "", HOME: home, TF_CLI_CONFIG_FILE: file, CHECKPOINT_DISABLE: "1", ...env };
  }

  write(configuration: string, provider = 'toy = { source = "lab/toy" }'): void {
    const head = `terraform {\n  required_providers {\n    ${provider}\n  }\n}\n`;
    writeFileSync(path.join(this.folder, "main.tf"), `${head}${configuration}\n`);
  }

  run(...args: string[]): Promise<Ran> {
    const options = { cwd: this.folder, env: this.#env, maxBuffer: 64 * 1024 * 1024 };
    return new Promise((resolve) => {
      execFile(this.#command, [...args], options, (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code ?? 1) : 0, output: `${stdout}${stderr}` });
      });
    });
  }

  /** Runs a command that is expected to succeed. */
  async must(...args: string[]): Promise<string> {
    const { code, output } = await this.run(...args);
    if (code !== 0) throw new Error(`${this.#command} ${args.join(" ")} ended with ${code}:\n${output}`);
    return output;
  }

  /** The attributes of a resource in the state. */
  async attributes(address: string): Promise<Record<string, unknown>> {
    const shown = JSON.parse(await this.must("show", "-json"));
    const found = shown.values.root_module.resources.find((each: { address: string }) => each.address === address);
    return found.values;
  }
}

/** The address by which an engine knows the toy provider. */
export function toyAddress(engine: EngineName): string {
  return `${HOSTS[engine]}/lab/toy`;
}
