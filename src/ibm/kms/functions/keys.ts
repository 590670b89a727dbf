import * as z from "zod";
import type { Check } from "../../../core/checks";
import { pick } from "../../../core/definition";
import { field, secretText } from "../../../core/fields";
import type { FunctionDefinition } from "../../../core/function";
import type { IbmContext } from "../../client";
import { instanceFields, instanceOf } from "../../platform/instance";
import { instanceChecks } from "../../platform/instance-checks";
import { textOf } from "../../platform/texts";
import type { KeyQuery } from "../api/client";
import { KEY_STATES, type Key } from "../api/wire";
import { needs } from "../key/checks";
import { ringName } from "../key/fields";
import { stateWord } from "../key/state";
import { anyKeyFields, callTo, defineKeyFunction, describeKey, oneKeyChecks } from "./one-key";

type State = (typeof KEY_STATES)[keyof typeof KEY_STATES];
const NUMBERS = Object.entries(KEY_STATES).map(([number, word]) => [word, Number(number)] as const);

const queryFields = {
  ...instanceFields,
  states: field(z.array(z.enum(NUMBERS.map(([word]) => word) as [State, ...State[]])).optional(), {
    doc: "Only keys in these states: `pre-activation`, `active`, `suspended` (disabled), `deactivated` (expired), `destroyed` (deleted). By default, all keys except deleted ones.",
    examples: [["active"], ["active", "suspended"]],
    unordered: true,
  }),
  extractable: field(z.boolean().optional(), {
    doc: "Only standard keys (`true`), or only root keys (`false`).",
    examples: [true, false],
  }),
  filter: field(z.string().min(1).optional(), {
    doc: 'Only keys that match this filter, in the service\'s own syntax, such as `creationDate=gte:"2026-01-01T00:00:00Z"`. It takes the place of `states` and `extractable`.',
    examples: ["state=1", 'creationDate=gte:"2026-01-01T00:00:00Z"'],
  }),
};

const query = z.object(queryFields);

type Query = z.output<typeof query>;

const filterAlone: Check<Query> = ({ inputs: { filter, states, extractable } }) =>
  filter !== undefined && (states !== undefined || extractable !== undefined)
    ? [{ field: "filter", reason: "can't be given together with states or extractable: put all in the filter" }]
    : [];

const queryChecks: readonly Check<Query>[] = [
  filterAlone,
  needs<Query>("search", "filter", ({ filter }) => filter !== undefined),
];

function toKeyQuery({ states, extractable, filter }: Query): KeyQuery {
  const numbers = states && NUMBERS.filter(([word]) => states.includes(word)).map(([, number]) => number);
  return { states: numbers, extractable, filter };
}

const describedKeyFields = {
  id: field(z.string(), { doc: "The id of the key, a UUID." }),
  name: field(z.string(), { doc: "The name of the key. Names need not be unique." }),
  state: field(z.string(), {
    doc: "`pre-activation`, `active`, `suspended` (disabled), `deactivated` (expired) or `destroyed` (deleted).",
  }),
  extractable: field(z.boolean(), { doc: "`false` for a root key, `true` for a standard key." }),
  imported: field(z.boolean().optional(), { doc: "Whether the material was imported." }),
  aliases: field(z.array(z.string()), { doc: "Names that the service accepts in place of the key's id." }),
  keyRing: field(z.string().optional(), { doc: "The key ring that the key is in." }),
  creationDate: field(z.string().optional(), { doc: "When the key was made." }),
  lastRotateDate: field(z.string().optional(), { doc: "When the key was rotated last." }),
  expirationDate: field(z.string().optional(), { doc: "When the service deactivates the key." }),
  keyVersion: field(z.string().optional(), { doc: "The id of the newest version." }),
  lastUpdateDate: field(z.string().optional(), { doc: "When the key was changed last." }),
  deletionDate: field(z.string().optional(), { doc: "For a deleted key: when it was deleted." }),
  restoreExpirationDate: field(z.string().optional(), { doc: "For a deleted key: until when it can be restored." }),
  tags: field(z.array(z.string()), { doc: "Words to find the key by." }),
  description: field(z.string().optional(), { doc: "A description for people." }),
  crn: field(z.string().optional(), {
    doc: "The Cloud Resource Name of the key. Keys of IBM Cloud Private have none.",
  }),
};

const described = z.object(describedKeyFields);

function describedKey(key: Key): z.output<typeof described> {
  const { aliases, tags, state, keyRingID: keyRing } = key;
  return pick({ ...key, aliases: [...aliases], tags: [...tags], state: stateWord(state), keyRing }, described);
}

const SORTED_BY =
  "id state extractable imported creationDate lastUpdateDate lastRotateDate deletionDate expirationDate".split(" ");

const sortText = textOf(1, 1000, (text) => {
  const unknown = text.split(",").find((name) => !SORTED_BY.includes(name.replace(/^-/, "")));
  return unknown === undefined
    ? undefined
    : `can't be sorted by: give ${SORTED_BY.join(", ")}, with - in front for descending`;
});

const listInputs = z.object({
  ...queryFields,
  search: field(z.string().min(1).optional(), {
    doc: "Only keys whose name or alias holds this text; with the service's prefixes `exact:`, `not:`, `name:`, `alias:` and `escape:`.",
    examples: ["payments", "exact:name:payments"],
  }),
  keyRing: field(ringName.optional(), {
    doc: "Only keys in this key ring. By default, keys in all rings.",
    examples: ["payments", "orders"],
    references: "KeyRing",
  }),
  sort: field(sortText.optional(), {
    doc: `The field by which the keys are sorted: ${SORTED_BY.map((name) => `\`${name}\``).join(", ")}, with \`-\` in front for descending order. By default, \`id\`.`,
    examples: ["creationDate", "-lastRotateDate"],
  }),
});

type ListInputs = z.output<typeof listInputs>;

export const listKeys: FunctionDefinition = defineKeyFunction({
  name: "listKeys",
  kind: "data",
  command: "list",
  summary: "The keys of an instance, all pages of the list, without their material.",
  inputs: listInputs,
  outputs: z.object({
    keys: field(z.array(z.object(describedKeyFields)), { doc: "The keys." }),
  }),
  checks: [
    ...instanceChecks,
    ...queryChecks,
    needs<ListInputs>("search", "search", ({ search }) => search !== undefined),
    needs<ListInputs>("search", "sort", ({ sort }) => sort !== undefined),
    needs<ListInputs>("keyRings", "keyRing", ({ keyRing }) => keyRing !== undefined),
  ],
  actions: ["kms.secrets.list"],
  async call(context: IbmContext, given) {
    const { search, keyRing, sort } = given;
    const found = await context.client.keys(instanceOf(given)).list({ ...toKeyQuery(given), search, keyRing, sort });
    return { keys: found.map(describedKey) };
  },
});

export const countKeys: FunctionDefinition = defineKeyFunction({
  name: "countKeys",
  kind: "data",
  command: "count",
  summary: "How many keys an instance has.",
  inputs: query,
  outputs: z.object({ count: field(z.number(), { doc: "The number of keys." }) }),
  checks: [...instanceChecks, ...queryChecks],
  actions: ["kms.secrets.head"],
  call: async (context: IbmContext, given) => ({
    count: await context.client.keys(instanceOf(given)).count(toKeyQuery(given)),
  }),
});

export const getKey: FunctionDefinition = defineKeyFunction({
  name: "getKey",
  kind: "data",
  command: "get",
  summary: "One key: what the service tells about it and, for a standard key, its material.",
  inputs: z.object({
    ...anyKeyFields,
    payload: field(z.boolean().default(false), {
      doc: "Whether to fetch the material too, which only a standard key gives, and only to callers allowed to read it.",
      examples: [true, false],
    }),
  }),
  outputs: z.object({
    ...describedKeyFields,
    payload: field(secretText().optional(), {
      doc: "The material in base64, when it was asked for. A root key gives none.",
      secret: true,
    }),
  }),
  checks: oneKeyChecks,
  actions: ["kms.secrets.readmetadata", "kms.secrets.read"],
  async call(context: IbmContext, given) {
    const call = callTo(context, given);
    if (!given.payload) return { ...describedKey(await describeKey(call)), payload: undefined };
    const key = await call.api.get(call.idOrAlias);
    return { ...describedKey(key), payload: key.payload };
  },
});
