import { z } from "zod";
import { type Definition, define } from "../core/definition";
import { field } from "../core/fields";
import type { Context } from "../core/run";
import { toldByName } from "./adoption";
import type { AlibabaClient } from "./api/client";
import * as operations from "./api/operations";
import {
  adoptField,
  arnField,
  descriptionField,
  distinct,
  nameField,
  nameText,
  ownerField,
  regionField,
} from "./common";
import { adoptNamed, type NamedObject, namedAddress, namedVerbs } from "./named";

/** One to three, per the application access point overview. */
const MOST_POLICIES = 3;

const inputs = z.object({
  name: nameField("access point"),
  policies: field(distinct(nameText()).min(1).max(MOST_POLICIES), {
    doc: "The policies of the application, one to three, by name.",
    examples: [["orders"], ["orders", "billing"]],
    unordered: true,
    references: "Policy",
  }),
  authenticationMethod: field(z.enum(["ClientKey"]).default("ClientKey"), {
    doc: "How the application proves who it is. The vendor's API knows `ClientKey` only.",
    examples: ["ClientKey", "ClientKey"],
    onChange: "replace",
  }),
  description: descriptionField(),
  label: ownerField,
  region: regionField,
  adopt: adoptField("access point"),
});

type Inputs = z.output<typeof inputs>;

const object: NamedObject<Inputs, operations.AccessPointReply> = {
  kind: "application access point",
  inputs,
  create: operations.createApplicationAccessPoint,
  describe: operations.describeApplicationAccessPoint,
  update: operations.updateApplicationAccessPoint,
  delete: operations.deleteApplicationAccessPoint,
  fixed: ({ authenticationMethod }) => ({ AuthenticationMethod: authenticationMethod }),
  changeable: (given) => ({ Policies: JSON.stringify(given.policies) }),
  observe: (reply) => ({
    policies: reply.policies,
    authenticationMethod: reply.authenticationMethod as "ClientKey",
  }),
};

/** Whether this run made the access point: it has no client keys then, and needs no look. */
export function isNewAccessPoint(context: Context<AlibabaClient>, region: string, name: string): boolean {
  return context.ledger.hasMade(namedAddress(object.kind, { region, name }));
}

export const accessPoint: Definition = define({
  name: "AccessPoint",
  summary:
    "An application access point (AAP): binds up to three policies to one application, which signs with its client keys.",
  inputs,
  outputs: z.object({ arn: arnField("access point") }),
  subject: "name",
  adopt: adoptNamed(
    object,
    toldByName("access point", "alicloud_kms_application_access_point", "application_access_point_name"),
  ),
  replacing: "replacing the access point ends its client keys at once: applications that use them lose access",
  actions: {
    create: [
      "kms:CreateApplicationAccessPoint",
      "kms:DescribeApplicationAccessPoint",
      "kms:UpdateApplicationAccessPoint",
    ],
    read: ["kms:DescribeApplicationAccessPoint"],
    update: ["kms:UpdateApplicationAccessPoint"],
    delete: ["kms:DeleteApplicationAccessPoint"],
  },
  ...namedVerbs(object),
});
