import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { lookAgain } from "../support/installed-engine";

/** A machine as the demo sees it: no engine on PATH, none in the cache, no CI, and nobody at a terminal. */
export class BareMachine {
  readonly #folder = mkdtempSync(path.join(tmpdir(), "keysmith-bare-"));
  readonly #before = { ...process.env };
  readonly #isTty = [process.stdin, process.stdout].map((stream) => ({ stream, isTTY: stream.isTTY }));

  constructor() {
    for (const folder of [this.#bin, this.temporary, this.#cache]) mkdirSync(folder);
    Object.assign(process.env, { PATH: this.#bin, XDG_CACHE_HOME: this.#cache, TMPDIR: this.temporary });
    delete process.env["CI"];
    for (const { stream } of this.#isTty) Object.assign(stream, { isTTY: false });
    lookAgain();
  }

  /** Where programs put files for a while. */
  get temporary(): string {
    return path.join(this.#folder, "tmp");
  }

  /** Puts a program on PATH. @param script for sh */
  install(name: string, script: string): void {
    const file = path.join(this.#bin, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    lookAgain();
  }

  remove(name: string): void {
    rmSync(path.join(this.#bin, name));
    lookAgain();
  }

  restore(): void {
    for (const { stream, isTTY } of this.#isTty) Object.assign(stream, { isTTY });
    for (const name of Object.keys(process.env)) if (!(name in this.#before)) delete process.env[name];
    Object.assign(process.env, this.#before);
    lookAgain();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #bin(): string {
    return path.join(this.#folder, "bin");
  }

  get #cache(): string {
    return path.join(this.#folder, "cache");
  }
}
