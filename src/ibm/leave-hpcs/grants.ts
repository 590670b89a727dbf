import type { ListedPolicy, NewPolicy, PolicyAttribute } from "../iam/api";
import { sameEnds } from "../iam/authorization/ends";
import { parseCrn } from "../platform/crn";
import { SERVICE_NAMES } from "../platform/features";
import type { KeyInstance } from "../platform/instance";
import type { Verdict } from "./keys";
import type { Survey } from "./survey";

// Authorizations say by attributes who may use what: the twin of one says the same of the new instance and the new keys.

const HPCS = "hs-crypto";
const EQUAL = "stringEquals";

type Values = ReadonlyMap<string, string>;

/** Those that let a service use something in the old instance, and those that let the instance itself use something. */
export function grantsOf({ policies, source }: Survey): readonly ListedPolicy[] {
  const { id, region } = source.access.instance;
  const isIn = (attributes: readonly PolicyAttribute[], wide: boolean): boolean => {
    const values = valuesOf(attributes);
    const instance = values.get("serviceInstance") ?? (wide ? id : undefined);
    return values.get("serviceName") === HPCS && instance === id && (values.get("region") ?? region) === region;
  };
  return policies.filter(({ subject, resource }) => isIn(resource, true) || isIn(subject, false));
}

/** The key that is meant; nothing where all of the instance are. */
export function keyOfGrant({ resource }: Pick<ListedPolicy, "resource">): string | undefined {
  const values = valuesOf(resource);
  return values.get("resourceType") === "key" ? values.get("resource") : undefined;
}

/** Of what says `kms` and not the old service, what is left as it is. */
const KEPT = ["resourceType", "keyRing"];
const KNOWN = new Set([
  ...KEPT,
  "accountId",
  "serviceName",
  "serviceInstance",
  "resource",
  "region",
  "resourceGroupId",
]);

/**
 * The same grant for the new instance; else why it can't be told. One for all instances becomes one for the new instance.
 * @param twinOf a key, or what stands for one that is still to be made
 */
export function twinOfGrant(
  policy: ListedPolicy,
  to: KeyInstance,
  twinOf: (oldId: string) => string | undefined,
): NewPolicy | string {
  const { subject, resource, roles, description } = policy;
  const problem =
    resource.map(attributeProblem).find((each) => each) ??
    groupProblem(resource) ??
    roleProblem(roles) ??
    subjectProblem(subject);
  if (problem !== undefined) return problem;
  const values = valuesOf(resource);
  const key = keyOfGrant(policy);
  const twin = key === undefined ? undefined : twinOf(key);
  if (key !== undefined && twin === undefined) return `its key ${key} has no twin`;
  const kept = KEPT.flatMap((name) => (values.has(name) ? [[name, values.get(name)] as const] : []));
  const attributes = {
    accountId: to.account,
    serviceName: to.service,
    serviceInstance: to.id,
    ...Object.fromEntries(kept),
    resource: twin ?? values.get("resource"),
  };
  return { subject, resource: attributesOf(attributes), roles, description };
}

function attributeProblem({ key, operator = EQUAL }: PolicyAttribute): string | undefined {
  if (operator !== EQUAL) return `it is told by a pattern (${key} ${operator}): grant it by hand`;
  return KNOWN.has(key) ? undefined : `it is told by ${key}, which has no counterpart: grant it by hand`;
}

/** Which instances are in a group isn't told by the policy, and none may be let use more than before. */
function groupProblem(resource: readonly PolicyAttribute[]): string | undefined {
  const values = valuesOf(resource);
  const isOpen = values.has("resourceGroupId") && !values.has("serviceInstance");
  return isOpen ? "it is for a resource group: if the old instance is in it, grant it by hand" : undefined;
}

function roleProblem(roles: readonly string[]): string | undefined {
  const own = roles.find((role) => parseCrn(role)?.serviceName === HPCS);
  return (
    own && `it grants a role of ${SERVICE_NAMES[HPCS]} alone (${own}): choose one of Key Protect, and grant it by hand`
  );
}

function subjectProblem(subject: readonly PolicyAttribute[]): string | undefined {
  return valuesOf(subject).get("serviceName") === HPCS
    ? "it lets the old instance itself use something: that has no counterpart"
    : undefined;
}

/** What becomes of a grant. @param keyVerdict of the key that it is for. Pure. */
export function verdictOfGrant(
  policy: ListedPolicy,
  survey: Survey,
  keyVerdict: (oldId: string) => Verdict | undefined,
): Verdict {
  const made = survey.journal.policies.get(policy.id);
  if (made !== undefined && survey.targetPolicies.some(({ id }) => id === made)) return { next: "moved" };
  const key = keyOfGrant(policy);
  const ofKey = key === undefined ? undefined : keyVerdict(key);
  if (key !== undefined && !ofKey) return { next: "stays", why: `its key ${key} is not in the instance` };
  if (ofKey?.next === "stays") return { next: "stays", why: `its key ${key} is not moved` };
  if (ofKey?.next === "waits") return { next: "waits", why: `its key ${key} waits` };
  const { journal, target } = survey;
  const twin = twinOfGrant(policy, target.access.instance, (id) => journal.keys.get(id) ?? `twin of ${id}`);
  if (typeof twin === "string") return { next: "waits", why: twin };
  return { next: "moves", why: isWide(policy) ? "it is for all instances: its twin is for the new one" : undefined };
}

function isWide({ resource }: ListedPolicy): boolean {
  return !valuesOf(resource).has("serviceInstance");
}

/** An equal policy that is there, whoever has made it. */
export function existingGrant(
  wanted: NewPolicy,
  { targetPolicies }: Pick<Survey, "targetPolicies">,
): ListedPolicy | undefined {
  return targetPolicies.find((policy) => sameEnds(policy, wanted) && grantsAll(policy, wanted));
}

export function grantsAll(policy: Pick<NewPolicy, "roles">, wanted: Pick<NewPolicy, "roles">): boolean {
  return wanted.roles.every((role) => policy.roles.includes(role));
}

/** Who is allowed, for people: `apprapp 0a1b…`. */
export function granteeOf({ subject }: Pick<ListedPolicy, "subject">): string {
  const values = valuesOf(subject);
  return [values.get("serviceName") ?? "any service", values.get("serviceInstance")].filter(Boolean).join(" ");
}

/** Whether a policy lets an instance of a service use a key. */
export function allows(
  { subject, resource }: Pick<ListedPolicy, "subject" | "resource">,
  userCrn: string,
  { instance, key }: { readonly instance: KeyInstance; readonly key: string },
): boolean {
  const user = parseCrn(userCrn);
  const acting = { serviceName: user?.serviceName, serviceInstance: user?.serviceInstance };
  const used = {
    serviceName: instance.service,
    serviceInstance: instance.id,
    resourceType: "key",
    resource: key,
    region: instance.region,
  };
  return fits(subject, acting) && fits(resource, used);
}

function fits(attributes: readonly PolicyAttribute[], values: Readonly<Record<string, string | undefined>>): boolean {
  return (
    valuesOf(attributes).has("serviceName") &&
    attributes.every(({ key, value }) => key === "accountId" || values[key] === value)
  );
}

function valuesOf(attributes: readonly PolicyAttribute[]): Values {
  return new Map(attributes.map(({ key, value }) => [key, value]));
}

function attributesOf(values: Readonly<Record<string, string | undefined>>): PolicyAttribute[] {
  return Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }]));
}
