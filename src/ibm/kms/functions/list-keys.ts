import { z } from "zod";
import { field } from "../../../core/fields";
import { defineFunction, type FunctionDefinition } from "../../../core/function";
import { instanceChecks, instanceOf } from "../../platform/instance";
import { textOf } from "../../platform/texts";
import { needs } from "../key/checks";
import { ringName } from "../key/fields";
import { describedKey, describedKeyFields } from "./key-outputs";
import type { Client } from "./one-key";
import { queryChecks, queryFields, toKeyQuery } from "./query";

/** What a list can be sorted by, of the key API's `sort`. */
const SORTED_BY = [
  "id",
  "state",
  "extractable",
  "imported",
  "creationDate",
  "lastUpdateDate",
  "lastRotateDate",
  "deletionDate",
  "expirationDate",
];

const sortText = textOf(1, 1000, (text) => {
  const unknown = text.split(",").find((name) => !SORTED_BY.includes(name.replace(/^-/, "")));
  return unknown === undefined
    ? undefined
    : `can't be sorted by: give ${SORTED_BY.join(", ")}, with - in front for descending`;
});

const inputs = z.object({
  ...queryFields,
  search: field(z.string().min(1).optional(), {
    doc: "Only keys whose name or alias holds this text; with the service's prefixes `exact:`, `not:`, `name:`, `alias:` and `escape:`.",
    examples: ["payments", "exact:name:payments"],
  }),
  keyRing: field(ringName.optional(), {
    doc: "Only keys in this key ring. Left out: of all rings.",
    examples: ["payments", "orders"],
    references: "KeyRing",
  }),
  sort: field(sortText.optional(), {
    doc: `By what the keys are sorted: ${SORTED_BY.map((name) => `\`${name}\``).join(", ")}, with \`-\` in front for descending. Left out: by \`id\`.`,
    examples: ["creationDate", "-lastRotateDate"],
  }),
});

type Inputs = z.output<typeof inputs>;

export const listKeys: FunctionDefinition = defineFunction({
  name: "listKeys",
  kind: "data",
  command: "list",
  summary: "The keys of an instance, all pages of the list, without their material.",
  inputs,
  outputs: z.object({
    keys: field(z.array(z.object(describedKeyFields)), { doc: "The keys." }),
  }),
  checks: [
    ...instanceChecks,
    ...queryChecks,
    needs<Inputs>("search", "search", ({ search }) => search !== undefined),
    needs<Inputs>("search", "sort", ({ sort }) => sort !== undefined),
    needs<Inputs>("keyRings", "keyRing", ({ keyRing }) => keyRing !== undefined),
  ],
  actions: ["kms.secrets.list"],
  async call(context: Client, given) {
    const { search, keyRing, sort } = given;
    const found = await context.client.keys(instanceOf(given)).list({ ...toKeyQuery(given), search, keyRing, sort });
    return { keys: found.map(describedKey) };
  },
});
