import fc from "fast-check";
import type { RegionState } from "../../../emulator/src/alibaba/state";
import { accessPoint } from "../../../src/alibaba/access-point";
import { clientKey } from "../../../src/alibaba/client-key/client-key";
import { networkRule } from "../../../src/alibaba/network-rule";
import { policy } from "../../../src/alibaba/policy";
import type { AccessSource } from "../../../src/core/access/map";
import type { Definition, Values } from "../../../src/core/definition";
import { clientKeyRecord } from "../../cli/recorded-keys";

/** Objects by what they are called; what others name may not be among them. */
export interface Program {
  readonly rules: Readonly<Record<string, readonly string[]>>;
  readonly policies: Readonly<Record<string, ProgramPolicy>>;
  readonly applications: Readonly<Record<string, readonly string[]>>;
  readonly keys: Readonly<Record<string, ProgramKey>>;
}

export interface ProgramPolicy {
  readonly kmsInstance: string;
  readonly permissions: readonly string[];
  readonly resources: readonly string[];
  readonly networkRules: readonly string[];
}

interface ProgramKey {
  readonly accessPoint: string;
  readonly notBefore: string;
  readonly notAfter: string;
}

export const INSTANCES = ["kst-1", "kst-2", "shared"];
export const NETWORKS = ["office", "vpn", "home"];
export const POLICIES = ["orders", "billing", "reports"];
const APPLICATIONS = ["orders-app", "billing-app"];
const TIMES = ["2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z", "2027-01-01T00:00:00Z"];
const PERMISSIONS = ["CryptoServiceKeyUser", "CryptoServiceSecretUser", "SecretUser"];
const RANGES = [
  "10.0.0.0/8",
  "10.20.0.0/16",
  "10.20.1.7",
  "10.10.10.10/24",
  "2001:db8::/32",
  "2001:db8::7",
  "0.0.0.0/0",
  "::/0",
];
const RESOURCES = [
  "key/*",
  "key/key-a*",
  "key/key-a1",
  "secret/*",
  "secret/orders/*",
  "secret/orders/db",
  "secret/o*",
  "secret/billing",
];

const some = <T>(of: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...of]);
const one = <T>(of: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...of);
/** Not all of those that are named need be there. */
const named = <T>(names: readonly string[], value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc
    .tuple(...names.map((name) => fc.option(value, { nil: undefined, freq: 8 }).map((each) => [name, each] as const)))
    .map((entries) =>
      Object.fromEntries(entries.flatMap(([name, each]) => (each === undefined ? [] : [[name, each]]))),
    );

export const programs: fc.Arbitrary<Program> = fc.record({
  rules: named(NETWORKS, some(RANGES)),
  policies: named(
    POLICIES,
    fc.record({
      kmsInstance: one(INSTANCES),
      permissions: some(PERMISSIONS),
      resources: some(RESOURCES),
      networkRules: some(NETWORKS),
    }),
  ),
  applications: named(APPLICATIONS, some(POLICIES)),
  keys: named(
    ["KAAP.1", "KAAP.2"],
    fc.record({ accessPoint: one(APPLICATIONS), notBefore: one(TIMES), notAfter: one(TIMES) }),
  ),
});

/** A request to the service. */
export interface Asked {
  readonly operation: string;
  readonly resource: string | undefined;
  readonly instance: string;
  readonly from: string;
  readonly time: string;
}

const KEYS = ["key/key-a1", "key/key-a2", "key/key-b"];
const SECRETS = ["secret/orders/db", "secret/orders/mail", "secret/other", "secret/billing"];

export const requests: fc.Arbitrary<Asked> = fc
  .record({
    what: fc.oneof(
      fc.record({ operation: one(["Encrypt", "AdvanceDecrypt", "GenerateDataKeyPair", "Sign"]), resource: one(KEYS) }),
      fc.record({ operation: fc.constant("GetSecretValue"), resource: one(SECRETS) }),
      fc.constant({ operation: "GenerateRandom", resource: undefined }),
    ),
    instance: one(INSTANCES),
    from: one(["10.20.1.7", "10.10.10.99", "192.168.0.1", "2001:db8::7", "::ffff:10.20.1.7", "fe80::1"]),
    time: one(["2025-12-31T23:59:59Z", ...TIMES, "2027-01-01T00:00:01Z"]),
  })
  .map(({ what, ...rest }) => ({ ...what, ...rest }));

const REGION = "cn-hangzhou";

/** The program as a state records it. */
export function recorded(program: Program): AccessSource[] {
  const source = (definition: Definition, name: string, values: Values): AccessSource => ({
    title: `${definition.name} ${name}`,
    address: `${definition.name}.${name}`,
    stack: "shop/prod",
    definition,
    values: { region: REGION, ...values },
  });
  const from = <T>(
    all: Readonly<Record<string, T>>,
    definition: Definition,
    valuesOf: (each: T, name: string) => Values,
  ) => Object.entries(all).map(([name, each]) => source(definition, name, { name, ...valuesOf(each, name) }));
  return [
    ...from(program.rules, networkRule, (sourcePrivateIps) => ({ sourcePrivateIps })),
    ...from(program.policies, policy, (each) => ({ keys: [], secrets: [], ...each })),
    ...from(program.applications, accessPoint, (policies) => ({ policies })),
    ...from(program.keys, clientKey, (each, clientKeyId) => ({
      ...clientKeyRecord,
      clientKeyId,
      ...each,
    })),
  ];
}

const TEMPLATE = "RbacPermission/Template/";

/** The program as the emulated service has it. */
export function served(program: Program): RegionState {
  const made = <T, U>(all: Readonly<Record<string, T>>, object: (each: T, name: string) => U): Map<string, U> =>
    new Map(Object.entries(all).map(([name, each]) => [name, object(each, name)]));
  const description = "";
  return {
    networkRules: made(program.rules, (sourcePrivateIps, name) => ({
      name,
      type: "Private",
      description,
      sourcePrivateIps: [...sourcePrivateIps],
    })),
    policies: made(program.policies, ({ kmsInstance, permissions, resources, networkRules }, name) => ({
      name,
      description,
      kmsInstance,
      permissions: permissions.map((each) => TEMPLATE + each),
      resources: [...resources],
      accessControlRules: JSON.stringify({ NetworkRules: networkRules }),
    })),
    accessPoints: made(program.applications, (policies, name) => ({
      name,
      description,
      authenticationMethod: "ClientKey",
      policies: [...policies],
    })),
    clientKeys: made(program.keys, (each, id) => ({ id, createTime: each.notBefore, certificate: "", ...each })),
    aliases: new Map(),
    keys: new Map(),
    secrets: new Map(),
  };
}
