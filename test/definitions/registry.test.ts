import fc from "fast-check";
import type { Definition, Values } from "../../src/core/definition";
import { addDuration } from "../../src/core/duration";
import type { Field } from "../../src/core/fields";
import { plan } from "../../src/core/plan";
import { Secret } from "../../src/core/secret";
import { UNKNOWN } from "../../src/core/unknown";
import { requireInputs } from "../../src/core/validate";
import {
  affectedBy,
  definitions,
  inputLeaves,
  isSourced,
  otherValue,
  sample,
  varied,
  withValue,
} from "../lifecycle/samples";

const MADE = new Date("2026-01-01T00:00:00Z");

/** What the service would have answered. Only what `due` reads has to make sense. */
const OUTPUTS: Readonly<Record<string, unknown>> = {
  version: 1,
  createdAt: "2026-01-01T00:00:00Z",
  expiresAt: "2027-01-01T00:00:00Z",
  rotateAt: "2026-12-02T00:00:00Z",
  nextRunBy: "2026-12-02T00:00:00Z",
  notBefore: "2025-12-31T23:40:00Z",
  notAfter: "2026-12-31T23:30:00Z",
  altered: false,
  revision: 1767225600,
  currentSince: undefined,
  keyVersion: "the first",
  newestKeyVersion: "the first",
  pending: undefined,
  previous: [],
  strays: [],
  restrictions: [],
};

/** The sample, with an example of all that the engine fills in. */
function given(definition: Definition): Record<string, unknown> {
  const sourced = inputLeaves(definition).filter(isSourced);
  const filledIn = sourced.map(({ name, meta }) => [name, meta.examples?.[0]]);
  return names({ ...Object.fromEntries(filledIn), ...sample(definition) }, definition);
}

/** References as names, and no field that the definition doesn't have. */
function names(values: Values, definition: Definition): Record<string, unknown> {
  const text = JSON.stringify(values, (_, value) => (value?.$name as unknown) ?? value);
  const plain = JSON.parse(text) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(plain).filter(([name]) => name in definition.inputs.shape));
}

function checked(definition: Definition, values: Values): Values {
  return requireInputs(definition, definition.name, names(values, definition));
}

function stateOf(definition: Definition): Values {
  const inputs = checked(definition, given(definition));
  const outputs = Object.keys(definition.outputs.shape).map((name) => [
    name,
    inputs[name] ?? (name in OUTPUTS ? OUTPUTS[name] : `some ${name}`),
  ]);
  return { ...inputs, ...Object.fromEntries(outputs) };
}

const ACTIONS = { replace: "replace", ignore: "none", update: "update", rekey: "update" } as const;
const expected = ({ onChange }: Field): string => ACTIONS[onChange];

describe.each(definitions)("the plan of $name", (definition) => {
  const state = stateOf(definition);
  const inputs = given(definition);
  const leaves = inputLeaves(definition);

  it("is empty after its own apply", () => {
    expect(plan(definition, state, checked(definition, inputs), MADE)).toMatchObject({
      action: "none",
      reasons: [],
      outputs: [],
    });
  });

  it.each(varied(definition))("for another $path alone is what the registry says", (field) => {
    const desired = checked(definition, withValue(inputs, field, otherValue(field, inputs)));
    const planned = plan(definition, state, desired, MADE);
    expect(planned.action).toBe(expected(field));
    expect(planned.replaces).toEqual(field.onChange === "replace" ? [field.path] : []);
    expect(planned.reasons.map(({ code }) => code)).toEqual(
      planned.action === "none" ? [] : [field.onChange === "rekey" ? "rekey" : "changed"],
    );
    if (planned.action === "update")
      expect([...planned.outputs].sort()).toEqual([...affectedBy(definition, field)].sort());
  });

  it("doesn't mind the order of lists in which it means nothing", () => {
    for (const field of leaves.filter((each) => each.meta.unordered)) {
      const two = field.meta.examples?.find((example) => Array.isArray(example) && example.length > 1) as unknown[];
      const prior = { ...state, ...checked(definition, { ...inputs, [field.name]: two }) };
      const desired = checked(definition, { ...inputs, [field.name]: [...two].reverse() });
      expect(plan(definition, prior, desired, MADE).action).toBe("none");
    }
  });

  it.each(leaves.filter((field) => field.path === field.name))("never says replace while $path is unknown", (field) => {
    const desired = { ...checked(definition, inputs), [field.name]: UNKNOWN };
    const planned = plan(definition, state, desired, MADE);
    expect(planned.action).toBe(field.onChange === "ignore" ? "none" : "update");
    expect(planned.replaces).toEqual([]);
  });

  it("shows no secret in a reason", () => {
    const secrets = leaves.filter((field) => field.meta.secret);
    for (const field of secrets) {
      const desired = { ...checked(definition, inputs), [field.name]: new Secret(String(otherValue(field))) };
      const shown = JSON.stringify(plan(definition, state, desired, MADE));
      for (const example of field.meta.examples ?? []) expect(shown).not.toContain(String(example));
    }
  });

  it("is monotone: what is due stays due", () => {
    const days = fc.integer({ min: 0, max: 3000 });
    fc.assert(
      fc.property(days, days, (early, more) => {
        const codes = (day: number): string[] =>
          plan(definition, state, checked(definition, inputs), addDuration(MADE, `P${day}D`)).reasons.map(
            ({ code }) => code,
          );
        expect(codes(early + more)).toEqual(expect.arrayContaining(codes(early)));
      }),
    );
  });
});
