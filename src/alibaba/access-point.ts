import * as z from "zod";
import type { Address } from "../core/address";
import type { Definition } from "../core/definition";
import { ConflictError } from "../core/errors";
import { distinct, field, fixed } from "../core/fields";
import { hasCome } from "../core/rotation";
import type { AlibabaContext } from "./api/client";
import * as operations from "./api/operations";
import { addressOfKey, dated, listKeys } from "./client-key/keys";
import { nameText } from "./fields";
import { defineNamed } from "./named";
import { namedInputs, type Place } from "./named-object";
import { POLICY } from "./policy";

/** Per the application access point overview. */
const MOST_POLICIES = 3;

const KIND = "application access point";

const inputs = namedInputs(KIND, {
  policies: field(distinct(nameText()).min(1).max(MOST_POLICIES), {
    doc: "The policies of the application, one to three, by name.",
    examples: [["orders"], ["orders", "billing"]],
    unordered: true,
    references: "Policy",
  }),
  authenticationMethod: fixed(z.enum(["ClientKey"]).default("ClientKey"), {
    doc: "How the application proves who it is. The vendor's API knows `ClientKey` only.",
    examples: ["ClientKey", "ClientKey"],
  }),
});

export function accessPointOf({ region, accessPoint }: Readonly<Record<string, unknown>>): Address {
  const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
  return { kind: KIND, place: text(region), name: text(accessPoint) };
}

export const accessPoint: Definition = defineNamed(
  {
    name: "AccessPoint",
    summary:
      "An application access point (AAP): binds up to three policies to one application, which signs with its client keys.",
    inputs,
    access: {
      is: "application",
      place: ({ region }) => region,
      name: ({ name }) => name,
      policies: ({ policies }) => policies,
    },
    deleting:
      "its deletion is refused while it has client keys that have not ended, as they would end with it: end those of other stacks first",
    replacing: "replacing the access point ends its client keys at once: applications that use them lose access",
    interrupts: "no application has access through it",
  },
  {
    kind: KIND,
    terraform: ["alicloud_kms_application_access_point", "application_access_point_name"],
    ...operations.accessPoint,
    dependants: { list: operations.listClientKeys, requireNone: requireNoKeys },
    binding: {
      to: POLICY,
      lack: "the application has no access through it",
      names: ({ policies }) => policies,
    },
    fixed: ({ authenticationMethod }) => ({ AuthenticationMethod: authenticationMethod }),
    changeable: ({ policies }) => ({ Policies: JSON.stringify(policies) }),
    observe: ({ policies, authenticationMethod }) => ({
      policies,
      authenticationMethod: authenticationMethod as "ClientKey",
    }),
  },
);

/** The service ends the client keys of a deleted access point at once, also those of other stacks. */
async function requireNoKeys(context: AlibabaContext, { region, name }: Place): Promise<void> {
  const now = context.clock.now();
  const keys = await listKeys(context, region, name);
  const left = keys.filter(
    (key) => !hasCome(key.notAfter, now) && !context.ledger.hasDeleted(addressOfKey({ ...key, region })),
  );
  if (left.length === 0) return;
  throw new ConflictError(
    `AccessPoint ${JSON.stringify(name)}: it is not deleted, because client keys that this run has not ended would end with it: ${left.map(dated).join(", ")}`,
    "End them first, with the stacks that have them, or by hand if nobody uses them. Keys of this program end first if they refer to the access point instead of naming it: otherwise run again.",
  );
}
