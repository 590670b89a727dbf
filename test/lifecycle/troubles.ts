import type { FaultRule } from "keysmith-emulator";
import type { Chapter } from "./chapters";
import { adopting, type World } from "./world";

/** What goes wrong with a run. */
export interface Trouble {
  readonly title: string;
  /** @param nth the call with which it goes wrong, of those that the run makes when all goes well; from 1 */
  happen(world: World, chapter: Chapter, nth: number): Promise<void>;
  /** Whether the run mends it by itself. Else the next one does. */
  readonly goesWell?: true;
  /** Whether it goes wrong with all calls, and not with one. */
  readonly isWhole?: true;
  /** Whether all is destroyed right after it. */
  readonly isEnd?: true;
}

const FOR_EVER = 1_000_000;

export const TROUBLES: readonly Trouble[] = [
  {
    title: "killed in the middle of any call, it is mended by the next run",
    happen: killed,
  },
  {
    title: "killed in the middle of any call, it can be destroyed at once",
    happen: killed,
    isEnd: true,
  },
  {
    title: "killed again and again, each time one call later, it is mended in the end",
    happen: async (world, { run }) => {
      let kills = 0;
      const program = run.program.map(adopting);
      while (await world.applyKilled(program, kills + 1)) kills++;
      expect(kills).toBeGreaterThan(0);
    },
    isWhole: true,
  },
  {
    title: "with the reply to any call lost, it goes well",
    happen: (world, chapter, nth) =>
      world.during([{ operation: "*", nth, kind: "reset-after" }], () => world.carryOut(chapter)),
    goesWell: true,
  },
  {
    title: "with any call refused once, it goes well or is mended by the next run",
    happen: (world, chapter, nth) => failing(world, chapter, { operation: "*", nth, kind: "503" }),
  },
  {
    title: "cut off from any call on, it is mended by the next run",
    happen: (world, chapter, nth) =>
      failing(world, chapter, { operation: "*", nth, kind: "reset-before", times: FOR_EVER }),
  },
];

async function killed(world: World, { run }: Chapter, nth: number): Promise<void> {
  expect(await world.applyKilled(run.program, nth)).toBe(true);
}

async function failing(world: World, { run }: Chapter, fault: FaultRule): Promise<void> {
  await world.during([fault], () => world.apply(run.program).catch(() => undefined));
}
