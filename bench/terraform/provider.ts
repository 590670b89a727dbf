import { execFileSync } from "node:child_process";
import path from "node:path";
import { type Figure, figure, goal, type Section } from "../figure";
import { describeSpread, spreadOf } from "../statistics";
import type { ProviderReport } from "./provider-process";

const SIZE = 300;

/** The planned resources, and the allowed time in loops. */
const FLEETS = [
  { name: "rules", what: `${SIZE} network rules`, most: 4 },
  { name: "rootKeys", what: `${SIZE} root keys`, most: 12 },
] as const;

/** The provider's own cost of a plan without a refresh, relative to a fixed loop, so that machines can be compared. */
export const provider: Section = {
  name: "terraform-provider",
  title: "CPU of the provider for a plan without a refresh",
  measure: async () => FLEETS.flatMap(({ name, what, most }) => figuresOf(what, most, reportOf(name))),
};

function reportOf(name: string): ProviderReport {
  const args = [path.join(__dirname, "provider-process.js"), name, String(SIZE)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as ProviderReport;
}

function figuresOf(what: string, most: number, { planned, looped }: ProviderReport): Figure[] {
  const ratios = planned.map((each, run) => each / (looped[run] ?? Number.NaN));
  return [
    figure(`${what}: CPU ms`, spreadOf(planned).median, describeSpread(planned)),
    goal(`${what}: that, as a multiple of a fixed loop`, spreadOf(ratios).median, most, describeSpread(ratios)),
  ];
}
