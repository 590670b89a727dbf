import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { exported } from "../../test/cli/recorded-access";
import { fleetOf } from "../../test/cli/recorded-fleet";
import { figure, goal, type Section } from "../figure";
import { describeSpread, spreadOf } from "../statistics";

const SIZE = 1000;
const RUNS = 3;
/** Milliseconds from the start of the command to its end. */
const GOAL = 5000;
const COMMAND = path.join(process.cwd(), "dist/cli/main.js");

/** The time that a user waits for the map of a company. */
export const accessMap: Section = {
  name: "map",
  title: `keysmith access map, of ${SIZE.toLocaleString("en-US")} applications that share policies and secrets`,
  async measure() {
    const folder = mkdtempSync(path.join(tmpdir(), "keysmith-bench-"));
    try {
      const [state, page] = [path.join(folder, "state.json"), path.join(folder, "map.html")];
      writeFileSync(state, exported(fleetOf(SIZE)));
      const times = Array.from({ length: RUNS }, () => timeToDraw(state, page));
      return [
        goal("ms from start to end", spreadOf(times).median, GOAL, describeSpread(times)),
        figure("kB of the page", statSync(page).size / 1000),
      ];
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

/** @throws Error when it drew nothing */
function timeToDraw(state: string, page: string): number {
  const begin = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [COMMAND, "access", "map", "--html", page, state], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`keysmith access map exited with ${status}: ${stderr}`);
  return performance.now() - begin;
}
