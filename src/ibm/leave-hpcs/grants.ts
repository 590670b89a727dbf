import { createHash } from "node:crypto";
import { readDescription } from "../../core/ownership";
import type { ListedPolicy, NewPolicy, PolicyAttribute } from "../iam/api";
import { admits, attributesOf, comparable, concerns, sameEnds, valuesOf } from "../iam/authorization/ends";
import { parseCrn } from "../platform/crn";
import { SERVICE_NAMES } from "../platform/features";
import type { KeyInstance } from "../platform/instance";
import type { Verdict } from "./keys";
import type { Survey } from "./survey";

// An authorization says by attributes who may use what. Its twin says the same for the new instance and the new keys.

const HPCS = "hs-crypto";
const EQUAL = "stringEquals";

/** The key that the policy is for; undefined where it is for all keys of the instance. */
export function keyOfGrant({ resource }: Pick<ListedPolicy, "resource">): string | undefined {
  const values = valuesOf(resource);
  return values["resourceType"] === "key" ? values["resource"] : undefined;
}

/** The attributes that a twin takes over unchanged. Its others name the new account, service, instance and key. */
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
 * The same grant for the new instance, or the reason why there is none. A grant for all instances is narrowed to the new one.
 * @param twinOf returns a key's twin, or a placeholder for a twin that is still to be made
 */
export function twinOfGrant(
  policy: ListedPolicy,
  to: KeyInstance,
  twinOf: (oldId: string) => string | undefined,
): NewPolicy | string {
  const { subject, resource, roles, description } = policy;
  const problem =
    conditionProblem(policy) ??
    resource.map(attributeProblem).find((each) => each) ??
    groupProblem(resource) ??
    roleProblem(roles) ??
    subjectProblem(subject);
  if (problem !== undefined) return `${problem}${TO_NAME}${policy.id}=<id of that policy>`;
  const values = valuesOf(resource);
  const key = keyOfGrant(policy);
  const twin = key === undefined ? undefined : twinOf(key);
  if (key !== undefined && twin === undefined) return `its key ${key} has no twin`;
  const attributes = {
    accountId: to.account,
    serviceName: to.service,
    serviceInstance: to.id,
    ...Object.fromEntries(KEPT.map((name) => [name, values[name]])),
    resource: twin ?? values["resource"],
  };
  return { subject, resource: attributesOf(attributes), roles, description };
}

export function twinIn({ target, journal }: Survey, policy: ListedPolicy): NewPolicy | string {
  return twinOfGrant(policy, target.access.instance, (id) => journal.keys.get(id));
}

/** Says how to name the policy that people granted in place of one that only they can grant. */
const TO_NAME = ": grant by hand what is still needed of it, and name the new policy with --twin ";

function conditionProblem({ conditions = [] }: ListedPolicy): string | undefined {
  if (conditions.length === 0) return undefined;
  return `it holds only under conditions, without which a copy would allow more (${conditions.join("; ")})`;
}

function attributeProblem({ key, operator = EQUAL, value }: PolicyAttribute): string | undefined {
  if (operator !== EQUAL) return `it names its resource by a pattern (${key} ${operator} ${value})`;
  return KNOWN.has(key) ? undefined : `it names its resource by ${key}, which has no counterpart`;
}

/** The policy doesn't tell which instances are in its resource group, and a twin must not allow more than the old policy. */
function groupProblem(resource: readonly PolicyAttribute[]): string | undefined {
  const values = valuesOf(resource);
  const isOpen = "resourceGroupId" in values && !("serviceInstance" in values);
  return isOpen ? "it is for a resource group, which may or may not contain the old instance" : undefined;
}

function roleProblem(roles: readonly string[]): string | undefined {
  const own = roles.find((role) => parseCrn(role)?.serviceName === HPCS);
  return own && `it grants a role that only ${SERVICE_NAMES[HPCS]} has (${own})`;
}

/** IAM accepts no other operators in a subject. */
const OF_SUBJECTS: readonly string[] = [EQUAL, "stringExists"];

function subjectProblem(subject: readonly PolicyAttribute[]): string | undefined {
  const other = subject.find(({ operator = EQUAL }) => !OF_SUBJECTS.includes(operator));
  if (other) return `it names its subject by a pattern (${other.key} ${other.operator} ${other.value})`;
  return valuesOf(subject)["serviceName"] === HPCS ? "it lets the old instance itself use something" : undefined;
}

export function verdictOfGrant(
  policy: ListedPolicy,
  survey: Survey,
  keyVerdict: (oldId: string) => Verdict | undefined,
): Verdict {
  const made = counterpartOf(policy, survey);
  const choice = survey.chosen.get(policy.id);
  if (choice !== undefined && !made?.isNoted) return verdictOfChoice(choice, survey);
  if (made && !made.isOurs) return { next: "there", why: foreign(made.id, survey) };
  if (made) return { next: made.isNoted ? "moved" : "moves" };
  const key = keyOfGrant(policy);
  const ofKey = key === undefined ? undefined : keyVerdict(key);
  if (key !== undefined && !ofKey) return { next: "stays", why: `its key ${key} is not in the instance` };
  if (ofKey?.next === "stays") return { next: "stays", why: `its key ${key} is not moved` };
  if (ofKey?.next === "waits") return { next: "waits", why: `its key ${key} waits` };
  const { journal, target } = survey;
  const twin = twinOfGrant(policy, target.access.instance, (id) => journal.keys.get(id) ?? `twin of ${id}`);
  if (typeof twin === "string") return { next: "waits", why: twin };
  const isWide = !("serviceInstance" in valuesOf(policy.resource));
  return { next: "moves", why: isWide ? "it is for all instances: its twin is for the new one" : undefined };
}

function verdictOfChoice(choice: string, { targetPolicies, target }: Survey): Verdict {
  const named = targetPolicies.find(({ id }) => id === choice);
  return named && concerns(named, target.access.instance)
    ? { next: "moves", why: `to ${choice}, which exists already` }
    : { next: "waits", why: `no policy ${choice} is for the new instance` };
}

export interface Counterpart {
  readonly id: string;
  /** Whether a run made it, and nobody else. */
  readonly isOurs: boolean;
  readonly isNoted: boolean;
}

/** The existing policy that takes the place of an old one. It may also be an equal one that somebody else made. */
export function counterpartOf(policy: ListedPolicy, survey: Survey): Counterpart | undefined {
  const { journal, targetPolicies } = survey;
  const noted = journal.policies.get(policy.id);
  if (noted !== undefined && targetPolicies.some(({ id }) => id === noted)) {
    return { id: noted, isOurs: !journal.given.has(policy.id), isNoted: true };
  }
  const wanted = twinIn(survey, policy);
  const equal = targetPolicies.find((each) => grantsSame(each, wanted));
  if (!equal || typeof wanted === "string") return undefined;
  const isOurs = journal.asked.has(digestOfGrant(wanted)) || hasOldMark(equal, survey);
  return { id: equal.id, isOurs, isNoted: false };
}

/** Whether a move made it, perhaps one whose journal is lost. Nothing else writes a mark that another policy has already. */
function hasOldMark({ description }: ListedPolicy, { grants }: Survey): boolean {
  return readDescription(description).label !== undefined && grants.some((old) => old.description === description);
}

/** The digest by which the journal identifies a policy that was asked for. */
export function digestOfGrant({ subject, resource }: Pick<NewPolicy, "subject" | "resource">): string {
  const sides = [subject, resource].map((side) => side.map(comparable).sort());
  return createHash("sha256").update(JSON.stringify(sides)).digest("base64url");
}

export function foreign(policyId: string, survey: Survey): string {
  return `the policy ${policyId} grants it, but was not made by a run: ${holderOf(policyId, survey) ?? "no given program has it"}`;
}

export function holderOf(policyId: string, survey: Survey): string | undefined {
  for (const { file, resources } of survey.programs) {
    const holder = resources.find(({ outputs }) => outputs["policyId"] === policyId);
    if (holder) return `${holder.title} in ${file} has it`;
  }
  const policy = survey.targetPolicies.find(({ id }) => id === policyId);
  const { label } = readDescription(policy?.description);
  return policy && label !== undefined && !hasOldMark(policy, survey) ? `it has the mark of ${label}` : undefined;
}

type Granting = Pick<ListedPolicy, "roles" | "conditions">;

export function grantsAll({ roles, conditions = [] }: Granting, wanted: Pick<NewPolicy, "roles">): boolean {
  return conditions.length === 0 && wanted.roles.every((role) => roles.includes(role));
}

/** @param wanted a twin, or the reason why there is none */
export function grantsSame(policy: ListedPolicy, wanted: NewPolicy | string): boolean {
  return typeof wanted !== "string" && sameEnds(policy, wanted) && grantsAll(policy, wanted);
}

/** The grantee in words for people: `apprapp 0a1b…`. */
export function granteeOf({ subject }: Pick<ListedPolicy, "subject">): string {
  const { serviceName = "any service", serviceInstance } = valuesOf(subject);
  return [serviceName, serviceInstance].filter(Boolean).join(" ");
}

export function allows(
  { subject, resource, conditions = [] }: Pick<ListedPolicy, "subject" | "resource" | "conditions">,
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
  return conditions.length === 0 && admits(subject, acting) && admits(resource, used);
}
