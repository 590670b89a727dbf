import { z } from "zod";
import { type Declaration, type Definition, define, type Values } from "../../src/core/definition";
import { field, secretText } from "../../src/core/fields";
import { refusals } from "../../src/core/refusal";
import { Secret } from "../../src/core/secret";
import { UNKNOWN } from "../../src/core/unknown";

const examples = ["a", "b"] as const;
const NOW = new Date("2026-01-01T00:00:00Z");

const inputs = z.object({
  name: field(z.string(), { doc: "Name.", examples }),
  size: field(z.number().default(1), { doc: "Size.", examples: [1, 2] }),
  code: field(secretText().optional(), { doc: "Code.", examples, secret: true }),
  limits: field(z.object({ days: field(z.number().default(10), { doc: "Days.", examples: [1, 2] }) }).prefault({}), {
    doc: "Limits.",
  }),
});
const outputs = z.object({ made: field(z.string(), { doc: "Made." }) });
type Refuse = NonNullable<Declaration<typeof inputs, typeof outputs, unknown>["refuse"]>;

function thing(refuse?: Refuse): Definition {
  const nothing = async (): Promise<never> => {
    throw new Error("not to be called");
  };
  return define({
    name: "Thing",
    summary: "A thing.",
    inputs,
    outputs,
    subject: "name",
    address: () => ({ kind: "thing", place: undefined, name: undefined }),
    actions: { create: [], read: [], update: [], delete: [] },
    create: nothing,
    read: nothing,
    update: nothing,
    delete: nothing,
    ...(refuse && { refuse }),
  });
}

/** What a definition was asked with. */
function askedWith(prior: Values | undefined, desired: Values): Parameters<Refuse> {
  const refuse = jest.fn<ReturnType<Refuse>, Parameters<Refuse>>(() => []);
  expect(refusals(thing(refuse), prior, desired, NOW)).toEqual([]);
  const [asked] = refuse.mock.calls;
  if (!asked) throw new Error("the definition was not asked");
  return asked;
}

const known = { name: "a", size: 2, limits: { days: 3 } };

describe("what is refused", () => {
  it("is nothing where the definition refuses nothing", () => {
    expect(refusals(thing(), undefined, known, NOW)).toEqual([]);
  });

  it("is told by the definition, from the recorded and the new inputs and the time", () => {
    const code = new Secret("1234");
    const [prior, desired, now] = askedWith({ ...known, code }, { ...known, size: 1 });
    expect(prior).toEqual({ ...known, code });
    expect(desired).toMatchObject({ ...known, size: 1 });
    expect(now).toBe(NOW);
  });

  it("has no recorded inputs when the resource is to be created", () => {
    expect(askedWith(undefined, known)[0]).toBeUndefined();
  });

  it("is told with the recorded value in place of what isn't known yet", () => {
    const [, desired] = askedWith(known, { name: UNKNOWN, size: UNKNOWN, limits: { days: UNKNOWN } });
    expect(desired).toMatchObject(known);
    expect(askedWith(known, { ...known, limits: UNKNOWN })[1]).toMatchObject(known);
  });

  it("is told of a creation with defaults, or nothing, in place of what isn't known yet", () => {
    const [, desired] = askedWith(undefined, { name: UNKNOWN, size: UNKNOWN, limits: { days: UNKNOWN } });
    expect(desired).toEqual({ name: undefined, size: 1, code: undefined, limits: { days: 10 } });
  });

  it("is told with the defaults of fields that weren't there when the inputs were recorded", () => {
    expect(askedWith({ name: "a" }, known)[0]).toEqual({ name: "a", size: 1, limits: { days: 10 } });
    expect(askedWith({ name: "a", limits: {} }, known)[0]).toEqual({ name: "a", size: 1, limits: { days: 10 } });
  });

  it("is marked when it is about a secret", () => {
    const refuse: Refuse = () => [
      { field: "code", reason: "can't change" },
      { field: "size", reason: "can't shrink" },
    ];
    expect(refusals(thing(refuse), known, known, NOW)).toEqual([
      { field: "code", reason: "can't change", secret: true },
      { field: "size", reason: "can't shrink", secret: false },
    ]);
  });

  it("is nothing yet where the definition stumbles over what isn't known; else that is a defect", () => {
    const refuse: Refuse = (_prior, { name }) => (name.startsWith("x") ? [{ field: "name", reason: "no" }] : []);
    expect(refusals(thing(refuse), undefined, { ...known, name: UNKNOWN }, NOW)).toEqual([]);
    expect(() => refusals(thing(refuse), undefined, { size: 1 }, NOW)).toThrow(TypeError);
  });
});
