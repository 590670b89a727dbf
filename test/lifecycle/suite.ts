import type { Definition, Values } from "../../src/core/definition";
import { type Declared, keyOf, type LifecycleEngine, type LifecycleStack, type Outcome } from "./engine";
import { expectKept } from "./expectations";
import { definitions, everywhere, inputLeaves, otherValue, prerequisites, sample, withValue } from "./samples";
import { canDrift, type Service, startService } from "./services";

const MADE = "2026-01-01T00:00:00Z";

/** One resource of each definition, through everything that can happen to it, on one engine. */
export function lifecycleSuite(engine: LifecycleEngine): void {
  describe.each(definitions)(`$name on ${engine.name}`, (definition) => lifecycle(engine, definition));
}

function lifecycle(engine: LifecycleEngine, definition: Definition): void {
  const others = everywhere(prerequisites(definition));
  const subject: Declared = { type: definition.name, name: "subject", args: sample(definition) };
  const key = keyOf(subject);
  const program = [...others, subject];
  let service: Service;
  let stack: LifecycleStack;
  let last: Declared[] = program;

  const withArgs = (args: Values): Declared[] => [...others, { ...subject, args }];
  const recorded = async (): Promise<Values> => (await stack.state(key)) ?? {};
  const expectOnly = ({ actions }: Outcome, action: string): void => {
    const changed = Object.entries(actions).filter(([, each]) => each !== "same");
    expect(changed).toEqual(action === "same" ? [] : [[key, action]]);
  };
  const at = async (time: string): Promise<void> => {
    stack.at(time);
    await service.at(time);
  };
  /** Shows it in the preview, does it, and is then done. */
  const applies = async (desired: Declared[], action: string): Promise<void> => {
    last = desired;
    expectOnly(await stack.preview(desired), action);
    await service.calls();
    expectOnly(await stack.up(desired), action);
    expectOnly(await stack.preview(desired), "same");
  };

  beforeAll(async () => {
    service = await startService(MADE);
    stack = await engine.start(service.env, MADE);
    await stack.up(others);
    await service.calls();
  }, 120_000);

  afterAll(async () => {
    await stack?.stop();
    await service?.stop();
  });

  it("is created", async () => {
    await applies(program, "create");
    const state = await recorded();
    expect(Object.keys(state)).toEqual(expect.arrayContaining(Object.keys(definition.outputs.shape)));
    expect(await service.exists(definition.name, state)).toBe(true);
  });

  it("is left alone, without a call, while nothing changes", async () => {
    await service.calls();
    expectOnly(await stack.up(program), "same");
    expect(await service.calls()).toEqual([]);
  });

  it("is read with one call, and found unchanged", async () => {
    await service.calls();
    await stack.refresh();
    expect(await service.calls()).toHaveLength(others.length + 1);
    expectOnly(await stack.preview(program), "same");
  });

  const changeable = inputLeaves(definition).filter(
    (field) => !field.meta.immutable && !field.meta.createOnly && otherValue(field) !== undefined,
  );
  it.each(changeable)("is changed in place for another $path, and back", async (field) => {
    await endOverlap();
    const before = await recorded();
    await applies(withArgs(withValue({ ...subject.args }, field, otherValue(field))), "update");
    expectKept(definition, before, await recorded(), field.meta.affects ?? []);
    await endOverlap();
    await applies(program, "update");
  });

  it("is not changed by the order of a list", async () => {
    const reversed = Object.entries(subject.args).map(([name, value]) => [
      name,
      Array.isArray(value) ? [...value].reverse() : value,
    ]);
    expectOnly(await stack.preview(withArgs(Object.fromEntries(reversed))), "same");
  });

  if (canDrift(definition.name)) {
    it("is mended after somebody else changed it", async () => {
      await service.drift(definition.name, await recorded());
      await stack.refresh();
      await applies(program, "update");
      await stack.refresh();
      expectOnly(await stack.preview(program), "same");
    }, 60_000);
  }

  const rotates = "rotateAt" in definition.outputs.shape;
  if (rotates) {
    it("rotates when it is due and not before, and ends the overlap", async () => {
      const before = await recorded();
      await endOverlap();
      const rotateAt = String(before["rotateAt"]);
      await at(new Date(Date.parse(rotateAt) - 1000).toISOString());
      expectOnly(await stack.preview(program), "same");
      await at(rotateAt);
      expect((await stack.preview(program)).shown).toContain("due since");
      await applies(program, "update");
      expect(await recorded()).toMatchObject({ version: Number(before["version"]) + 1 });
      await endOverlap();
    }, 120_000);
  }

  /** Runs the same program again at each date on which something is due, until only the current credential is left. */
  async function endOverlap(): Promise<void> {
    for (let state = await recorded(); hasPrevious(state); state = await recorded()) {
      await at(String(state["nextRunBy"]));
      await applies(last, "update");
    }
  }

  const immutable = inputLeaves(definition).filter((field) => field.meta.immutable && otherValue(field) !== undefined);
  it.each(immutable)(
    "is replaced for another $path",
    async (field) => {
      await endOverlap();
      const replaced = await recorded();
      const args = withValue({ ...subject.args }, field, otherValue(field));
      await applies(withArgs(args), "replace");
      expect(await service.exists(definition.name, await recorded())).toBe(true);
      if (definition.identity.length === 0 || definition.identity.includes(field.path)) {
        expect(await service.exists(definition.name, replaced)).toBe(false);
      }
      await applies(program, "replace");
    },
    120_000,
  );

  it("is made anew after it was deleted by hand", async () => {
    await service.remove(definition.name, await recorded());
    await stack.refresh();
    expect(await stack.state(key)).toBeUndefined();
    await applies(program, "create");
    expect(await service.exists(definition.name, await recorded())).toBe(true);
  }, 60_000);

  it("is deleted, and once more without harm", async () => {
    const state = await recorded();
    await applies(others, "delete");
    expect(await service.exists(definition.name, state)).toBe(false);
    await applies(program, "create");
    await service.remove(definition.name, await recorded());
    await stack.destroy();
    expect(await stack.state(key)).toBeUndefined();
  }, 60_000);
}

/** Whether something is due before the next rotation. */
function hasPrevious({ nextRunBy, rotateAt }: Values): boolean {
  return String(nextRunBy) < String(rotateAt);
}
