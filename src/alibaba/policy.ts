import { z } from "zod";
import type { Check } from "../core/checks";
import type { Equality } from "../core/compare";
import { type Definition, define } from "../core/definition";
import { field } from "../core/fields";
import { toldByName } from "./adoption";
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
import { adoptNamed, type NamedObject, namedVerbs } from "./named";
import { fromResources, keyPattern, resourcePattern, secretPattern, toResources } from "./policy-resources";

/** What the service calls its shared gateway where an instance could stand. */
const SHARED_GATEWAY = "shared";
const TEMPLATE = "RbacPermission/Template/";
const INSTANCE_PERMISSIONS = ["CryptoServiceKeyUser", "CryptoServiceSecretUser"] as const;
/** Not on the API page; the vendor's landing-zone solution uses it for the shared gateway. */
const GATEWAY_PERMISSIONS = ["SecretUser"] as const;

const inputs = z.object({
  name: nameField("policy"),
  kmsInstance: field(
    z.string().regex(/^(kst-\S+|shared)$/, `write an instance id such as kst-hzz1, or ${SHARED_GATEWAY}`),
    {
      doc: "The KMS instance that the policy is for: its id, `kst-…`, or `shared` for the shared gateway.",
      examples: ["kst-hzz0000000000000000000", "kst-hzz1111111111111111111"],
      onChange: "replace",
    },
  ),
  permissions: field(distinct(z.enum([...INSTANCE_PERMISSIONS, ...GATEWAY_PERMISSIONS])).min(1), {
    doc: "What may be done: `CryptoServiceKeyUser` and `CryptoServiceSecretUser` on an instance, `SecretUser` on the shared gateway.",
    examples: [["CryptoServiceSecretUser"], ["CryptoServiceKeyUser", "CryptoServiceSecretUser"]],
    unordered: true,
  }),
  keys: field(distinct(keyPattern).default([]), {
    doc: "Keys that may be used: ids, or the beginning of ids and `*`.",
    examples: [["key-hzz0000000000000000000"], ["key-hzz0000000000000000000", "key-hzz1*"]],
    unordered: true,
  }),
  secrets: field(distinct(secretPattern).default([]), {
    doc: "Secrets that may be read: names, or the beginning of names and `*`.",
    examples: [["orders/*"], ["orders/*", "billing/database"]],
    unordered: true,
  }),
  resources: field(distinct(resourcePattern).default([]), {
    doc: "Keys and secrets in the service's own form, `key/<id>` and `secret/<name>`, instead of `keys` and `secrets` or beside them.",
    examples: [["secret/shared/*"], ["secret/shared/*", "key/key-hzz2*"]],
    unordered: true,
  }),
  networkRules: field(distinct(nameText()).default([]), {
    doc: "Network rules from which the policy may be used, by name. With none, no address is refused.",
    examples: [["office"], ["office", "vpn"]],
    unordered: true,
    references: "NetworkRule",
  }),
  description: descriptionField(),
  label: ownerField,
  region: regionField,
  adopt: adoptField("policy"),
});

type Inputs = z.output<typeof inputs>;

const permissionsFit: Check<Inputs> = ({ inputs: { kmsInstance, permissions } }) => {
  const shared = kmsInstance === SHARED_GATEWAY;
  const fitting: readonly string[] = shared ? GATEWAY_PERMISSIONS : INSTANCE_PERMISSIONS;
  return permissions
    .filter((permission) => !fitting.includes(permission))
    .map((permission) => ({
      field: "permissions",
      reason: `${JSON.stringify(permission)} is not for ${shared ? "the shared gateway" : "an instance"}: allowed are ${fitting.join(", ")}`,
    }));
};

const somethingCovered: Check<Inputs> = ({ inputs }) =>
  toResources(inputs).length > 0
    ? []
    : [{ field: "", reason: "covers nothing: give at least one of keys, secrets, resources" }];

const coveredOnce: Check<Inputs> = ({ inputs: { keys, secrets, resources } }) =>
  resources
    .filter((resource) => toResources({ keys, secrets, resources: [] }).includes(resource))
    .map((resource) => ({
      field: "resources",
      reason: `${JSON.stringify(resource)} is given in keys or secrets too: once is enough`,
    }));

/** What the service takes twice counts once. */
function distinctOf(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

/** Which keys and secrets, whether in the service's form or in ours. */
const sameCover: readonly Equality<Inputs>[] = [
  {
    of: ["keys", "secrets", "resources"],
    by: ({ keys = [], secrets = [], resources = [] }) => distinctOf(toResources({ keys, secrets, resources })).sort(),
  },
];

const object: NamedObject<Inputs, operations.PolicyReply> = {
  kind: "policy",
  inputs,
  equal: sameCover,
  create: operations.createPolicy,
  describe: operations.describePolicy,
  update: operations.updatePolicy,
  delete: operations.deletePolicy,
  fixed: ({ kmsInstance }) => ({ KmsInstance: kmsInstance }),
  changeable: (given) => ({
    Permissions: JSON.stringify(given.permissions.map((permission) => TEMPLATE + permission)),
    Resources: JSON.stringify(toResources(given)),
    AccessControlRules: JSON.stringify({ NetworkRules: given.networkRules }),
  }),
  observe: (reply, prior) => ({
    kmsInstance: reply.kmsInstance,
    permissions: distinctOf(
      reply.permissions.map((permission) => permission.replace(TEMPLATE, "")),
    ) as Inputs["permissions"],
    ...fromResources(distinctOf(reply.resources), prior),
    networkRules: distinctOf(reply.networkRules),
  }),
};

export const policy: Definition = define({
  name: "Policy",
  summary:
    "What an application may do with which keys and secrets of a KMS instance, and from which network rules. " +
    "A change takes up to five minutes to act.",
  inputs,
  outputs: z.object({ arn: arnField("policy") }),
  subject: "name",
  adopt: adoptNamed(object, toldByName("policy", "alicloud_kms_policy", "policy_name")),
  checks: [permissionsFit, somethingCovered, coveredOnce],
  equal: sameCover,
  replacing: "access points bound to this policy lose its permissions while it is replaced",
  actions: {
    create: ["kms:CreatePolicy", "kms:DescribePolicy", "kms:UpdatePolicy"],
    read: ["kms:DescribePolicy"],
    update: ["kms:UpdatePolicy"],
    delete: ["kms:DeletePolicy"],
  },
  ...namedVerbs(object),
});
