import * as z from "zod";
import type { Check } from "../core/checks";
import type { Equality } from "../core/compare";
import type { Definition } from "../core/definition";
import { checkedText, distinct, field, fixed } from "../core/fields";
import {
  operations as allowable,
  GATEWAY_PERMISSIONS,
  INSTANCE_PERMISSIONS,
  SHARED_GATEWAY,
} from "./access/operations";
import * as operations from "./api/operations";
import { nameText } from "./fields";
import { defineNamed } from "./named";
import { namedInputs } from "./named-object";
import { NETWORK_RULE } from "./network-rule";

const TEMPLATE = "RbacPermission/Template/";

/** Key ids, or the beginning of ids and `*`. */
export const keyPattern: z.ZodString = patternText((text) => {
  if (text.startsWith("key/"))
    return `is a raw form: write ${JSON.stringify(text.slice(4))} here, or give it in resources`;
  return text.includes("/") ? "is not a key id: ids have no /" : undefined;
});

/** Secret names, which may hold slashes, or the beginning of names and `*`. */
export const secretPattern: z.ZodString = patternText((text) =>
  text.startsWith("secret/")
    ? `is a raw form: write ${JSON.stringify(text.slice(7))} here, or give it in resources`
    : undefined,
);

export const resourcePattern: z.ZodString = patternText((text) =>
  /^(key|secret)\/./.test(text)
    ? undefined
    : "must begin with key/ or secret/, such as key/key-hzz1 or secret/orders/*",
);

export const POLICY = { kind: "policy", ...operations.policy } as const;

const inputs = namedInputs(POLICY.kind, {
  kmsInstance: fixed(
    z.string().regex(/^(kst-\S+|shared)$/, `write an instance id such as kst-hzz1, or ${SHARED_GATEWAY}`),
    {
      doc: "The KMS instance that the policy is for: its id, `kst-…`, or `shared` for the shared gateway.",
      examples: ["kst-hzz0000000000000000000", "kst-hzz1111111111111111111"],
    },
  ),
  permissions: field(distinct(z.enum([...INSTANCE_PERMISSIONS, ...GATEWAY_PERMISSIONS])).min(1), {
    doc: "What may be done: `CryptoServiceKeyUser` and `CryptoServiceSecretUser` on an instance, `SecretUser` on the shared gateway.",
    examples: [["CryptoServiceSecretUser"], ["CryptoServiceKeyUser", "CryptoServiceSecretUser"]],
    unordered: true,
  }),
  keys: field(distinct(keyPattern).default([]), {
    doc: "Keys that may be used: ids, or the beginning of ids and `*`.",
    examples: [["key-hzz0000000000000000000"], ["key-hzz0000000000000000000", "key-hzz1111111111111111111"]],
    unordered: true,
    references: "KmsKey",
  }),
  secrets: field(distinct(secretPattern).default([]), {
    doc: "Secrets that may be read: names, or the beginning of names and `*`.",
    examples: [["orders/*"], ["orders/*", "billing/*"]],
    unordered: true,
    references: "KmsSecret",
  }),
  resources: field(distinct(resourcePattern).default([]), {
    doc: "Keys and secrets in the service's own form, `key/<id>` and `secret/<name>`, instead of `keys` and `secrets` or beside them.",
    examples: [["secret/shared/*"], ["secret/shared/*", "key/key-hzz2*"]],
    unordered: true,
  }),
  networkRules: field(distinct(nameText()).default([]), {
    doc: "Network rules from which the policy may be used, by name. With none, any address is allowed.",
    examples: [["office"], ["office", "vpn"]],
    unordered: true,
    references: "NetworkRule",
  }),
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
      reason: `${JSON.stringify(resource)} is also given in keys or secrets: give it once`,
    }));

/** The service accepts duplicates; they count once. */
function distinctOf(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

/** Keys and secrets in the service's form equal those in ours. */
const sameCover: readonly Equality<Inputs>[] = [
  {
    of: ["keys", "secrets", "resources"],
    by: ({ keys = [], secrets = [], resources = [] }) => distinctOf(toResources({ keys, secrets, resources })).sort(),
  },
];

export const policy: Definition = defineNamed(
  {
    name: "Policy",
    summary:
      "What an application may do with which keys and secrets of a KMS instance, and from which network rules. " +
      "A change takes up to five minutes to act.",
    inputs,
    checks: [permissionsFit, somethingCovered, coveredOnce],
    access: {
      is: "policy",
      place: ({ region }) => region,
      name: ({ name }) => name,
      instance: ({ kmsInstance }) => kmsInstance,
      permissions: ({ permissions }) => permissions,
      resources: {
        key: ({ keys }) => keys?.map((key) => `key/${key}`),
        secret: ({ secrets }) => secrets?.map((secret) => `secret/${secret}`),
        others: ({ resources }) => resources,
      },
      networks: ({ networkRules }) => networkRules,
      operations: allowable,
    },
    equal: sameCover,
    interrupts: "access points that are bound to it lack its permissions",
  },
  {
    ...POLICY,
    terraform: ["alicloud_kms_policy", "policy_name"],
    binding: {
      to: NETWORK_RULE,
      lack: "nobody is admitted by it",
      names: ({ networkRules }) => networkRules,
    },
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
  },
);

type Covered = Readonly<Record<"keys" | "secrets" | "resources", readonly string[]>>;

/** The service's own form: `key/<id>` and `secret/<name>`, each with or without a `*` at its end. */
export function toResources({ keys, secrets, resources }: Covered): string[] {
  return [...keys.map((key) => `key/${key}`), ...secrets.map((secret) => `secret/${secret}`), ...resources];
}

/** Splits the service's list again. Entries that the user wrote in raw form stay raw; the rest goes to keys and secrets. */
export function fromResources(
  listed: readonly string[],
  prior: Covered,
): { keys: string[]; secrets: string[]; resources: string[] } {
  const raw = new Set(prior.resources);
  const rest = listed.filter((resource) => !raw.has(resource));
  const under = (prefix: string): string[] =>
    rest.filter((resource) => resource.startsWith(prefix)).map((resource) => resource.slice(prefix.length));
  return {
    keys: under("key/"),
    secrets: under("secret/"),
    resources: listed.filter((resource) => raw.has(resource) || !/^(key|secret)\//.test(resource)),
  };
}

function patternText(explain: (text: string) => string | undefined): z.ZodString {
  return checkedText((text) => {
    if (!text || /\s/.test(text)) return "must not be empty or have blanks";
    const star = text.indexOf("*");
    return star >= 0 && star < text.length - 1
      ? "has a * before its end: a * is only allowed as the last character, as in key-abc* or *"
      : explain(text);
  });
}
