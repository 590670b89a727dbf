import { z } from "zod";
import { type Definition, define } from "../core/definition";
import { field } from "../core/fields";
import { canonicalAddress, MOST_ADDRESSES, sourceAddress } from "./addresses";
import { toldByName } from "./adoption";
import * as operations from "./api/operations";
import { adoptField, arnField, descriptionField, distinct, nameField, ownerField, regionField } from "./common";
import { adoptNamed, type NamedObject, namedVerbs } from "./named";

const CONSOLE_ONLY =
  "can be made in the vendor's console only; its API, and so Keysmith, makes rules of type Private: leave type out";

const inputs = z.object({
  name: nameField("rule"),
  type: field(
    z
      .enum(["Private"], { error: ({ input }) => (input === "Public" || input === "VPC" ? CONSOLE_ONLY : undefined) })
      .default("Private"),
    {
      doc: "The kind of network. Rules of type `Public` and `VPC` can be made in the vendor's console only.",
      examples: ["Private", "Private"],
      onChange: "replace",
    },
  ),
  sourcePrivateIps: field(distinct(sourceAddress, canonicalAddress).min(1).max(MOST_ADDRESSES), {
    doc: `Private IPv4 or IPv6 addresses and CIDR blocks from which the KMS instance may be reached, at most ${MOST_ADDRESSES}.`,
    examples: [["10.20.0.0/16"], ["10.20.0.0/16", "10.30.1.5"]],
    unordered: true,
    canonical: canonicalAddress,
  }),
  description: descriptionField(),
  label: ownerField,
  region: regionField,
  adopt: adoptField("rule"),
});

const outputs = z.object({ arn: arnField("rule") });

const object: NamedObject<z.output<typeof inputs>, operations.NetworkRuleReply> = {
  kind: "network rule",
  inputs,
  create: operations.createNetworkRule,
  describe: operations.describeNetworkRule,
  update: operations.updateNetworkRule,
  delete: operations.deleteNetworkRule,
  fixed: ({ type }) => ({ Type: type }),
  changeable: (given) => ({
    SourcePrivateIp: JSON.stringify(given.sourcePrivateIps),
  }),
  observe: (reply) => ({
    type: reply.type as "Private",
    sourcePrivateIps: reply.sourcePrivateIp,
  }),
};

export const networkRule: Definition = define({
  name: "NetworkRule",
  summary: "Source addresses from which a KMS instance may be reached. Policies name the rules that they admit.",
  inputs,
  outputs,
  subject: "name",
  adopt: adoptNamed(object, toldByName("rule", "alicloud_kms_network_rule", "network_rule_name")),
  replacing: "policies that name this rule admit nobody from it while it is replaced",
  actions: {
    create: ["kms:CreateNetworkRule", "kms:DescribeNetworkRule", "kms:UpdateNetworkRule"],
    read: ["kms:DescribeNetworkRule"],
    update: ["kms:UpdateNetworkRule"],
    delete: ["kms:DeleteNetworkRule"],
  },
  ...namedVerbs(object),
});
