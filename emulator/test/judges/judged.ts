import { describeOn, leftToAll } from "../../../test/support/describe-engine";
import type { Emulator, EmulatorOptions } from "../../src";
import { startEmulator } from "../start";
import type { Check, Judge } from "./judge";

/** How long it may take to fetch and build a judge for the first time. */
const preparation = 600_000;

/** A suite of what a judge finds. */
export interface Suite {
  readonly title: string;
  readonly judge: Judge;
  /** How many checks there are in each area, so that none is lost unseen. */
  readonly expected: Readonly<Record<string, number>>;
  readonly options: EmulatorOptions;
  /** What the judge wants to be told. */
  readonly args: (emulator: Emulator) => string[] | Promise<string[]>;
}

export function judged({ title, judge, expected, options, args }: Suite): void {
  describeOn(
    title,
    judge,
    () => {
      let checks: readonly Check[] = [];

      beforeAll(async () => {
        await judge.prepare();
        const emulator = await startEmulator(options);
        try {
          checks = await judge.judge(...(await args(emulator)));
        } finally {
          await emulator.close();
        }
      }, preparation);

      it.each(Object.entries(expected))("finds nothing amiss with %s, in %d checks", (area, count) => {
        const here = checks.filter((check) => check.area === area);
        expect(here.filter(({ error }) => error !== "")).toEqual([]);
        expect(here).toHaveLength(count);
      });
    },
    judge.unavailable ?? leftToAll(),
  );
}
