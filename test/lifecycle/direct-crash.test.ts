import { isDeepStrictEqual } from "node:util";
import type { Definition } from "../../src/core/definition";
import { leftToAll } from "../support/describe-engine";
import { type Chapter, chaptersOf } from "./chapters";
import { type Declared, keyOf, type Outcome } from "./engine";
import { definitions } from "./samples";
import { TROUBLES, type Trouble } from "./troubles";
import { World } from "./world";

// Each call of each run of each resource's life goes wrong, in each of the ways in which a call can. Which calls those are
// is observed, and the lives are derived: a new definition is tried without a line here.

/** A chapter, and what is true of it when nothing goes wrong. */
interface CleanRun {
  readonly chapter: Chapter;
  readonly calls: readonly string[];
  /** Whether nothing is left where all is destroyed in place of it, also by a run that comes after one that was killed. */
  readonly isCleared: boolean;
  /**
   * What is left where the resource alone is deleted in place of it. Nobody looks for what a killed run has left unless time
   * has asked for that run: a key that a change has made goes with its access point, or is found by the next that is made.
   */
  readonly others: unknown;
  /** Ids of what lives before it and after it. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly unrecorded: number;
  /** How all is in the end, when no credential but the current ones is left. */
  readonly snapshot: unknown;
}

/** A call that goes wrong: the nth of a clean run. */
interface Blow {
  readonly clean: CleanRun;
  readonly nth: number;
  readonly operation: string;
}

/** Where a run is to be quick, each call goes wrong in one way, and each way has every so many of the calls. */
function blowsOf(runs: readonly CleanRun[], trouble: Trouble): readonly Blow[] {
  const all = runs.flatMap((clean) => {
    const calls = trouble.isWhole ? ["killed"] : clean.calls;
    return calls.map((operation, index) => ({ clean, nth: index + 1, operation }));
  });
  if (!leftToAll()) return all;
  const every = trouble.isWhole ? 2 : TROUBLES.length;
  return all.filter((_, index) => index % every === TROUBLES.indexOf(trouble) % every);
}

describe.each(definitions)("$name", (definition) => {
  let runs: readonly CleanRun[];

  beforeAll(async () => {
    runs = await cleanRuns(definition);
  });

  it.each(TROUBLES)("$title", async (trouble) => {
    const problems: string[] = [];
    const blows = blowsOf(runs, trouble);
    for (const { clean, nth, operation } of blows) {
      const problem = await tryOut(trouble, nth, clean);
      if (problem) problems.push(`${clean.chapter.title}: ${operation}, call ${nth}: ${problem}`);
    }
    expect(problems.join("\n\n")).toBe("");
    expect(blows).not.toEqual([]);
  });
});

/** Each chapter of a life when nothing goes wrong, but those that make no call, or the same as one before that is alike. */
async function cleanRuns(definition: Definition): Promise<readonly CleanRun[]> {
  const runs = new Map<string, CleanRun>();
  for (const chapter of chaptersOf(definition)) {
    const clean = await World.of(chapter, (world) => cleanRun(chapter, world));
    const what = JSON.stringify([chapter.alike, clean.calls]);
    if (clean.calls.length > 0 && !runs.has(what)) runs.set(what, clean);
  }
  expect(runs.size).toBeGreaterThan(2);
  return [...runs.values()];
}

async function cleanRun(chapter: Chapter, world: World): Promise<CleanRun> {
  const before = await world.livingIds();
  const isCleared = !(await makesNew(chapter, world)) && (await World.of(chapter, isClearedAtOnce));
  const isDue = isCleared && chapter.run.when === "when due";
  const others = isDue && (await World.of(chapter, (other) => othersAlone(chapter, other)));
  await world.carryOut(chapter);
  const calls = await world.calls();
  await world.apply(chapter.after);
  const [after, unrecorded] = [await world.livingIds(), await world.unrecorded()];
  await world.endOverlaps(chapter.after);
  return { chapter, calls, isCleared, others, before, after, unrecorded, snapshot: await world.snapshot() };
}

/** Of what a run makes, one that is killed may leave something that no record knows. */
async function makesNew({ run }: Chapter, world: World): Promise<boolean> {
  const { actions } = await world.preview(run.program);
  return Object.values(actions).some((action) => action === "create" || action === "replace");
}

/** Some resources are kept when they leave the program, or may not leave it. */
async function isClearedAtOnce(world: World): Promise<boolean> {
  await world.apply([]).catch(() => undefined);
  return isDeepStrictEqual(await world.living(), {});
}

/** Deletes the resource, and not what it needs. @returns what lives then */
async function othersAlone({ before }: Chapter, world: World): Promise<unknown> {
  await world.apply(before.at(-1)?.program.slice(0, -1) ?? []);
  return world.living();
}

/** @returns what isn't as it should be in the end */
async function tryOut(trouble: Trouble, nth: number, clean: CleanRun): Promise<string | undefined> {
  const { chapter } = clean;
  try {
    await World.of(chapter, async (world) => {
      const before = await world.livingIds();
      await trouble.happen(world, chapter, nth);
      if (trouble.isEnd) return expectEnd(world, clean);
      if (!trouble.goesWell) await world.applyAsTold(chapter.after);
      await expectMended(world, clean, before);
    });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** All is as if nothing had happened. */
async function expectMended(world: World, clean: CleanRun, before: readonly string[]): Promise<void> {
  const { after, end } = clean.chapter;
  // What only the run that mended could see, no plan had shown: it is for the next one, and that is the last.
  const { actions } = await world.apply(after);
  expect(["same", "update"]).toEqual(expect.arrayContaining([...new Set(Object.values(actions))]));
  expectSame(await world.apply(after), after);
  await world.refresh();
  expectSame(await world.preview(after), after);
  // Nothing is gone that a run without trouble keeps, and what is there beside that is recorded, with a date for its end.
  const kept = before.filter((_, index) => clean.after.includes(clean.before[index] ?? ""));
  expect(await world.livingIds()).toEqual(expect.arrayContaining(kept));
  expect(await world.unrecorded()).toBe(clean.unrecorded);
  await world.endOverlaps(after);
  expect(await world.snapshot()).toEqual(clean.snapshot);
  await world.live(end);
  await world.apply([]);
  expect(await world.living()).toEqual({});
}

/** Nothing is left, or else the next run takes it up, or people were told of it. */
async function expectEnd(world: World, { chapter, isCleared, others }: CleanRun): Promise<void> {
  if (others) expect(await othersAlone(chapter, world)).toEqual(others);
  if (!isCleared) {
    // What no record knows may be in the way of what it depends on.
    await world.apply([]).catch(() => undefined);
    await world.removeAnnounced();
    await world.live([{ program: chapter.after, when: "an hour later" }, ...chapter.end], (program) =>
      world.applyAsTold(program),
    );
  }
  await world.apply([]);
  expect(await world.living()).toEqual({});
}

function expectSame({ actions }: Outcome, program: readonly Declared[]): void {
  expect(actions).toEqual(Object.fromEntries(program.map((declared) => [keyOf(declared), "same"])));
}
