import { accessPoint } from "../../src/alibaba/access-point";
import { clientKey } from "../../src/alibaba/client-key/client-key";
import { markedStamps } from "../../src/alibaba/client-key/mark";
import { networkRule } from "../../src/alibaba/network-rule";
import { policy } from "../../src/alibaba/policy";
import { parseTime } from "../../src/core/clock";
import type { Values } from "../../src/core/definition";
import { newNonce } from "../../src/core/nonce";
import { rotationTime } from "../../src/core/rotation";
import type { Recorded } from "../recorded";

/** A moment at which one client key in ten of a fleet is due for rotation. */
export const NOW = "2026-12-15T00:00:00Z";

const REGION = "cn-hangzhou";
const ONE_IN = 10;

/** A number of resources, a quarter of each kind: applications with a key, and the other resources that they need. */
export function fleet(size: number): readonly Recorded[] {
  return Array.from({ length: size / 4 }, (_, number) => application(number)).flat();
}

/** A number of client keys. */
export function clientKeys(size: number): readonly Recorded[] {
  return Array.from({ length: size }, (_, number) => keyOf(number));
}

/** The service's data on a key, the same for all of a fleet. */
export interface KeyAtService {
  readonly notBefore: string;
  readonly notAfter: string;
}

export function keyIdAt(index: number): string {
  return `KAAP.${String(index).padStart(8, "0")}-0000-4000-8000-000000000000`;
}

/** The values in which one key of a fleet differs from another, with the service's data on each. */
export function keyAt(index: number, { notBefore, notAfter }: KeyAtService): Values {
  return { clientKeyId: keyIdAt(index), notBefore, notAfter, accountId: "1234567890123456" };
}

function application(number: number): readonly Recorded[] {
  return [
    { definition: networkRule, given: ruleOf(number), outputs: { arn: `acs:kms:rule-${number}` } },
    { definition: policy, given: policyOf(number), outputs: { arn: `acs:kms:policy-${number}` } },
    { definition: accessPoint, given: accessPointOf(number), outputs: { arn: `acs:kms:app-${number}` } },
    keyOf(number),
  ];
}

function ruleOf(number: number): Values {
  const sourcePrivateIps = Array.from({ length: 10 }, (_, block) => `10.${number % 256}.${block}.0/24`);
  return { name: `rule-${number}`, sourcePrivateIps, region: REGION };
}

function policyOf(number: number): Values {
  return {
    name: `policy-${number}`,
    kmsInstance: "kst-hzz0000000000emulator",
    permissions: ["CryptoServiceKeyUser", "CryptoServiceSecretUser"],
    keys: [`key-hzz${number}`],
    secrets: [`app-${number}/*`, "shared/*"],
    networkRules: [`rule-${number}`],
    region: REGION,
  };
}

function accessPointOf(number: number): Values {
  return { name: `app-${number}`, policies: [`policy-${number}`], description: "an application", region: REGION };
}

/** One client key of a fleet. */
export function keyOf(number: number): Recorded {
  const given = { accessPoint: `app-${number}`, label: `shop/prod/app-${number}`, region: REGION };
  const made = number % ONE_IN === 0 ? "2026-01-01" : "2026-06-01";
  return { definition: clientKey, given, outputs: keyMadeOn(made, given.label) };
}

/** A first key in the form in which it is recorded after its creation. */
function keyMadeOn(day: string, label: string): Values {
  const createdAt = `${day}T00:00:00Z`;
  const expiresAt = createdAt.replace("2026", "2027");
  const rotateAt = rotationTime(expiresAt, { renewBefore: "P30D" });
  return {
    clientKeyId: "KAAP.00000000-0000-0000-0000-000000000000",
    clientKeyContent: "a key",
    password: "a password",
    keyAlgorithm: "RSA_2048",
    ...markedStamps(parseTime(createdAt), "P1Y", { label, nonce: newNonce(parseTime(createdAt)) }),
    state: "active",
    createdAt,
    expiresAt,
    revision: parseTime(createdAt).getTime() / 1000,
    version: 1,
    rotateAt,
    nextRunBy: rotateAt,
    previous: [],
    strays: [],
  };
}
