import { z } from "zod";
import type { Context } from "../../src/core/context";
import type { Vendor } from "../../src/core/definition";
import { field, secretText } from "../../src/core/fields";
import { defineLookUp } from "../../src/core/look-up";
import { Secret } from "../../src/core/secret";
import type { ToyService } from "./service";
import { toySettings } from "./settings";
import { shelf } from "./shelf";
import { token } from "./token";

const getShelf = defineLookUp({
  name: "getShelf",
  summary: "What a shelf is like.",
  inputs: z.object({
    shelf: field(z.string().min(2), { doc: "Which one.", examples: ["orders", "billing"], references: "Shelf" }),
    region: field(z.string(), { doc: "Where.", examples: ["north", "south"], source: toySettings.region }),
  }),
  outputs: z.object({
    colour: field(z.string(), { doc: "Its colour." }),
    key: field(secretText(), { doc: "What opens it.", secret: true }),
  }),
  actions: ["toy:Get"],
  look: async ({ client }: Context<ToyService>, { shelf: name, region }) => ({
    colour: String(client.get(`shelf/${name}`)?.["colour"] ?? "none"),
    key: new Secret(`key of ${region}/${name}`),
  }),
});

/** A vendor that no engine adaptor knows, with `service` for its client. */
export function toyVendor(service: ToyService): Vendor {
  return {
    name: "toy",
    definitions: [shelf, token],
    lookUps: [getShelf],
    settings: Object.values(toySettings),
    connect: () => service,
  };
}
