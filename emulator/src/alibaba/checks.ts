import { accessControlSchema, parseRange } from "./access";
import { forbiddenInstanceNotFound, forbiddenResourceNotFound, invalidParameter } from "./errors";
import type { OperationContext } from "./operation";

// Rules that creating and updating share. Each reader returns undefined when its parameter was not sent.

const maxAddresses = 800;
const maxPolicies = 3;

/** SourcePrivateIp: up to 800 addresses or CIDR ranges. @throws KmsError InvalidParameter */
export function readSourceAddresses({ parameters }: OperationContext): string[] | undefined {
  const addresses = parameters.optionalStrings("SourcePrivateIp");
  if (addresses === undefined) return undefined;
  if (addresses.length > maxAddresses) throw invalidParameter("SourcePrivateIp", `at most ${maxAddresses} are allowed`);
  const wrong = addresses.find((address) => parseRange(address) === undefined);
  if (wrong !== undefined)
    throw invalidParameter("SourcePrivateIp", `"${wrong}" is neither an address nor a CIDR range`);
  return addresses;
}

/**
 * AccessControlRules as compact JSON text. Outside strict mode the rules need not exist.
 *
 * @throws KmsError InvalidParameter, in strict mode Forbidden.ResourceNotFound
 */
export function readAccessControlRules({ parameters, region, strict }: OperationContext): string | undefined {
  const text = parameters.optional("AccessControlRules");
  if (text === undefined || text === "") return undefined;
  const rules = parameters.json(
    "AccessControlRules",
    accessControlSchema,
    'it must look like {"NetworkRules":["name"]}',
  );
  const missing = strict ? rules.NetworkRules?.find((name) => !region.networkRules.has(name)) : undefined;
  if (missing !== undefined) throw forbiddenResourceNotFound(`network rule ${missing}`);
  return JSON.stringify(rules);
}

/** An instance's id or `shared`. @throws KmsError in strict mode Forbidden.DKMSInstanceNotFound */
export function readKmsInstance({ parameters, instances, strict }: OperationContext, name = "KmsInstance"): string {
  const id = parameters.optional(name) ?? "";
  const known = id === "shared" || instances.some((instance) => instance.instanceId === id);
  if (strict && !known) throw forbiddenInstanceNotFound();
  return id;
}

/**
 * Policies: one to three names. Outside strict mode the policies need not exist.
 *
 * @throws KmsError InvalidParameter, in strict mode Forbidden.ResourceNotFound
 */
export function readPolicyNames({ parameters, region, strict }: OperationContext): string[] | undefined {
  const names = parameters.optionalStrings("Policies");
  if (names === undefined) return undefined;
  if (names.length < 1 || names.length > maxPolicies) {
    throw invalidParameter("Policies", `it must name 1 to ${maxPolicies} policies`);
  }
  const missing = strict ? names.find((name) => !region.policies.has(name)) : undefined;
  if (missing !== undefined) throw forbiddenResourceNotFound(`policy ${missing}`);
  return names;
}

/** Finds an object by name or id. @throws KmsError Forbidden.ResourceNotFound */
export function find<T>(all: ReadonlyMap<string, T>, what: string, name: string): T {
  const found = all.get(name);
  if (found === undefined) throw forbiddenResourceNotFound(`${what} ${name}`);
  return found;
}
