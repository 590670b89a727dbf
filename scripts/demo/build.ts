import { type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { lookAgain } from "../../test/support/installed-engine";

const BUILDER = path.resolve("scripts/engines.mjs");

/** What it costs, for a person. */
export const COST = "takes about four minutes, once for each version";

/** Whether OpenTofu can be built here. */
export function canBuild(): boolean {
  return spawnSync("go", ["version"], { env: process.env, stdio: "ignore" }).status === 0;
}

/** Whether it is wanted: by option, in a CI, or by a person who is asked on a terminal. */
export async function isBuildWanted(byOption: boolean): Promise<boolean> {
  if (byOption || !["", "0", "false"].includes(process.env["CI"] ?? "")) return true;
  if (!process.stdin.isTTY || !process.stdout.isTTY) return false;
  return confirm(`No tool to run on is here, but Go is: building OpenTofu ${COST}. Build it? [y/N] `);
}

/** Builds it into the cache where engines are looked for, and prints how far it is. Doesn't tell whether it went well. */
export async function buildOpenTofu(): Promise<void> {
  const options: SpawnOptions = { env: process.env, stdio: ["ignore", "inherit", "inherit"] };
  await once(spawn(process.execPath, [BUILDER, "opentofu"], options), "close");
  lookAgain();
}

/** Anything but a yes is a no, the end of the input too. Ctrl-C ends this program. */
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
