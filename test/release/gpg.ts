import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestEngine } from "../support/describe-engine";

/** GPG, also where it isn't there. */
export const GPG: TestEngine = {
  name: "gpg",
  unavailable: spawnSync("gpg", ["--version"]).error ? "gpg is not on PATH" : undefined,
};

/** Keys as a publisher has them, and nobody else: the primary key certifies, and a subkey of it signs. */
export class Keyring {
  private readonly home = mkdtempSync(path.join(tmpdir(), "keysmith-gpg-"));
  readonly env = { GNUPGHOME: this.home };
  /** Fingerprints. */
  readonly primary: string;
  readonly subkey: string;

  /** @param kind of the subkey, such as rsa2048 */
  constructor(kind: string) {
    const unlocked = ["--passphrase", ""];
    this.gpg(...unlocked, "--quick-generate-key", "Keysmith Test <test@keysmith.test>", "rsa2048", "cert", "1d");
    [this.primary = ""] = this.fingerprints();
    this.gpg(...unlocked, "--quick-add-key", this.primary, kind, "sign", "1d");
    [, this.subkey = ""] = this.fingerprints();
  }

  /** Runs it. @returns what it prints */
  gpg(...args: readonly string[]): string {
    return execFileSync("gpg", ["--batch", "--pinentry-mode", "loopback", ...args], {
      env: { ...process.env, ...this.env },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  remove(): void {
    spawnSync("gpgconf", ["--kill", "gpg-agent"], { env: { ...process.env, ...this.env } });
    rmSync(this.home, { recursive: true, force: true });
  }

  private fingerprints(): string[] {
    const listed = this.gpg("--with-colons", "--list-keys");
    return [...listed.matchAll(/^fpr:{9}(\w+):/gm)].map(([, fingerprint = ""]) => fingerprint);
  }
}
