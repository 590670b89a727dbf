import * as ipaddr from "ipaddr.js";
import { z } from "zod";
import type { NetworkRule, Policy, RegionState } from "./state";

/** The shape of a policy's AccessControlRules; fields that are not known are kept. */
export const accessControlSchema: z.ZodType<{ NetworkRules?: string[] | undefined }> = z.looseObject({
  NetworkRules: z.array(z.string()).optional(),
});

/** Permissions that include reading a secret's value: of an instance, and of the shared gateway. */
const readsSecrets = ["RbacPermission/Template/CryptoServiceSecretUser", "RbacPermission/Template/SecretUser"];

/** Who wants to read what from where. */
export interface SecretAccess {
  readonly accessPoint: string;
  readonly secretName: string;
  readonly sourceAddress: string;
}

/** Whether one of the access point's policies lets its application read a secret from an address. */
export function maySecretBeRead(
  region: RegionState,
  { accessPoint, secretName, sourceAddress }: SecretAccess,
): boolean {
  const names = region.accessPoints.get(accessPoint)?.policies ?? [];
  return names
    .map((name) => region.policies.get(name))
    .filter((policy) => policy !== undefined)
    .some((policy) => allowsSecret(policy, secretName) && admits(region, policy, sourceAddress));
}

function allowsSecret(policy: Policy, secretName: string): boolean {
  const resource = `secret/${secretName}`;
  return (
    policy.permissions.some((permission) => readsSecrets.includes(permission)) &&
    policy.resources.some((pattern) => matches(pattern, resource))
  );
}

/** `*` counts only at the end. */
export function matches(pattern: string, text: string): boolean {
  return pattern.endsWith("*") ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}

/** A policy without network rules admits everybody; a rule that is gone admits nobody. */
function admits(region: RegionState, policy: Policy, address: string): boolean {
  const rules = accessControlSchema.parse(JSON.parse(policy.accessControlRules)).NetworkRules ?? [];
  if (rules.length === 0) return true;
  return rules
    .map((name) => region.networkRules.get(name))
    .filter((rule) => rule !== undefined)
    .some((rule) => contains(rule, address));
}

function contains(rule: NetworkRule, address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const caller = ipaddr.process(address);
  return rule.sourcePrivateIps.map(parseRange).some((range) => range !== undefined && isWithin(caller, range));
}

function isWithin(caller: ipaddr.IPv4 | ipaddr.IPv6, [network, bits]: [ipaddr.IPv4 | ipaddr.IPv6, number]): boolean {
  return caller.kind() === network.kind() && caller.match(network, bits);
}

/** Reads an address or a CIDR range; host bits may be set, as the service takes them. Undefined when it is neither. */
export function parseRange(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | undefined {
  // The library's general checks would also take `10.1` and `0x0a.0.0.1` for IPv4.
  if (ipaddr.IPv4.isValidCIDRFourPartDecimal(text) || ipaddr.IPv6.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return [ipaddr.parse(text), 32];
  if (ipaddr.IPv6.isValid(text)) return [ipaddr.parse(text), 128];
  return undefined;
}
