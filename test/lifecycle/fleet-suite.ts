import type { Definition, Values } from "../../src/core/definition";
import { secretNames } from "../../src/core/lifecycle";
import { findSecrets } from "../support/secrets";
import { type Declared, keyOf, type LifecycleEngine, type LifecycleStack, type Outcome } from "./engine";
import { expectKept } from "./expectations";
import { definitions, inputLeaves, otherValue, prerequisites, sample, withValue } from "./samples";
import { canDrift, type Service, startService } from "./services";

const MADE = "2026-01-01T00:00:00Z";

interface Subject extends Declared {
  readonly definition: Definition;
}

const changeable = (definition: Definition) =>
  inputLeaves(definition).filter(({ meta }) => !meta.immutable && !meta.createOnly);

const changed = (subject: Subject): Declared => ({
  ...subject,
  args: changeable(subject.definition).reduce((args, field) => withValue(args, field, otherValue(field)), {
    ...subject.args,
  } as Record<string, unknown>),
});

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
      expect(Object.keys(state)).toEqual(expect.arrayContaining(Object.keys(subject.definition.outputs.shape)));
      expect(await service.exists(subject.type, state)).toBe(true);
    }
    await noteSecrets();
  }, 60_000);

  it("leaves all alone, without a call, while nothing changes", settled, 60_000);

  it("reads each with one call, and finds it unchanged", async () => {
    await stack.refresh();
    expect(await service.calls()).toHaveLength(program.length);
    await settled();
  }, 60_000);

  it("changes all in place, touching no output that the plan kept, and back", async () => {
    const before = new Map<string, Values>();
    for (const subject of subjects) before.set(subject.type, await recorded(subject));
    const desired = [...others, ...subjects.map(changed)];
    expectActions(await stack.preview(desired), "update", subjects);
    expectActions(await stack.up(desired), "update", subjects);
    for (const subject of subjects) {
      const affected = changeable(subject.definition).flatMap((field) => field.meta.affects ?? []);
      expectKept(subject.definition, before.get(subject.type) ?? {}, await recorded(subject), affected);
    }
    await noteSecrets();
    expectActions(await stack.up(program), "update", subjects);
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
    const rotating = program.filter(({ type }) =>
      definitions.some(({ name, outputs }) => name === type && "rotateAt" in outputs.shape),
    );
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
    expectActions(await stack.up(program), "update", rotating);
    for (const each of rotating) expect((await recorded(each))["previous"]).toEqual([]);
    await settled();
  }, 180_000);

  it("replaces all, and removes what was replaced", async () => {
    const replaced = await Promise.all(subjects.map(recorded));
    const desired = subjects.map((subject) => {
      const field = inputLeaves(subject.definition).find(({ meta, path }) => meta.immutable && path !== "region");
      return { ...subject, args: field ? withValue({ ...subject.args }, field, otherValue(field)) : subject.args };
    });
    const fromHere = desired.map((subject, index) => ({ ...subject, was: replaced[index] ?? {} }));
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
