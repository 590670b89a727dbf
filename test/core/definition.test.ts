import { z } from "zod";
import type { Address } from "../../src/core/address";
import { type Definition, define } from "../../src/core/definition";
import { field, secretText } from "../../src/core/fields";
import { defineFunction, type FunctionDefinition } from "../../src/core/function";
import { serviceId } from "../../src/core/lifecycle";
import { crate } from "../toy/crate";
import { shelf } from "../toy/shelf";

const examples = ["a", "b"] as const;
const name = (): z.ZodString => field(z.string(), { doc: "Name.", examples });
const nothing = async (): Promise<never> => {
  throw new Error("not to be called");
};

function declare(inputs: z.ZodObject, outputs: z.ZodObject = z.object({})): Definition {
  const verbs = { create: nothing, read: nothing, update: nothing, delete: nothing };
  const actions = { create: [], read: [], update: [], delete: [] };
  const address = (): Address => ({ kind: "thing", place: undefined, name: undefined });
  const named = { name: "Thing", summary: "", subject: "name", address };
  return define({ ...named, inputs, outputs, actions, ...verbs });
}

function declareFunction(inputs: z.ZodObject, outputs: z.ZodObject = z.object({})): FunctionDefinition {
  return defineFunction({ name: "getThing", kind: "data", summary: "", inputs, outputs, actions: [], call: nothing });
}

const hidden = (): z.ZodObject => z.object({ code: field(secretText(), { doc: "Code.", examples, secret: true }) });

const wrongInputs: [string, () => z.ZodObject, string][] = [
  ["an input without examples", () => z.object({ name: field(z.string(), { doc: "Name." }) }), "name has no examples"],
  [
    "a secret in an object",
    () => z.object({ name: name(), box: field(hidden(), { doc: "Box." }) }),
    "box.code: only top-level fields can be secret",
  ],
  [
    "a secret in a list of objects",
    () => z.object({ name: name(), boxes: field(z.array(hidden()), { doc: "Boxes.", examples: [[], [{}]] }) }),
    "boxes[].code: only top-level fields can be secret",
  ],
  [
    "a field that stands for nothing",
    () =>
      z.object({ name: name(), other: field(z.string().optional(), { doc: "Other.", examples, insteadOf: "nam" }) }),
    "other stands for nam, which is not an input beside it",
  ],
  [
    "a field that stands for one elsewhere",
    () => {
      const inside = z.object({ other: field(z.string().optional(), { doc: "Other.", examples, insteadOf: "name" }) });
      return z.object({ name: name(), box: field(inside, { doc: "Box." }) });
    },
    "box.other stands for name, which is not an input beside it",
  ],
  [
    "a field that has to be given in place of another",
    () => z.object({ name: name(), other: field(z.string(), { doc: "Other.", examples, insteadOf: "name" }) }),
    "other stands for name, and so has to be optional",
  ],
  [
    "a field in place of a default",
    () =>
      z.object({
        name: field(z.string().default("a"), { doc: "Name.", examples }),
        other: field(z.string().optional(), { doc: "Other.", examples, insteadOf: "name" }),
      }),
    "other stands for name, which has a default",
  ],
];

describe("a declaration", () => {
  it.each(wrongInputs)("with %s is refused when it is loaded", (_what, inputs, said) => {
    expect(() => declare(inputs())).toThrow(`Thing.${said}`);
    expect(() => declareFunction(inputs())).toThrow(`getThing.${said}`);
  });

  it("may not record a secret inside something else, where no engine would find it; a function may tell one", () => {
    const outputs = z.object({ boxes: field(z.array(hidden()), { doc: "Boxes." }) });
    expect(() => declare(z.object({ name: name() }), outputs)).toThrow("Thing.boxes[].code: only top-level");
    expect(declareFunction(z.object({ name: name() }), outputs)).toMatchObject({ name: "getThing" });
  });

  it("can't use one schema for two fields, as the second would take the place of the first", () => {
    const shared = z.string();
    field(shared, { doc: "First.", examples });
    expect(() => field(shared, { doc: "Second.", examples })).toThrow(
      "one schema can't be two fields: First. / Second.",
    );
  });
});

describe("the id at the service", () => {
  it("is what the definition makes of a state", () => {
    expect(serviceId(crate, { name: "orders", crateId: "C7" })).toBe("C7");
  });

  it("is none where the service knows the object by its name, and where a state doesn't tell it", () => {
    expect(serviceId(shelf, { name: "orders" })).toBeUndefined();
    expect(serviceId(crate, { name: "orders" })).toBeUndefined();
    const stumbling = { ...crate, id: ({ crateId }: Record<string, unknown>) => (crateId as string).slice(1) };
    expect(serviceId(stumbling, { name: "orders" })).toBeUndefined();
  });
});
