import { execFileSync } from "node:child_process";
import path from "node:path";
import { type Figure, figure, goal, promise } from "./figure";
import type { PlanReport } from "./plan-process";
import { describeSpread, spreadOf } from "./statistics";

/** The number of planned resources. */
export const SIZE = 1000;
/** Milliseconds of CPU for a thousand resources. */
const GOAL = 50;

/** The cost of a decision on each resource, when there is nothing to do and when there is. @param vendor of the resources */
export function planFigures(vendor: string): Figure[] {
  const text = execFileSync(process.execPath, [path.join(__dirname, "plan-process.js"), vendor, String(SIZE)], {
    encoding: "utf8",
  });
  return figuresOf(JSON.parse(text) as PlanReport);
}

function figuresOf({ due, sockets, loaded, planned, compared, served }: PlanReport): Figure[] {
  const [plan, compare, serve] = [planned, compared, served].map((measured) => spreadOf(measured).median);
  return [
    figure("resources that are due", due),
    promise("connections, datagrams and lookups of names", sockets, 0),
    promise("packages loaded that only calls need", loaded.length, 0, loaded.join(", ")),
    goal("CPU ms to plan all", plan ?? 0, GOAL, describeSpread(planned)),
    figure("CPU ms to compare the same inputs deeply", compare ?? 0, describeSpread(compared)),
    figure("ratio of the two", (plan ?? 0) / (compare ?? 1)),
    figure("CPU ms to check and diff all, as an engine asks", serve ?? 0, describeSpread(served)),
  ];
}
