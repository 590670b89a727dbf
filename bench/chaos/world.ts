import { defaultInstanceId } from "keysmith-emulator";
import type { Declared, Reference } from "../../scripts/direct/program";
import type { Values } from "../../src/core/definition";

/** The time of the first run. */
export const START = "2026-01-01T00:00:00Z";
/** The secret that applications read. */
export const SECRET = "orders/database";
/** The address from which they read it. */
export const ADDRESS = "10.20.0.7";

export interface Member extends Declared {
  /** Whether an engine that leaves the order to its users creates the replacement before it deletes the old resource. */
  readonly createFirst: boolean;
}

/** A member that is a credential, or is used like one. */
export interface Credential extends Member {
  readonly type: "ClientKey" | "RootKey";
  /** The owner of its keys at the service: the name of an access point, or of the root key. */
  readonly holder: string;
  /** Distinguishes the client keys of one access point: each is valid for another number of years. */
  readonly validityYears: number;
  /** The time for which the previous credential keeps working. */
  readonly overlapDays: number;
}

const reference = ($type: string, $name: string): Reference => ({ $type, $name });

function member(type: string, name: string, args: Values, createFirst = false): Member {
  return { type, name, createFirst, args: { label: `chaos/prod/${name}`, ...args } };
}

interface Terms {
  readonly validityYears?: number;
  readonly renewBefore: string;
  readonly overlapDays: number;
  readonly createFirst: boolean;
}

function clientKey(
  name: string,
  holder: string,
  { validityYears = 1, renewBefore, overlapDays, createFirst }: Terms,
): Credential {
  const args = {
    accessPoint: reference("AccessPoint", holder),
    validity: `P${validityYears}Y`,
    rotation: { renewBefore, overlap: `P${overlapDays}D` },
  };
  return { ...member("ClientKey", name, args, createFirst), type: "ClientKey", holder, validityYears, overlapDays };
}

function rootKey(name: string, every: string): Credential {
  const declared = member("RootKey", name, { rotation: { every } });
  return { ...declared, type: "RootKey", holder: name, validityYears: 0, overlapDays: 0 };
}

/** The credentials that applications use. */
export const CREDENTIALS: readonly Credential[] = [
  clientKey("orders", "orders-app", { renewBefore: "P30D", overlapDays: 7, createFirst: true }),
  clientKey("billing", "billing-app", { renewBefore: "P30D", overlapDays: 14, createFirst: false }),
  clientKey("audit", "shared-app", { renewBefore: "P45D", overlapDays: 7, createFirst: true }),
  clientKey("reports", "shared-app", { validityYears: 2, renewBefore: "P60D", overlapDays: 7, createFirst: false }),
  clientKey("payroll", "payroll-app", { validityYears: 5, renewBefore: "P60D", overlapDays: 14, createFirst: true }),
  rootKey("payments", "P60D"),
  rootKey("archive", "P120D"),
];

const accessPoint = (name: string): Member =>
  member("AccessPoint", name, { policies: [reference("Policy", "orders")] });

/** The whole program, each resource before those that refer to it. */
export const PROGRAM: readonly Member[] = [
  member("NetworkRule", "office", { sourcePrivateIps: ["10.20.0.0/16"] }),
  member("Policy", "orders", {
    kmsInstance: defaultInstanceId,
    permissions: ["CryptoServiceSecretUser"],
    secrets: ["orders/*"],
    networkRules: [reference("NetworkRule", "office")],
  }),
  accessPoint("orders-app"),
  accessPoint("billing-app"),
  accessPoint("shared-app"),
  accessPoint("payroll-app"),
  ...CREDENTIALS,
];
