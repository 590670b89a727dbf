import { z } from "zod";
import { NotFoundError } from "../../src/core/errors";
import { field, secretText } from "../../src/core/fields";
import { defineFunction } from "../../src/core/function";
import type { Context } from "../../src/core/run";
import { Secret } from "../../src/core/secret";
import { placeFields } from "./place";
import type { ToyService } from "./service";
import { toySettings } from "./settings";

type Client = Context<ToyService>;

export const getShelf = defineFunction({
  name: "getShelf",
  kind: "data",
  summary: "What a shelf is like.",
  inputs: z.object({
    shelf: field(z.string().min(2), { doc: "Which one.", examples: ["orders", "billing"], references: "Shelf" }),
    region: field(z.string(), { doc: "Where.", examples: ["north", "south"], from: ["reference", toySettings.region] }),
  }),
  outputs: z.object({
    colour: field(z.string(), { doc: "Its colour." }),
    key: field(secretText(), { doc: "What opens it.", secret: true }),
  }),
  actions: ["toy:Get"],
  call: async ({ client }: Client, { shelf: name, region }) => ({
    colour: String(client.get(`shelf/${name}`)?.["colour"] ?? "none"),
    key: new Secret(`key of ${region}/${name}`),
  }),
});

const lid = z.object({
  colour: field(z.enum(["red", "green"]), { doc: "Its colour." }),
  locked: field(z.boolean(), { doc: "Whether it is locked." }),
});

/** Answers with everything that a field can be. */
export const listCrates = defineFunction({
  name: "listCrates",
  kind: "data",
  summary: "The crates of a room.",
  inputs: z.object({
    ...placeFields,
    sizes: field(
      z
        .array(
          z.object({
            atLeast: field(z.number(), { doc: "The least size." }),
            strict: field(z.boolean().default(false), { doc: "Whether that size is too little." }),
          }),
        )
        .optional(),
      { doc: "Only crates of these sizes.", examples: [[{ atLeast: 1 }], [{ atLeast: 2, strict: true }]] },
    ),
  }),
  outputs: z.object({
    crates: field(
      z.array(
        z.object({
          crateId: field(z.string(), { doc: "What the service calls it." }),
          size: field(z.number(), { doc: "How much it holds." }),
          sealed: field(z.boolean(), { doc: "Whether it has a seal." }),
          tags: field(z.array(z.string()), { doc: "Words on it." }),
          lid: field(lid.optional(), { doc: "What is on top." }),
          code: field(secretText().optional(), { doc: "What opens it.", secret: true }),
        }),
      ),
      { doc: "The crates." },
    ),
    total: field(z.number(), { doc: "How many there are." }),
    complete: field(z.boolean(), { doc: "Whether these are all." }),
    newest: field(lid.optional(), { doc: "The lid of the newest." }),
  }),
  actions: ["toy:List"],
  call: async ({ client }: Client, { room, sizes = [] }) => {
    const code = client.get(`code of ${room}`)?.["code"];
    return {
      crates: sizes.map(({ atLeast, strict }, index) => ({
        crateId: `C${index + 1}`,
        size: atLeast,
        sealed: strict,
        tags: [room],
        lid: undefined,
        code: code === undefined ? undefined : new Secret(String(code)),
      })),
      total: sizes.length,
      complete: true,
      newest: { colour: "red" as const, locked: true },
    };
  },
});

/** Takes a resource of one kind or another, and fails for one that a run would mend. */
export const weigh = defineFunction({
  name: "weigh",
  kind: "data",
  summary: "What a crate or a shelf weighs.",
  inputs: z.object({
    thing: field(z.string(), { doc: "Which one.", examples: ["C1", "orders"], references: ["Crate", "Shelf"] }),
  }),
  outputs: z.object({ weight: field(z.number(), { doc: "What it weighs." }) }),
  actions: ["toy:Get"],
  call: async ({ client }: Client, { thing }) => {
    const size = Number((client.get(`crate/${thing}`) ?? client.get(`shelf/${thing}`))?.["size"] ?? 0);
    if (size < 2) throw new NotFoundError(`there is nothing to weigh in ${thing}`, "Make it bigger.");
    return { weight: size * 10 };
  },
});

/** Acts, takes a secret, and tells one only when it was given none. */
export const openCrate = defineFunction({
  name: "openCrate",
  summary: "Opens a crate.",
  inputs: z.object({
    crate: field(z.string(), { doc: "Which one.", examples: ["C1", "C2"], references: "Crate" }),
    code: field(secretText(z.string().min(4)).optional(), {
      doc: "What opens it; a new one is made when it is left out.",
      examples: ["1234", "5678"],
      secret: true,
    }),
    ...placeFields,
  }),
  outputs: z.object({
    content: field(z.string(), { doc: "What is in it." }),
    code: field(secretText().optional(), { doc: "The new code.", secret: true }),
  }),
  kind: "action",
  actions: ["toy:Open"],
  call: async ({ client }: Client, { crate, code, room, roomNumber, door }) => {
    client.put(`opened/${crate}`, { place: [room, roomNumber, door], by: code?.reveal() });
    return { content: `straw of ${crate}`, code: code ? undefined : new Secret("made-up-code") };
  },
});
