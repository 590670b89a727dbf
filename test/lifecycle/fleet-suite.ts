import type { Definition, Values } from "../../src/core/definition";
import { fieldsOf } from "../../src/core/fields";
import { secretNames } from "../../src/core/lifecycle";
import { findSecrets } from "../support/secrets";
import { type Declared, keyOf, type LifecycleEngine, type LifecycleStack, type Outcome } from "./engine";
import { expectKept } from "./expectations";
import { placesOf, prerequisites } from "./prerequisites";
import { definitions, find, MADE, otherValue, refusedChange, sample, varied, withValue } from "./samples";
import { canDrift, type Service, startService } from "./services";

interface Subject extends Declared {
  readonly definition: Definition;
}

/** What can be changed in place, there and back. */
const changeable = ({ definition, args }: Subject) =>
  varied(definition).filter((field) => {
    const other = withValue({ ...args }, field, otherValue(field, args));
    const refused = [refusedChange(definition, args, other), refusedChange(definition, other, args)].flat();
    return !field.meta.immutable && !field.meta.createOnly && refused.length === 0;
  });

const changed = (subject: Subject): Declared => ({
  ...subject,
  args: changeable(subject).reduce<Record<string, unknown>>(
    (args, field) => withValue(args, field, otherValue(field, subject.args)),
    { ...subject.args },
  ),
});

/** Another value of what replaces it where it is. */
const replaced = (subject: Subject): Declared => {
  const { definition, args } = subject;
  const places = placesOf(definition);
  const field = varied(definition).find((each) => each.meta.immutable && !places.includes(each));
  return { ...subject, args: field ? withValue({ ...args }, field, otherValue(field, args)) : args };
};

/**
 * The same life as in `suite.ts` for one resource of every definition at once, in one program: for engines whose runs
 * take seconds.
 */
export function fleetSuite(engine: LifecycleEngine): void {
  const subjects: Subject[] = definitions.map((definition) => ({
    type: definition.name,
    name: "subject",
    args: sample(definition),
    definition,
  }));
  const needed = new Map(definitions.flatMap(prerequisites).map((declared) => [keyOf(declared), declared]));
  const others = [...needed.values()];
  const program = [...others, ...subjects];
  const secrets = new Set<string>();
  let service: Service;
  let stack: LifecycleStack;

  beforeAll(async () => {
    service = await startService(MADE);
    stack = await engine.start(service.env, MADE);
  }, 60_000);

  afterAll(async () => {
    await stack?.stop();
    await service?.stop();
  });

  const recorded = async (subject: Declared): Promise<Values> => (await stack.state(keyOf(subject))) ?? {};
  const at = async (time: string): Promise<void> => {
    stack.at(time);
    await service.at(time);
  };
  const expectActions = ({ actions }: Outcome, action: string, on: readonly Declared[]): void => {
    const done = Object.entries(actions).filter(([, each]) => each !== "same");
    expect(Object.fromEntries(done)).toEqual(Object.fromEntries(on.map((declared) => [keyOf(declared), action])));
  };
  const noteSecrets = async (): Promise<void> => {
    for (const subject of subjects) {
      const state = await recorded(subject);
      for (const name of secretNames(subject.definition)) if (typeof state[name] === "string") secrets.add(state[name]);
    }
  };
  const settled = async (): Promise<void> => {
    await service.calls();
    expectActions(await stack.up(program), "same", []);
    expect(await service.calls()).toEqual([]);
  };

  it("creates all, after a preview without a call, each with one call", async () => {
    expectActions(await stack.preview(program), "create", program);
    expect(await service.calls()).toEqual([]);
    expectActions(await stack.up(program), "create", program);
    expect(await service.calls()).toHaveLength(program.length);
    for (const subject of subjects) {
      const state = await recorded(subject);
      const outputs = fieldsOf(subject.definition.outputs).filter(({ optional }) => !optional);
      expect(Object.keys(state)).toEqual(expect.arrayContaining(outputs.map(({ name }) => name)));
      expect(await service.exists(subject.type, state)).toBe(true);
    }
    await noteSecrets();
  }, 60_000);

  it("leaves all alone, without a call, while nothing changes", settled, 60_000);

  it("reads each with at most one call, and finds it unchanged", async () => {
    await stack.refresh();
    const calls = await service.calls();
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.length).toBeLessThanOrEqual(program.length);
    await settled();
  }, 60_000);

  it("changes all in place, touching no output that the plan kept, and back", async () => {
    const before = new Map<string, Values>();
    for (const subject of subjects) before.set(subject.type, await recorded(subject));
    const desired = [...others, ...subjects.map(changed)];
    const changing = subjects.filter((subject) => changeable(subject).length > 0);
    expectActions(await stack.preview(desired), "update", changing);
    expectActions(await stack.up(desired), "update", changing);
    for (const subject of changing) {
      const affected = changeable(subject).flatMap((field) => field.meta.affects ?? []);
      expectKept(subject.definition, before.get(subject.type) ?? {}, await recorded(subject), affected);
    }
    await noteSecrets();
    expectActions(await stack.up(program), "update", changing);
    await noteSecrets();
  }, 90_000);

  it("mends what somebody else changed", async () => {
    const drifting = subjects.filter(({ type }) => canDrift(type));
    for (const subject of drifting) await service.drift(subject.type, await recorded(subject));
    await stack.refresh();
    expectActions(await stack.up(program), "update", drifting);
    await stack.refresh();
    await settled();
  }, 90_000);

  it("rotates what is due, says why, and ends the overlap", async () => {
    const dates = await Promise.all(program.map(async (each) => (await recorded(each))["rotateAt"]));
    const rotating = program.filter((_, index) => dates[index] !== undefined);
    const overlapping = rotating.filter(({ type }) => "previous" in find(type).outputs.shape);
    for (let due = await nextDue(rotating); due < "2026-12-01"; due = await nextDue(rotating)) {
      await at(due);
      await stack.up(program);
    }
    const versions = await Promise.all(rotating.map(async (each) => Number((await recorded(each))["version"])));
    await at("2027-01-10T00:00:00Z");
    const preview = await stack.preview(program);
    expectActions(preview, "update", rotating);
    for (const each of rotating) expect(preview.shown).toContain(`${each.type} `);
    expect(preview.shown).toContain("due since");
    await stack.up(program);
    for (const [index, each] of rotating.entries())
      expect((await recorded(each))["version"]).toBe(Number(versions[index]) + 1);
    await noteSecrets();
    await at("2027-01-17T00:00:00Z");
    expectActions(await stack.up(program), "update", overlapping);
    for (const each of overlapping) expect((await recorded(each))["previous"]).toEqual([]);
    await settled();
  }, 180_000);

  it("replaces all, and removes what was replaced", async () => {
    const desired = subjects.map(replaced);
    const before = await Promise.all(subjects.map(recorded));
    const fromHere = desired.map((subject, index) => ({ ...subject, was: before[index] ?? {} }));
    expectActions(await stack.up([...others, ...desired]), "replace", subjects);
    for (const { type, was, ...subject } of fromHere) {
      expect(await service.exists(type, await recorded({ type, ...subject }))).toBe(true);
      expect(await service.exists(type, was)).toBe(false);
    }
    expectActions(await stack.up(program), "replace", subjects);
    await noteSecrets();
  }, 120_000);

  it("makes anew what was deleted by hand", async () => {
    for (const subject of [...subjects].reverse()) await service.remove(subject.type, await recorded(subject));
    await stack.refresh();
    for (const subject of subjects) expect(await stack.state(keyOf(subject))).toBeUndefined();
    expectActions(await stack.up(program), "create", subjects);
    await noteSecrets();
  }, 90_000);

  it("has written no secret in clear, nor printed one", () => {
    expect(secrets.size).toBeGreaterThan(5);
    expect(findSecrets([...secrets], stack.files(), { "what was printed": stack.printed() })).toEqual([]);
  });

  it("destroys all, also what is gone already", async () => {
    const [first] = subjects;
    if (first) await service.remove(first.type, await recorded(first));
    const states = await Promise.all(subjects.map(async (subject) => [subject.type, await recorded(subject)] as const));
    await stack.destroy();
    for (const [type, state] of states) expect(await service.exists(type, state)).toBe(false);
    expect(await Promise.all(program.map((declared) => stack.state(keyOf(declared))))).toEqual(
      program.map(() => undefined),
    );
  }, 60_000);

  async function nextDue(rotating: readonly Declared[]): Promise<string> {
    const dates = await Promise.all(rotating.map(async (each) => String((await recorded(each))["nextRunBy"])));
    return dates.sort()[0] ?? "";
  }
}
