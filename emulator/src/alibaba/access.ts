import * as ipaddr from "ipaddr.js";
import { z } from "zod";
import type { NetworkRule, Policy, RegionState } from "./state";

/** The shape of a policy's AccessControlRules. Unknown fields are kept. */
export const accessControlSchema: z.ZodType<{ NetworkRules?: string[] | undefined }> = z.looseObject({
  NetworkRules: z.array(z.string()).optional(),
});

/** The name that a policy gives in place of an instance's id when it applies to the region's shared gateway. */
export const sharedGateway = "shared";

/** One access to decide: caller, operation, resource, endpoint, source address and time. */
export interface AccessRequest {
  /** A client key by its id, or an access point by its name, for which no validity is checked. */
  readonly caller: { readonly clientKey: string } | { readonly accessPoint: string };
  /** The instance's name for the operation: `GetSecretValue`, `Encrypt`. */
  readonly operation: string;
  /** `key/<id>` or `secret/<name>`; absent for GenerateRandom, which acts on no resource. */
  readonly resource?: string | undefined;
  /** The id of an instance, or `shared`. */
  readonly at: string;
  readonly sourceAddress: string;
  readonly now: Date;
}

/** The check that settled a request, in the order of the checks: the later, the nearer to being allowed. */
const stages = [
  "unknown key",
  "not valid yet",
  "expired",
  "unknown access point",
  "unknown operation",
  "no policy",
  "place",
  "permission",
  "resource",
  "network",
  "allowed",
] as const;

export type Stage = (typeof stages)[number];

export interface Decision {
  readonly allowed: boolean;
  readonly stage: Stage;
  /** For people: the policy and network rule that allow the request, or the one thing that is missing. */
  readonly reason: string;
}

const template = "RbacPermission/Template/";
const keyUser = `${template}CryptoServiceKeyUser`;
const secretUser = `${template}CryptoServiceSecretUser`;
/** The only permission at the shared gateway, where client keys can read secrets and nothing else. */
const gatewaySecretUser = `${template}SecretUser`;

const readSecret = "GetSecretValue";
/** Uses no key. */
const random = "GenerateRandom";

/** An instance's operations on keys, by their names on the wire. */
const keyOperations: ReadonlySet<string> = new Set([
  "Encrypt",
  "Decrypt",
  "Sign",
  "Verify",
  random,
  "GenerateDataKey",
  "GetPublicKey",
  "AdvanceEncrypt",
  "AdvanceDecrypt",
  "AdvanceGenerateDataKey",
  "GenerateDataKeyPair",
  "GenerateDataKeyPairWithoutPlaintext",
  "AdvanceGenerateDataKeyPair",
  "AdvanceGenerateDataKeyPairWithoutPlaintext",
]);

/**
 * Decides whether a request is allowed. Its client key must be valid, and one policy of the access point must apply to the place,
 * grant the permission, cover the resource and admit the address. Otherwise the policy that came nearest gives the reason.
 */
export function decide(region: RegionState, asked: AccessRequest): Decision {
  const caller = accessPointOf(region, asked);
  if (typeof caller !== "string") return caller;
  const point = region.accessPoints.get(caller);
  if (point === undefined) return refused("unknown access point", `there is no access point ${caller}`);
  const permission = permissionFor(asked);
  if (permission === undefined) {
    const where = asked.at === sharedGateway ? "at the shared gateway" : "at an instance";
    return refused("unknown operation", `${asked.operation} is not for client keys ${where}`);
  }
  const decisions = point.policies.map((name) => {
    const policy = region.policies.get(name);
    return policy === undefined
      ? refused("no policy", `there is no policy ${name}`)
      : judge(region, policy, permission, asked);
  });
  const none = refused("no policy", `access point ${caller} has no policy`);
  return decisions.reduce((best, next) => (rank(next) > rank(best) ? next : best), decisions[0] ?? none);
}

function rank({ stage }: Decision): number {
  return stages.indexOf(stage);
}

/** The access point for which the caller acts at this time. */
function accessPointOf(region: RegionState, { caller, now }: AccessRequest): string | Decision {
  if ("accessPoint" in caller) return caller.accessPoint;
  const key = region.clientKeys.get(caller.clientKey);
  if (key === undefined) return refused("unknown key", "there is no such client key");
  if (now < new Date(key.notBefore)) return refused("not valid yet", "the client key is not valid yet");
  if (now > new Date(key.notAfter)) return refused("expired", "the client key has expired");
  return key.accessPoint;
}

/** The permission that an operation needs at an endpoint; undefined where client keys cannot use it. */
function permissionFor({ operation, at }: AccessRequest): string | undefined {
  if (at === sharedGateway) return operation === readSecret ? gatewaySecretUser : undefined;
  if (operation === readSecret) return secretUser;
  return keyOperations.has(operation) ? keyUser : undefined;
}

function judge(region: RegionState, policy: Policy, permission: string, asked: AccessRequest): Decision {
  const { resource } = asked;
  if (policy.kmsInstance !== asked.at) return refused("place", `policy ${policy.name} is for ${policy.kmsInstance}`);
  if (!policy.permissions.includes(permission))
    return refused("permission", `policy ${policy.name} lacks ${permission.slice(template.length)}`);
  const covered =
    resource === undefined
      ? asked.operation === random
      : policy.resources.some((pattern) => matches(pattern, resource));
  if (!covered) return refused("resource", `policy ${policy.name} does not cover ${resource ?? "a resource unnamed"}`);
  return judgeNetwork(region, policy, asked.sourceAddress);
}

/** A policy without network rules admits every address; a deleted rule admits none. */
function judgeNetwork(region: RegionState, policy: Policy, address: string): Decision {
  const rules = accessControlSchema.parse(JSON.parse(policy.accessControlRules)).NetworkRules ?? [];
  if (rules.length === 0) return allowed(`policy ${policy.name}, from any address`);
  const admitting = rules.find((name) => {
    const rule = region.networkRules.get(name);
    return rule !== undefined && contains(rule, address);
  });
  return admitting === undefined
    ? refused("network", `policy ${policy.name}: ${address} is in no network rule of ${rules.join(", ")}`)
    : allowed(`policy ${policy.name}, network rule ${admitting}`);
}

function allowed(reason: string): Decision {
  return { allowed: true, stage: "allowed", reason };
}

function refused(stage: Stage, reason: string): Decision {
  return { allowed: false, stage, reason };
}

/** `*` is a wildcard only at the end. */
export function matches(pattern: string, text: string): boolean {
  return pattern.endsWith("*") ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}

function contains(rule: NetworkRule, address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const caller = ipaddr.process(address);
  return rule.sourcePrivateIps.map(parseRange).some((range) => range !== undefined && isWithin(caller, range));
}

function isWithin(caller: ipaddr.IPv4 | ipaddr.IPv6, [network, bits]: [ipaddr.IPv4 | ipaddr.IPv6, number]): boolean {
  return caller.kind() === network.kind() && caller.match(network, bits);
}

/** Reads an address or a CIDR range. Host bits may be set, as the service allows. Undefined for any other text. */
export function parseRange(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | undefined {
  // The library's general checks would also read `10.1` and `0x0a.0.0.1` as IPv4.
  if (ipaddr.IPv4.isValidCIDRFourPartDecimal(text) || ipaddr.IPv6.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return [ipaddr.parse(text), 32];
  if (ipaddr.IPv6.isValid(text)) return [ipaddr.parse(text), 128];
  return undefined;
}
