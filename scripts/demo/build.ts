import { type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { lookAgain } from "../../test/support/installed-engine";

const BUILDER = path.resolve("scripts/engines.mjs");

/** The effort, in words for the user. */
export const COST = "takes about four minutes, once for each version";

/** Whether OpenTofu can be built here. */
export function canBuild(): boolean {
  return spawnSync("go", ["version"], { env: process.env, stdio: "ignore" }).status === 0;
}

/** Whether the user wants it: by option, in a CI, or by an answer on a terminal. */
export async function isBuildWanted(byOption: boolean): Promise<boolean> {
  if (byOption || !["", "0", "false"].includes(process.env["CI"] ?? "")) return true;
  if (!process.stdin.isTTY || !process.stdout.isTTY) return false;
  return confirm(`No tool to run on is here, but Go is: building OpenTofu ${COST}. Build it? [y/N] `);
}

/** Builds it into the cache in which engines are looked for, and prints its progress. Does not report success or failure. */
export async function buildOpenTofu(): Promise<void> {
  const options: SpawnOptions = { env: process.env, stdio: ["ignore", "inherit", "inherit"] };
  await once(spawn(process.execPath, [BUILDER, "opentofu"], options), "close");
  lookAgain();
}

/** Any answer but yes is a no, even the end of the input. Ctrl-C ends this program. */
async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await new Promise<string>((resolve) => {
    terminal.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
    terminal.once("close", () => resolve(""));
    terminal.question(question, resolve);
  });
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
