import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Figure, figure, goal, type Section } from "../figure";
import type { Recorded } from "../recorded";
import { describeSpread, spreadOf } from "../statistics";
import { clientKeys, NOW } from "./fleet";

const SIZE = 5000;
const RUNS = 9;
/** Milliseconds from the start of the command to its end. */
const GOAL = 500;
const COMMAND = path.join(process.cwd(), "dist/cli/main.js");
/** The exit code of `keysmith due` when something is due. */
const SOMETHING_DUE = 2;

/** The time that a pipeline waits to learn whether a run is needed. */
export const dueCheck: Section = {
  name: "due",
  title: `keysmith due, on the exported state of ${SIZE.toLocaleString("en-US")} client keys`,
  async measure() {
    const folder = mkdtempSync(path.join(tmpdir(), "keysmith-bench-"));
    try {
      const file = path.join(folder, "state.json");
      writeFileSync(file, JSON.stringify({ version: 3, deployment: { resources: clientKeys(SIZE).map(exported) } }));
      return measureCommand(file);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

function measureCommand(file: string): Figure[] {
  const whole = repeated(() => runDue(file));
  const start = repeated(() => void execFileSync(process.execPath, ["-e", "0"]));
  return [
    goal("ms from start to end", spreadOf(whole).median, GOAL, describeSpread(whole)),
    figure("ms of it that Node needs to start", spreadOf(start).median, describeSpread(start)),
  ];
}

/** @throws Error when the command did not find the due resources */
function runDue(file: string): void {
  const { status, stderr } = spawnSync(process.execPath, [COMMAND, "due", file], {
    encoding: "utf8",
    env: { ...process.env, KEYSMITH_AS_OF: NOW },
  });
  if (status !== SOMETHING_DUE) throw new Error(`keysmith due exited with ${status}: ${stderr}`);
}

function repeated(work: () => void): number[] {
  return Array.from({ length: RUNS }, () => {
    const begin = performance.now();
    work();
    return performance.now() - begin;
  });
}

/** A record in the form of `pulumi stack export`. */
function exported({ definition, given, outputs }: Recorded, number: number): object {
  const type = `pulumi-nodejs:dynamic/keysmith:${definition.name}`;
  const inputs = {
    validity: "P1Y",
    rotation: { renewBefore: "P30D", overlap: "P7D" },
    revokePrevious: false,
    ...given,
  };
  return { urn: `urn:pulumi:prod::shop::${type}::app-${number}`, type, inputs, outputs: { ...inputs, ...outputs } };
}
