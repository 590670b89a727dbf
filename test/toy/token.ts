import { z } from "zod";
import { formatTime } from "../../src/core/clock";
import { type Definition, define, pick } from "../../src/core/definition";
import { PartialError } from "../../src/core/errors";
import { field, secretText } from "../../src/core/fields";
import { hasCome } from "../../src/core/rotation";
import type { Context } from "../../src/core/run";
import { Secret } from "../../src/core/secret";
import type { ToyService } from "./service";
import { toySettings } from "./settings";

const DAY = 86_400_000;

const limits = z
  .object({
    days: field(z.number().default(10), {
      doc: "Days until it is renewed.",
      examples: [10, 20],
      affects: ["rotateAt"],
    }),
    note: field(z.string().optional(), { doc: "Why so many.", examples: ["audit", "habit"] }),
  })
  .prefault({});

const inputs = z.object({
  shelf: field(z.string(), {
    doc: "The shelf, by name.",
    examples: ["orders", "billing"],
    onChange: "replace",
    references: "Shelf",
  }),
  friends: field(z.array(z.string()).default([]), {
    doc: "Other shelves, by name.",
    examples: [["office"], ["home", "office"]],
    unordered: true,
    references: "Shelf",
  }),
  pin: field(secretText(z.string().min(4)).optional(), {
    doc: "What protects it. Made up when left out.",
    examples: ["1234", "5678"],
    secret: true,
    onChange: "rekey",
    from: ["recorded"],
    affects: "all",
  }),
  limits: field(limits, { doc: "How long it lasts." }),
  label: field(z.string(), { doc: "What it is called.", examples: ["a/b/c", "a/b/d"], from: ["label"] }),
  region: field(z.string(), {
    doc: "Where it is.",
    examples: ["north", "south"],
    onChange: "replace",
    from: ["reference", toySettings.region],
  }),
});

const outputs = z.object({
  tokenId: field(z.string(), { doc: "Its id." }),
  token: field(secretText(), { doc: "The token itself.", secret: true }),
  pin: field(secretText(), { doc: "The pin of the token.", secret: true }),
  version: field(z.number(), { doc: "1, 2, 3." }),
  rotateAt: field(z.string(), { doc: "From when it is due." }),
  previous: field(z.array(z.object({ tokenId: field(z.string(), { doc: "An old id." }) })), { doc: "Old tokens." }),
});

type Inputs = z.output<typeof inputs>;
type Outputs = z.output<typeof outputs>;
type State = Inputs & Outputs;

/** The text of the token of a version: what must never be seen in the clear. */
export function tokenText(version: number): string {
  return `token-text-${version}`;
}

function mint({ client, clock }: Context<ToyService>, given: Inputs, prior: State | undefined): Outputs {
  const version = (prior?.version ?? 0) + 1;
  const tokenId = `T${version}`;
  const minted = {
    tokenId,
    token: new Secret(tokenText(version)),
    pin: given.pin ?? new Secret(`made-up-${version}`),
    version,
    rotateAt: formatTime(new Date(clock.now().getTime() + given.limits.days * DAY)),
    previous: prior ? [{ tokenId: prior.tokenId }, ...prior.previous] : [],
  };
  client.put(`token/${given.label}`, { tokenId });
  if (given.limits.note === "break off")
    throw new PartialError("the shelf shook", "Run it again.", minted, new Error("shaken"));
  return minted;
}

/** A resource with secrets, a reference and a due date, whose `pin` is an input and an output. */
export const token: Definition = define({
  name: "Token",
  summary: "A credential that lies on a shelf.",
  inputs,
  outputs,
  subject: "label",
  // The numbers of its tokens begin anew with each label.
  address: ({ region, label, tokenId }) => ({ kind: "token", place: region, name: tokenId && `${label}/${tokenId}` }),
  checks: [
    ({ inputs: { limits } }) =>
      limits.days > 0 ? [] : [{ field: "limits.days", reason: `${limits.days} is no number of days` }],
  ],
  actions: { create: ["toy:Put"], read: ["toy:Get"], update: ["toy:Put"], delete: ["toy:Remove"] },
  create: async (context: Context<ToyService>, given) => mint(context, given, undefined),
  read: async ({ client }, state) => (client.get(`token/${state.label}`) ? state : undefined),
  update: async (context, prior, given, reasons) =>
    reasons.some(({ code }) => code === "rotate" || code === "rekey")
      ? mint(context, given, prior)
      : pick(prior, outputs),
  delete: async ({ client }, state) => client.remove(`token/${state.label}`),
  due: [
    ({ rotateAt }, _inputs, now) =>
      hasCome(rotateAt, now) ? { code: "rotate", message: `due since ${rotateAt}`, outputs: "all" } : undefined,
  ],
  notes: (given) => (given.limits.days < 5 ? [`${given.limits.days} days are few`] : []),
});
