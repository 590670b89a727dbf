import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { targetOf, thisMachine } from "../../src/executable/find";

const ROOT = path.resolve(__dirname, "../..");

/** What `npm run executable` makes, in a folder of its own. */
export interface Built {
  readonly file: string;
  /** A PATH on which there is a shell, and nothing else. */
  readonly bare: string;
  remove(): void;
}

/** @param entry another program than Keysmith */
export function build(entry?: string): Built {
  const folder = mkdtempSync(path.join(tmpdir(), "keysmith-executable-"));
  const args = [path.join(ROOT, "scripts/executable.mjs"), "--out", folder, ...(entry ? [entry] : [])];
  execFileSync(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  symlinkSync("/bin/sh", path.join(folder, "sh"));
  const file = path.join(folder, targetOf(thisMachine()), "keysmith");
  return { file, bare: folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
