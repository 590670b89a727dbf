import * as z from "zod";
import { adoptText } from "../../../core/adoption";
import { isUtcTime } from "../../../core/clock";
import { checkedText, distinct, field, fixed } from "../../../core/fields";
import { labelText } from "../../../core/ownership";
import type { Secret } from "../../../core/secret";
import { instanceFields } from "../../platform/instance";
import { COUNTED, textOf } from "../../platform/texts";
import { keyPlace } from "./place";

/** Words in the paths of the key API. Source: "Creating key aliases", Key Protect. */
const RESERVED =
  "allowed_ip key keys metadata policy policies registration registrations ring rings rewrap rotate unwrap version versions wrap".split(
    " ",
  );

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** A second name of a key, unique in the instance. The service accepts it wherever it accepts the id. */
const aliasText: z.ZodString = textOf(2, 90, (alias) => {
  if (!/^[\w-]+$/.test(alias)) return "is not an alias: use letters, digits, _ and -";
  if (UUID.test(alias)) return "is a UUID, which the service would take for the id of a key: choose another alias";
  return RESERVED.includes(alias) ? "is a word that the service keeps for itself: choose another alias" : undefined;
});

export const MOST_ALIASES = 5;

const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;
const ZONED = /[+-]\d\d:?\d\d$/;

/** A time in UTC. The service drops fractions of a second. */
const expirationText: z.ZodString = checkedText((text) => {
  if (ZONED.test(text)) return "has the offset of a time zone: write it in UTC, such as 2036-01-31T09:00:00Z";
  if (!UTC.test(text)) return "is not a time: write it as 2036-01-31T09:00:00Z, in UTC";
  return isUtcTime(text) ? undefined : "is not a date of the calendar";
});

export function wholeSeconds(text: string): string {
  return text.replace(/\.\d+Z$/, "Z");
}

export const DEFAULT_RING = "default";

export const ringName: z.ZodString = textOf(2, 100, (name) =>
  /^[A-Za-z0-9-]+$/.test(name) ? undefined : "is not a name of a key ring: use letters, digits and -",
);

const tagText = textOf(2, 30, (tag) =>
  /[<>,:&|]/.test(tag) ? "has a character that the service refuses: none of < > , : & |" : undefined,
);

/** The aliases of a key. Each kind of key has its own examples, because an alias is unique in an instance. */
export function aliasesField(...examples: [readonly string[], readonly string[]]) {
  return field(distinct(aliasText).max(MOST_ALIASES).default([]), {
    doc: "Up to five names, unique in the instance, that can be used in place of the key's id.",
    examples,
    unordered: true,
  });
}

const nameText = textOf(2, 90, (name) => {
  if (/[\p{Cc}\u2028\u2029]/u.test(name)) return "has a line break or another control character: leave it out";
  return name.trim() === "" ? "is blank: give it letters or digits" : undefined;
});

export const keyFields = {
  ...instanceFields,
  adopt: field(adoptText(keyPlace).optional(), {
    doc: `A key that exists already, to be adopted instead of making one: \`${keyPlace.form}\`.`,
    examples: ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"],
    onChange: "ignore",
    from: ["recorded"],
  }),
  name: fixed(nameText, {
    doc: `The name of the key, 2 to 90 characters in one line. Names need not be unique: a key is identified by its id and its aliases. ${COUNTED}`,
    examples: ["payments", "orders"],
    from: ["name"],
  }),
  description: fixed(z.string().optional(), {
    doc: `A description for people. The service keeps it as it was made; with the label in it, it has at most 240 characters. ${COUNTED}`,
    examples: ["made by the platform team", "see the runbook"],
    canonical: (text) => text || undefined,
  }),
  label: field(labelText.optional(), {
    doc:
      "Identifies the owner. Written at the end of the description at the service; lets the next run recognise what an " +
      "interrupted run made, and a deleted key that can be restored.",
    examples: ["shop/prod/payments", "shop/test/payments"],
    from: ["label"],
    onChange: "ignore",
  }),
  tags: fixed(distinct(tagText).max(30).default([]), {
    doc: `Up to 30 words to find the key by, of 2 to 30 characters each. The service can't change them later. ${COUNTED}`,
    examples: [["team-payments"], ["team-payments", "pci"]],
    unordered: true,
  }),
  keyRing: field(ringName.optional(), {
    doc: "The name of the key ring that the key is in. By default, the service's own ring `default`.",
    examples: ["payments", "orders"],
    references: "KeyRing",
    canonical: (ring) => (ring === DEFAULT_RING ? undefined : ring),
  }),
  aliases: aliasesField(["payments"], ["payments", "payments-2026"]),
  expirationDate: fixed(expirationText.optional(), {
    doc: "When the service deactivates the key, in UTC. It can't be changed later, and rotating doesn't extend it.",
    examples: ["2036-01-31T09:00:00Z", "2037-01-31T09:00:00Z"],
    canonical: (time) => wholeSeconds(String(time)),
  }),
  restore: field(z.enum(["auto", "never"]).default("auto"), {
    doc:
      "What happens to the key when somebody deleted it and the program still has it: `auto` restores it while the service " +
      "can, for 30 days; `never` makes a new one. IBM Cloud Private can't restore.",
    examples: ["never", "auto"],
  }),
};

const common = z.object(keyFields);

export type KeyInputs = z.output<typeof common> & {
  readonly payload?: Secret | undefined;
  readonly generate?: boolean | undefined;
  readonly importToken?: boolean | undefined;
};

export const fixedFields = z.object({
  name: keyFields.name,
  description: keyFields.description,
  tags: keyFields.tags,
  expirationDate: keyFields.expirationDate,
});

export const keyOutputs = {
  keyId: field(z.string(), { doc: "The id of the key, a UUID." }),
  crn: field(z.string().optional(), {
    doc: "The Cloud Resource Name of the key. Keys of IBM Cloud Private have none.",
  }),
  state: field(z.string(), {
    doc: "`pre-activation`, `active`, `suspended` (disabled), `deactivated` (expired) or `destroyed` (deleted, and waiting to be restored).",
  }),
  createdAt: field(z.string(), { doc: "When the key was made." }),
  restorableUntil: field(z.string().optional(), {
    doc: "For a deleted key: the time until which the service can restore it.",
  }),
  strays: field(
    z.array(
      z.object({
        keyId: field(z.string(), { doc: "The id of the key." }),
        createdAt: field(z.string().optional(), { doc: "When the key was made." }),
        origin: field(z.enum(["ours", "found"]), {
          doc: "`ours`: a run of this resource made it and could not record it. `found`: it has the label, but nobody can tell whose it is.",
        }),
      }),
    ),
    {
      doc:
        "Other usable keys of the instance that have this label and are in none of the records that the last refresh had read by then. " +
        "Data may depend on a key, so they are announced and never deleted: unless a state records one, adopt it, or delete it by hand.",
    },
  ),
};

const commonOutputs = z.object(keyOutputs);

export type KeyOutputs = z.output<typeof commonOutputs>;
export type StrayKey = KeyOutputs["strays"][number];

export const RESTORATION: readonly (keyof KeyOutputs)[] = ["state", "restorableUntil"];

export function idOf({ crn, keyId }: KeyOutputs): string {
  return crn ?? keyId;
}
