import { addressOf, sameAddress } from "../../src/core/address";
import { valueAt } from "../../src/core/compare";
import type { Values } from "../../src/core/definition";
import { fieldsOf } from "../../src/core/fields";
import { keyOf, type LifecycleEngine } from "./engine";
import { expectKept } from "./expectations";
import { Life, type Variation } from "./life";
import { definitions, inputLeaves, refusedChange, withValue } from "./samples";
import { canDrift } from "./services";

/** How many other values are tried, of the inputs that change in place and of those that replace. */
export interface LifecycleOptions {
  /** One of each kind where every run takes long, and the fleet tries the others all at once. @default "all" */
  readonly variations?: "all" | "one";
}

/** One resource of each definition, through everything that can happen to it, on one engine. */
export function lifecycleSuite(engine: LifecycleEngine, { variations = "all" }: LifecycleOptions = {}): void {
  const most = variations === "all" ? Number.POSITIVE_INFINITY : 1;
  describe.each(definitions)(`$name on ${engine.name}`, (definition) => {
    const life = new Life(engine, definition);
    beforeAll(() => life.start(), 120_000);
    afterAll(() => life.stop());
    creation(life);
    changes(life, most);
    refusals(life);
    drift(life);
    rotation(life);
    replacements(life, most);
    end(life);
  });
}

/** As `it.each`, which can't do with no case at all. */
function forEach(cases: readonly Variation[], title: string, test: (each: Variation) => Promise<void>): void {
  if (cases.length > 0) it.each(cases)(title, test, 120_000);
}

function creation(life: Life): void {
  const { definition, program } = life;

  it("is created with just the calls that it takes", async () => {
    await life.applies(program, "create");
    const made = life.service.creating([life.subject]);
    const expected = [...life.looking(life.others), ...made, ...life.looking(program)];
    expect((await life.service.calls()).sort()).toEqual(expected.sort());
    const state = await life.recorded();
    const outputs = fieldsOf(definition.outputs).filter(({ optional }) => !optional);
    expect(Object.keys(state)).toEqual(expect.arrayContaining(outputs.map(({ name }) => name)));
    expect(await life.service.exists(definition.name, state)).toBe(true);
  });

  it("is left alone, without a call but to look, while nothing changes", async () => {
    await life.service.calls();
    life.expectOnly(await life.stack.up(program), "same");
    expect((await life.service.calls()).sort()).toEqual(life.looking(program));
  });

  it("is read with just the calls that it takes, and found unchanged", async () => {
    await life.service.calls();
    await life.stack.refresh();
    expect((await life.service.calls()).sort()).toEqual(life.service.reading(program));
    life.expectOnly(await life.stack.preview(program), "same");
  });
}

function changes(life: Life, most: number): void {
  const { definition, subject, variations } = life;
  const changeable = variations.filter(
    ({ refused, field: { meta } }) => !refused && !meta.immutable && !meta.createOnly,
  );

  forEach(changeable.slice(0, most), "is changed in place for another $path, and back", async ({ field, args }) => {
    await life.anHourLater();
    await life.endOverlap();
    const before = await life.recorded();
    await life.applies(life.withArgs(args), "update");
    expectKept(definition, before, await life.recorded(), field.meta.affects ?? []);
    await life.anHourLater();
    await life.endOverlap();
    await life.appliesBack(args, "update");
  });

  it("is not changed by the order of a list", async () => {
    const unordered = new Set(inputLeaves(definition).flatMap(({ meta, path }) => (meta.unordered ? [path] : [])));
    const reversed = Object.entries(subject.args).map(([name, value]) => [
      name,
      Array.isArray(value) && unordered.has(name) ? [...value].reverse() : value,
    ]);
    life.expectOnly(await life.stack.preview(life.withArgs(Object.fromEntries(reversed))), "same");
  });
}

function refusals(life: Life): void {
  const { definition, subject, variations } = life;
  const refused = variations.filter((each) => each.refused);

  forEach(refused, "refuses another $path, before any call but to look", (each) =>
    life.isRefused(each.args, each.refused),
  );

  // Of all switches, the sample has only those without which a replacement is refused.
  const switches = inputLeaves(definition).filter(
    ({ type, path }) => type.kind === "boolean" && valueAt(subject.args, path) !== undefined,
  );
  if (switches.length === 0) return;
  it.each(switches)("refuses to be replaced without $path, before any call but to look", async (field) => {
    const off = (args: Values): Values => withValue({ ...args }, field, field.defaultValue ?? false);
    const stopped = variations.flatMap(({ args }) => {
      const [problem] = refusedChange(definition, subject.args, off(args));
      return problem ? [{ args: off(args), reason: problem.reason }] : [];
    });
    expect(stopped).not.toEqual([]);
    for (const { args, reason } of stopped) await life.isRefused(args, reason);
  });
}

function drift(life: Life): void {
  const { definition, program } = life;
  if (!canDrift(definition.name)) return;

  it("is mended after somebody else changed it", async () => {
    await life.service.drift(definition.name, await life.recorded());
    await life.stack.refresh();
    await life.applies(program, "update");
    await life.stack.refresh();
    life.expectOnly(await life.stack.preview(program), "same");
  }, 60_000);
}

function rotation(life: Life): void {
  const { definition, program } = life;
  const { shape } = definition.outputs;
  if (!("rotateAt" in shape)) return;

  it("rotates when it is due and not before, and ends the overlap", async () => {
    const before = await life.recorded();
    await life.endOverlap();
    const rotateAt = String(before["rotateAt"]);
    await life.at(new Date(Date.parse(rotateAt) - 1000).toISOString());
    life.expectOnly(await life.stack.preview(program), "same");
    await life.at(rotateAt);
    expect((await life.stack.preview(program)).shown).toContain("due since");
    await life.applies(program, "update");
    const after = await life.recorded();
    expect((after["rotateAt"] as string) > rotateAt).toBe(true);
    if ("version" in shape) expect(after["version"]).toBe(Number(before["version"]) + 1);
    await life.endOverlap();
  }, 120_000);
}

function replacements(life: Life, most: number): void {
  const { definition, variations } = life;
  const immutable = variations.filter(({ refused, field }) => !refused && field.meta.immutable);

  forEach(immutable.slice(0, most), "is replaced for another $path", async ({ args }) => {
    await life.endOverlap();
    const replaced = await life.recorded();
    await life.applies(life.withArgs(args), "replace");
    const made = await life.recorded();
    expect(await life.service.exists(definition.name, made)).toBe(true);
    if (!sameAddress(addressOf(definition, replaced), addressOf(definition, made))) {
      expect(await life.service.exists(definition.name, replaced)).toBe(false);
    }
    await life.appliesBack(args, "replace");
  });
}

function end(life: Life): void {
  const { definition, program, others } = life;

  it("is made anew after it was deleted by hand", async () => {
    await life.service.remove(definition.name, await life.recorded());
    await life.stack.refresh();
    expect(await life.stack.state(keyOf(life.subject))).toBeUndefined();
    await life.applies(program, "create");
    expect(await life.service.exists(definition.name, await life.recorded())).toBe(true);
  }, 60_000);

  it("is deleted, and once more without harm", async () => {
    const state = await life.recorded();
    await life.applies(others, "delete");
    expect(await life.service.exists(definition.name, state)).toBe(false);
    await life.applies(program, "create");
    await life.service.remove(definition.name, await life.recorded());
    await life.stack.destroy();
    expect(await life.stack.state(keyOf(life.subject))).toBeUndefined();
  }, 60_000);
}
