import type { DeclaredComposition, Part } from "../core/composition";

const named = ["name", "description", "region", "adopt"];

const networkRule: Part = {
  name: "networkRule",
  resource: "NetworkRule",
  doc: "The rule made from `sourcePrivateIps`.",
  takes: [...named, "sourcePrivateIps"],
  // With an empty rule nobody could use the access, and with no rule everybody could: the program has to say which it means.
  onlyWith: {
    input: "sourcePrivateIps",
    whenEmpty: "give the addresses that may use the access, or leave it out to refuse none",
  },
};

const policy = { name: "policy", resource: "Policy", complains: true } as const;

const accessPoint: Part = {
  name: "accessPoint",
  resource: "AccessPoint",
  takes: named,
  refers: { policies: ["policy"] },
};

const clientKey: Part = {
  name: "clientKey",
  resource: "ClientKey",
  takes: ["validity", "password", "rotation", "revokePrevious", "verify", "region"],
  refers: { accessPoint: "accessPoint" },
};

/**
 * The file names are those of the console's downloads and of the SDKs' pages, except that two of them leave out the id of the client key: a
 * rotation changes it, and mounted files must keep their names. The console has no file for the id and the endpoint.
 */
const sdkBundle: DeclaredComposition["bundle"] = {
  name: "sdkBundle",
  summary:
    "What the vendor's SDKs need to use a client key: the key, its password, its id, the instance's certificates and its endpoint, under file names that a rotation leaves alone.",
  asks: "getKmsInstance",
  inputs: { instanceId: "kmsInstance" },
  outputs: ["region"],
  files: [
    ["clientKeyId", "clientKeyId"],
    ["clientKey.json", "clientKeyContent"],
    ["clientKey_Password.txt", "password"],
    ["PrivateKmsCA_{instanceId}.pem", "caCertificateChainPem"],
    ["endpoint", "endpoint"],
  ],
};

const common = {
  docs: {
    name: "The name of the rule, the policy and the access point at the service; by default that of the whole.",
    adopt: "Whether to adopt existing objects of that name instead of failing.",
  },
  outputs: [
    "clientKeyId",
    "clientKeyContent",
    "password",
    "notAfter",
    "revision",
    "version",
    "rotateAt",
    "nextRunBy",
    "previous",
    "strays",
  ],
  bundle: sdkBundle,
};

export const standardAccess: DeclaredComposition = {
  ...common,
  name: "StandardAccess",
  summary:
    'Access for one application to chosen keys and secrets, from chosen addresses: the console\'s "standard creation".',
  docs: {
    ...common.docs,
    sourcePrivateIps:
      "Private addresses and CIDR blocks that may use the access: they become a network rule of its own.",
    networkRules:
      "Network rules that exist already, by name or themselves. With no rule at all, any address is allowed.",
  },
  parts: [
    networkRule,
    {
      ...policy,
      takes: [...named, "kmsInstance", "permissions", "keys", "secrets", "resources", "networkRules"],
      refers: { networkRules: ["networkRule"] },
    },
    accessPoint,
    clientKey,
  ],
};

export const quickAccess: DeclaredComposition = {
  ...common,
  name: "QuickAccess",
  summary:
    'Access for one application to all keys and secrets of an instance, from every address: the console\'s "quick creation". For a first try; `StandardAccess` is for everything else.',
  parts: [
    {
      ...policy,
      takes: [...named, "kmsInstance"],
      fixed: {
        permissions: ["CryptoServiceKeyUser", "CryptoServiceSecretUser"],
        keys: ["*"],
        secrets: ["*"],
        networkRules: [],
      },
    },
    accessPoint,
    clientKey,
  ],
};
