import { z } from "zod";
import { type Definition, define, pick } from "../../src/core/definition";
import { field } from "../../src/core/fields";
import type { Context } from "../../src/core/run";
import { placeFields, roomOf } from "./place";
import type { ToyService } from "./service";

const crateNumber = (): z.ZodString => z.string().regex(/^C\d+$/, "write the number of a crate, such as C1");

const inputs = z.object({
  label: field(z.string(), { doc: "What it is called.", examples: ["a/b/c", "a/b/d"], from: ["label"] }),
  crate: field(crateNumber(), {
    doc: "The crate that is sealed.",
    examples: ["C1", "C2"],
    onChange: "replace",
    references: "Crate",
  }),
  checks: field(
    z
      .array(
        z.object({
          crate: field(crateNumber(), { doc: "Which crate.", references: "Crate" }),
          every: field(z.number().default(1), { doc: "How many days between." }),
        }),
      )
      .default([]),
    { doc: "Crates that are looked at too.", examples: [[{ crate: "C1", every: 2 }], [{ crate: "C2", every: 1 }]] },
  ),
  strength: field(z.number().default(1), { doc: "How much it withstands.", examples: [2, 1] }),
  breakable: field(z.boolean().default(false), {
    doc: "Whether it may be broken to seal something else.",
    examples: [true, false],
  }),
  ...placeFields,
});

const outputs = z.object({
  sealId: field(z.string(), { doc: "What the service calls it." }),
  wax: field(z.string(), { doc: "What it is made of." }),
});

const keyOf = ({ sealId }: { readonly sealId: string }): string => `seal/${sealId}`;

/** A resource that refers to objects with ids of their own, and is not replaced unless that is allowed. */
export const seal: Definition = define({
  name: "Seal",
  summary: "A seal on a crate.",
  inputs,
  outputs,
  subject: "label",
  address: (values) => ({ kind: "seal", place: roomOf(values), name: values.sealId }),
  actions: { create: ["toy:Put"], read: ["toy:Get"], update: ["toy:Put"], delete: ["toy:Remove"] },
  checks: [
    ({ prior, inputs: { crate, breakable } }) =>
      prior && prior.crate !== crate && !breakable
        ? [{ field: "crate", reason: "can't change without breakable: true" }]
        : [],
    ({ prior, inputs: { strength } }) =>
      prior && strength < prior.strength ? [{ field: "strength", reason: "can't get less" }] : [],
  ],
  create: async ({ client }: Context<ToyService>, given) => {
    const made = { sealId: client.newId("S"), wax: `wax on ${given.crate}` };
    client.put(keyOf(made), { crate: given.crate });
    return made;
  },
  read: async ({ client }, state) => (client.get(keyOf(state)) ? state : undefined),
  update: async ({ client }, prior, given) => {
    client.put(keyOf(prior), { crate: given.crate });
    return pick(prior, outputs);
  },
  delete: async ({ client }, state) => client.remove(keyOf(state)),
});
