import { z } from "zod";
import { type Definition, define } from "../../src/core/definition";
import { field } from "../../src/core/fields";
import type { Context } from "../../src/core/run";
import type { ToyService } from "./service";
import { toySettings } from "./settings";

const inputs = z.object({
  name: field(z.string().min(1).max(12), {
    doc: "The name of the shelf.",
    examples: ["orders", "billing"],
    onChange: "replace",
    from: ["name"],
  }),
  colour: field(z.enum(["red", "green"]).default("red"), { doc: "Its colour.", examples: ["red", "green"] }),
  tags: field(z.array(z.string()).optional(), {
    doc: "Words to find it by.",
    examples: [["a", "b"], ["c"]],
    unordered: true,
  }),
  region: field(z.string(), {
    doc: "Where it stands.",
    examples: ["north", "south"],
    onChange: "replace",
    from: ["reference", toySettings.region],
  }),
  adopt: field(z.boolean().default(false), {
    doc: "Whether to take over an existing one.",
    examples: [true, false],
    onChange: "ignore",
  }),
});

type Client = Context<ToyService>;
const keyOf = ({ name }: { readonly name: string }): string => `shelf/${name}`;

/** A resource that is named by its user and has nothing secret. */
export const shelf: Definition = define({
  name: "Shelf",
  summary: "A shelf for tokens.",
  inputs,
  outputs: z.object({ address: field(z.string(), { doc: "Where to find it." }) }),
  subject: "name",
  address: ({ region, name }) => ({ kind: "shelf", place: region, name }),
  replacing: "tokens on the shelf fall off",
  actions: { create: ["toy:Put"], read: ["toy:Get"], update: ["toy:Put"], delete: ["toy:Remove"] },
  create: async ({ client }: Client, given) => {
    client.put(keyOf(given), { colour: given.colour, tags: given.tags });
    return { address: `${given.region}/${given.name}` };
  },
  read: async ({ client }, state) => {
    const found = client.get(keyOf(state));
    return found && { ...state, ...found };
  },
  update: async ({ client }, prior, given) => {
    client.put(keyOf(given), { colour: given.colour, tags: given.tags });
    return { address: prior.address };
  },
  delete: async ({ client }, state) => client.remove(keyOf(state)),
});
