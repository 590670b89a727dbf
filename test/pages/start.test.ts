import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Emulator } from "keysmith-emulator";
import { pulumiEngine } from "../pulumi/engine";
import { describeOn, leftToAll } from "../support/describe-engine";
import { startEmulator } from "../support/emulator";
import { findEngine, PULUMI } from "../support/installed-engine";
import { terraformEngine } from "../terraform/engines";
import { blocksOf } from "./blocks";

const REPOSITORY = path.resolve(__dirname, "../..");
const PAGE = "docs/start.md";
const blocks = blocksOf(PAGE);

/** What the page has installed, as the repository has it, and a stand-in for age's own program. */
const COMMANDS: Readonly<Record<string, string>> = {
  npm: '[ "$1" = install ] || { [ "$1" = init ] && echo "{}" > package.json; }',
  npx: `[ "$1" = keysmith ] && shift && exec node ${REPOSITORY}/dist/cli/main.js "$@"`,
  "age-keygen": `exec node ${path.join(__dirname, "age-keygen.mjs")} "$@"`,
};

/** A person at a shell, who goes through a section of the page in a folder of their own. */
class Reader {
  readonly #folder = mkdtempSync(path.join(tmpdir(), "keysmith-start-"));
  readonly #emulator: Emulator;
  readonly #commands: string[] = [];

  private constructor(emulator: Emulator) {
    this.#emulator = emulator;
  }

  static async sit(): Promise<Reader> {
    const reader = new Reader(await startEmulator({ clock: "2026-01-01T00:00:00Z" }));
    const bin = path.join(reader.#folder, "bin");
    mkdirSync(bin);
    for (const [name, script] of Object.entries(COMMANDS)) {
      writeFileSync(path.join(bin, name), `#!/bin/sh\n${script}\n`);
      chmodSync(path.join(bin, name), 0o755);
    }
    symlinkSync(path.join(REPOSITORY, "node_modules"), path.join(reader.#folder, "node_modules"));
    return reader;
  }

  /** Writes the files and runs the commands in the order of the page, in one shell. @returns what was printed */
  async follow(section: string, commands: readonly string[]): Promise<string> {
    const [, where] = blocks;
    const own = blocks.filter((block) => block.section === section);
    for (const { file, code } of [{ ...where, file: undefined }, ...own])
      this.#commands.push(file === undefined ? (code ?? "") : `cat > ${file} <<'THE-END'\n${code}THE-END\n`);
    const script = this.#commands.join("\n").replaceAll("http://127.0.0.1:4010", this.#emulator.url);
    return run(script, this.#folder, [path.join(this.#folder, "bin"), ...commands]);
  }

  /** What was called, but for what only looks. */
  async changes(): Promise<string[]> {
    const calls = await this.#emulator.calls();
    return calls.map(({ operation }) => operation).filter((operation) => /^(Create|Delete)/.test(operation));
  }

  async leave(): Promise<void> {
    await this.#emulator.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function run(script: string, folder: string, commands: readonly string[]): Promise<string> {
  const env = {
    PATH: [...commands, process.env["PATH"]].join(path.delimiter),
    HOME: folder,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    CHECKPOINT_DISABLE: "1",
  };
  const shell = spawn("bash", ["-eo", "pipefail", "-c", script], { cwd: folder, env });
  const printed: string[] = [];
  for (const stream of [shell.stdout, shell.stderr]) stream.on("data", (chunk) => printed.push(String(chunk)));
  return new Promise((resolve, reject) => {
    shell.on("close", (status) => {
      if (status === 0) resolve(printed.join(""));
      else reject(new Error(`exit code ${status}:\n${printed.join("")}`));
    });
  });
}

const terraform = terraformEngine("terraform");
const pulumi = pulumiEngine();
const found = findEngine(PULUMI);

describe.each([
  ["Pulumi", pulumi, typeof found === "string" ? "" : found.command],
  ["Terraform and OpenTofu", terraform, terraform.command],
  ["CDKTF and CDK Terrain", terraform, terraform.command],
] as const)("the five minutes of %s", (section, engine, command) => {
  describeOn(
    "from the first command to the last",
    engine,
    () => {
      let reader: Reader;
      beforeAll(async () => {
        reader = await Reader.sit();
      });
      afterAll(() => reader.leave());

      it("make access, rotate it when its time has come, and take all away", async () => {
        const printed = await reader.follow(section, command.includes("/") ? [path.dirname(command)] : []);
        expect(await reader.changes()).toEqual([
          "CreateNetworkRule",
          "CreatePolicy",
          "CreateApplicationAccessPoint",
          "CreateClientKey",
          "CreateClientKey",
          "DeleteClientKey",
          "DeleteClientKey",
          "DeleteApplicationAccessPoint",
          "DeletePolicy",
          "DeleteNetworkRule",
        ]);
        expect(printed).toContain("2026-12-02");
        expect([...new Set(printed.match(/KAAP\.[\w-]+/g))].length).toBeGreaterThan(1);
      }, 90_000);
    },
    engine.unavailable ?? leftToAll(),
  );
});
