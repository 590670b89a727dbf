import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const KIBIBYTES = 1024;

/** Makes each Node process that a command starts write its largest memory to a file when it ends. */
export class PeakMemory {
  readonly #folder = mkdtempSync(path.join(tmpdir(), "keysmith-memory-"));

  constructor() {
    const noted = JSON.stringify(this.#notes);
    const note = `require("node:fs").appendFileSync(${noted}, process.resourceUsage().maxRSS + "\\n")`;
    writeFileSync(this.#notes, "");
    writeFileSync(this.#hook, `process.on("exit", () => ${note});\n`);
  }

  /** The environment for the command. */
  get env(): Readonly<Record<string, string>> {
    return { NODE_OPTIONS: `--require ${JSON.stringify(this.#hook)}` };
  }

  /** The largest memory of all processes that have ended since the last call, in MiB. */
  take(): number {
    const noted = readFileSync(this.#notes, "utf8").split("\n").filter(Boolean).map(Number);
    writeFileSync(this.#notes, "");
    return Math.max(0, ...noted) / KIBIBYTES;
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #hook(): string {
    return path.join(this.#folder, "hook.cjs");
  }

  get #notes(): string {
    return path.join(this.#folder, "notes");
  }
}
