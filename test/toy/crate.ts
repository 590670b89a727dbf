import { z } from "zod";
import { type Definition, define, pick } from "../../src/core/definition";
import { NotFoundError, PartialError } from "../../src/core/errors";
import { field, secretText } from "../../src/core/fields";
import type { Context } from "../../src/core/run";
import { placeFields, roomOf } from "./place";
import type { ToyService } from "./service";

const inputs = z.object({
  name: field(z.string().min(1), {
    doc: "What people call the crate. Several may be called the same.",
    examples: ["orders", "billing"],
    onChange: "replace",
    from: ["name"],
  }),
  size: field(z.number().default(1), { doc: "How much it holds.", examples: [1, 2], affects: ["weight"] }),
  code: field(secretText().optional(), { doc: "What locks it.", examples: ["1234", "5678"], secret: true }),
  until: field(z.string().optional(), { doc: "When it falls apart.", examples: ["2027-01-01", "2028-01-01"] }),
  ...placeFields,
});

const outputs = z.object({
  crateId: field(z.string(), { doc: "What the service calls it." }),
  weight: field(z.number(), { doc: "What it weighs." }),
});

type Client = Context<ToyService>;
const keyOf = ({ crateId }: { readonly crateId: string }): string => `crate/${crateId}`;

/** A resource that the service gives an id, with changes that it refuses. */
export const crate: Definition = define({
  name: "Crate",
  summary: "A crate that the service gives a number.",
  inputs,
  outputs,
  subject: "name",
  id: ({ crateId }) => crateId,
  address: (values) => ({ kind: "crate", place: roomOf(values), name: values.crateId }),
  actions: { create: ["toy:Put"], read: ["toy:Get"], update: ["toy:Put"], delete: ["toy:Remove"] },
  checks: [
    ({ prior, inputs: { size } }) =>
      prior && size < prior.size
        ? [{ field: "size", reason: `${size} is less than ${prior.size}: it can't shrink` }]
        : [],
    ({ prior, inputs: { code } }) =>
      prior?.code && !code ? [{ field: "code", reason: "can't be taken off again" }] : [],
    ({ prior, inputs: { until }, now }) =>
      !prior && until && new Date(until) <= now ? [{ field: "until", reason: `${until} is over` }] : [],
  ],
  create: async ({ client }: Client, given) => {
    if (given.name === "lost") throw new PartialError("it fell off the lorry", "Run it again.", {}, undefined);
    const made = { crateId: client.newId("C"), weight: given.size * 10 };
    client.put(keyOf(made), { size: given.size });
    if (given.name === "dented") throw new PartialError("it has a dent", "Run it again.", made, undefined);
    return made;
  },
  read: async ({ client }, state) => {
    const found = client.get(keyOf(state));
    return found && { ...state, ...found };
  },
  update: async ({ client }, prior, given) => {
    if (!client.get(keyOf(prior))) throw new NotFoundError(`there is no crate ${prior.crateId}`, "Look for it.");
    client.put(keyOf(prior), { size: given.size });
    return { ...pick(prior, outputs), weight: given.size * 10 };
  },
  delete: async ({ client }, state) => client.remove(keyOf(state)),
});
