import * as z from "zod";
import type { Address } from "../core/address";
import type { Definition } from "../core/definition";
import { distinct, field, fixed } from "../core/fields";
import * as operations from "./api/operations";
import { nameText } from "./fields";
import { defineNamed } from "./named";
import { namedInputs } from "./named-object";
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
    replacing: "replacing the access point ends its client keys at once: applications that use them lose access",
    interrupts: "no application has access through it",
  },
  {
    kind: KIND,
    terraform: ["alicloud_kms_application_access_point", "application_access_point_name"],
    ...operations.accessPoint,
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
