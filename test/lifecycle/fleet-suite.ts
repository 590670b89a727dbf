import type { Values } from "../../src/core/definition";
import { fieldsOf } from "../../src/core/fields";
import { leftToAll } from "../support/describe-engine";
import { findSecrets } from "../support/secrets";
import { type Step, story } from "../support/story";
import { type Declared, keyOf, type LifecycleEngine } from "./engine";
import { expectKept } from "./expectations";
import { Fleet } from "./fleet";
import { referencesIn } from "./prerequisites";
import { affectedBy } from "./samples";
import { canDrift, isAtService } from "./services";

/** What of a life can be left out. Without an engine it is tried for every kind, and in the suites of the examples for one. */
type Part = "rotation" | "renewal";

/**
 * The same life as in `suite.ts` for one resource of every definition at once, in one program: for engines whose runs
 * take seconds.
 */
export function fleetSuite(
  engine: LifecycleEngine,
  leftOut: readonly Part[] = engine.isSlow && leftToAll() ? ["rotation", "renewal"] : [],
): void {
  const fleet = new Fleet(engine);
  beforeAll(() => fleet.start(), 60_000);
  afterAll(() => fleet.stop());

  story("lives as each definition says", (step) => {
    creation(fleet, step);
    changes(fleet, step);
    if (!leftOut.includes("rotation")) rotation(fleet, step);
    if (!leftOut.includes("renewal")) renewal(fleet, step);
    end(fleet, step);
  });
}

function creation(fleet: Fleet, step: Step): void {
  const { program, subjects } = fleet;

  step("creates all, after a preview without a call, with just the calls that it takes", async () => {
    fleet.expectActions(await fleet.stack.preview(program), "create", program);
    expect(await fleet.service.calls()).toEqual([]);
    fleet.expectActions(await fleet.stack.up(program), "create", program);
    expect((await fleet.service.calls()).sort()).toEqual(fleet.service.creating(program));
    for (const subject of subjects) {
      const state = await fleet.recorded(subject);
      const outputs = fieldsOf(subject.definition.outputs).filter(({ optional }) => !optional);
      expect(Object.keys(state)).toEqual(expect.arrayContaining(outputs.map(({ name }) => name)));
      expect(await fleet.service.exists(subject.type, state)).toBe(true);
    }
    await fleet.noteSecrets();
  });

  step("leaves all alone, without a call but to look, while nothing changes", () => fleet.expectSettled());

  step("reads all with just the calls that it takes, and finds them unchanged", async () => {
    await fleet.stack.refresh();
    expect((await fleet.service.calls()).sort()).toEqual(fleet.service.reading(program));
    await fleet.expectSettled();
  });
}

function changes(fleet: Fleet, step: Step): void {
  const { program, subjects } = fleet;

  step("changes all in place, touching no output that the plan kept, and back", async () => {
    const before = new Map<string, Values>();
    for (const subject of subjects) before.set(subject.type, await fleet.recorded(subject));
    const desired = fleet.withSubjects(subjects.map(({ changed }) => changed));
    const changing = subjects.filter((subject) => subject.changes.length > 0);
    fleet.expectActions(await fleet.stack.preview(desired), "update", changing);
    fleet.expectActions(await fleet.stack.up(desired), "update", changing);
    for (const subject of changing) {
      const affected = subject.changes.flatMap((field) => affectedBy(subject.definition, field));
      expectKept(subject.definition, before.get(subject.type) ?? {}, await fleet.recorded(subject), affected);
    }
    await fleet.noteSecrets();
    await fleet.anHourLater();
    fleet.expectActions(await fleet.stack.up(program), "update", changing);
    await fleet.noteSecrets();
  });

  step("mends what somebody else changed", async () => {
    const drifting = subjects.filter(({ type }) => canDrift(type));
    expect(drifting).not.toEqual([]);
    for (const subject of drifting) await fleet.service.drift(subject.type, await fleet.recorded(subject));
    await fleet.stack.refresh();
    fleet.expectActions(await fleet.stack.up(program), "update", drifting);
    await fleet.stack.refresh();
    await fleet.expectSettled();
  });
}

function rotation(fleet: Fleet, step: Step): void {
  const { program } = fleet;

  /** The reason why each of `due` rotates is in what a preview shows, and nothing else would be done. */
  const expectShown = async (time: string, due: readonly Declared[], rotating: readonly Declared[]): Promise<void> => {
    const preview = await fleet.stack.preview(program);
    fleet.expectActions(preview, "update", due);
    const reasons = preview.shown.split("\n").filter((line) => line.includes(`due since ${time}`));
    for (const { type } of rotating) expect(reasons).toContainEqual(expect.stringContaining(`${type} "`));
  };

  step("rotates each on its own date, says why, and ends the overlap", async () => {
    const waiting = new Set((await fleet.rotating()).map(keyOf));
    expect(waiting.size).toBeGreaterThan(0);
    for (let next = await fleet.nextDue(); waiting.size > 0 || next.overlap; next = await fleet.nextDue()) {
      const { time, due } = next;
      await fleet.at(time);
      const before = await Promise.all(due.map(fleet.recorded));
      const rotating = due.filter((_, index) => before[index]?.["rotateAt"] === time);
      const shown = rotating.filter((each) => waiting.delete(keyOf(each)));
      if (shown.length > 0) await expectShown(time, due, shown);
      fleet.expectActions(await fleet.stack.up(program), "update", due);
      for (const [index, each] of due.entries()) {
        const { version, nextRunBy } = await fleet.recorded(each);
        expect(version).toBe(Number(before[index]?.["version"]) + (rotating.includes(each) ? 1 : 0));
        expect(String(nextRunBy) > time).toBe(true);
      }
    }
    for (const each of program) expect((await fleet.recorded(each))["previous"] ?? []).toEqual([]);
    await fleet.noteSecrets();
    await fleet.expectSettled();
  });
}

function renewal(fleet: Fleet, step: Step): void {
  const { program, subjects } = fleet;

  step("replaces all, and removes what was replaced", async () => {
    const before = await Promise.all(subjects.map(fleet.recorded));
    const desired = fleet.withSubjects(subjects.map(({ replaced }) => replaced));
    fleet.expectActions(await fleet.stack.up(desired), "replace", subjects);
    for (const [index, subject] of subjects.entries()) {
      expect(await fleet.service.exists(subject.type, await fleet.recorded(subject))).toBe(true);
      expect(await fleet.service.exists(subject.type, before[index] ?? {})).toBe(!isAtService(subject.type));
    }
    fleet.expectActions(await fleet.stack.up(program), "replace", subjects);
    await fleet.noteSecrets();
  });

  step("makes anew what was deleted by hand", async () => {
    const removed = subjects.filter(({ type }) => isAtService(type));
    for (const subject of [...removed].reverse()) {
      await fleet.service.remove(subject.type, await fleet.recorded(subject));
    }
    await fleet.stack.refresh();
    for (const subject of removed) expect(await fleet.stack.state(keyOf(subject))).toBeUndefined();
    fleet.expectActions(await fleet.stack.up(program), "create", removed);
    await fleet.noteSecrets();
  });
}

function end(fleet: Fleet, step: Step): void {
  const { program, subjects } = fleet;

  step("has written no secret in clear, nor printed one", () => {
    expect(fleet.secrets.size).toBeGreaterThan(5);
    const printed = { "what was printed": fleet.stack.printed() };
    expect(findSecrets([...fleet.secrets], fleet.stack.files(), printed)).toEqual([]);
  });

  step("destroys all, also what is gone already, and nothing before what refers to it", async () => {
    const [first] = subjects;
    if (first) await fleet.service.remove(first.type, await fleet.recorded(first));
    const states = await Promise.all(subjects.map(fleet.recorded));
    const outcome = await fleet.stack.destroy();
    // An engine that looks first has found out that the first is gone.
    const deleted = program.filter((declared) => declared !== first || !fleet.looksFirst);
    fleet.expectActions(outcome, "delete", deleted);
    const order = Object.keys(outcome.actions);
    for (const declared of deleted) {
      const needed = referencesIn(declared.args).map(({ $type, $name }) => keyOf({ type: $type, name: $name }));
      const before = order.slice(0, order.indexOf(keyOf(declared)));
      expect(before.filter((key) => needed.includes(key))).toEqual([]);
    }
    for (const [index, { type }] of subjects.entries()) {
      if (isAtService(type)) expect(await fleet.service.exists(type, states[index] ?? {})).toBe(false);
    }
    for (const declared of program) expect(await fleet.stack.state(keyOf(declared))).toBeUndefined();
  });
}
