import type { Check, Finding } from "../../../core/checks";
import type { Equality } from "../../../core/compare";
import { message, ref } from "../../../core/message";
import { ifKnown } from "../../../core/unknown";
import { parseCrn, parseKeyCrn } from "../../platform/crn";
import type { KeyInstance } from "../../platform/instance";
import type { Policy, PolicyAttribute } from "../api";
import { type AuthorizationInputs, roleCrn } from "./fields";

type Source = AuthorizationInputs["source"];
type Target = AuthorizationInputs["target"];

/** The facts that one input gives about its end of the authorization, source or target. */
interface Said {
  readonly field: string;
  readonly service?: string | undefined;
  readonly account?: string | undefined;
  readonly instance?: string | undefined;
}

const MEMBERS = ["service", "account", "instance"] as const;

function saidOfSource({ service, account, instance }: Source): Said[] {
  return [
    { field: "source.service", service },
    { field: "source.account", account },
    { field: "source.instance", ...instanceSays(instance) },
  ];
}

/** Leaves out the facts that the key's CRN gives. */
function saidOfTarget({ service, account, instance, instanceId }: Target): Said[] {
  return [
    { field: "target.service", service },
    { field: "target.account", account },
    { field: "target.instance", ...instanceSays(instance) },
    { field: "target.instanceId", instance: instanceId },
  ];
}

/** Every fact is undefined when no key is given, or only the id of one. */
function saidByKey({ key }: Target): Said {
  const crn = parseKeyCrn(key ?? "");
  return {
    field: "target.key",
    service: crn?.serviceName,
    account: crn?.account,
    instance: crn?.serviceInstance,
  };
}

function settled(said: readonly Said[]): Omit<Said, "field"> {
  const first = (member: (typeof MEMBERS)[number]): string | undefined =>
    said.map((one) => one[member]).find((value) => value !== undefined);
  return { service: first("service"), account: first("account"), instance: first("instance") };
}

function contradictions(earlier: readonly Said[], later: Said): Finding[] {
  return MEMBERS.flatMap((member) => {
    const other = earlier.find((one) => one[member] !== undefined && later[member] !== undefined);
    if (!other || other[member] === later[member]) return [];
    const reason = message`says that the ${member} is ${later[member] ?? ""}, but ${ref(other.field)} says ${other[member] ?? ""}: leave one of them out`;
    return [{ field: later.field, reason }];
  });
}

/** The account that keeps the policy. Any one known part of the target that names the account is enough. */
export function accountOf(target: Target): string | undefined {
  const parts = [
    () => target.account,
    () => parseCrn(target.instance ?? "")?.account,
    () => parseKeyCrn(target.key ?? "")?.account,
  ];
  const account = parts.map((part) => ifKnown(part)).find((each) => each);
  return account ?? usedIn(target).account;
}

export function usedIn(target: Target): Omit<Said, "field"> {
  return settled([...saidOfTarget(target), saidByKey(target)]);
}

/** An authorization as policy attributes, which IAM compares to find equal policies. */
interface Ends {
  readonly subject: readonly PolicyAttribute[];
  readonly resource: readonly PolicyAttribute[];
  readonly account: string;
}

export function endsOf({ source, target }: Pick<AuthorizationInputs, "source" | "target">): Ends {
  const used = usedIn(target);
  const acting = settled(saidOfSource(source));
  const keyId = parseKeyCrn(target.key ?? "")?.resource ?? target.key;
  return {
    subject: attributesOf({
      accountId: acting.account ?? used.account,
      serviceName: acting.service,
      serviceInstance: acting.instance,
      resourceGroupId: source.resourceGroup,
      resourceType: source.resourceType,
    }),
    resource: attributesOf({
      accountId: used.account,
      serviceName: used.service,
      serviceInstance: used.instance,
      region: target.region,
      resourceGroupId: target.resourceGroup,
      resourceType: keyId === undefined ? target.resourceType : "key",
      resource: keyId ?? target.resource,
    }),
    account: used.account ?? "",
  };
}

/** An authorization may be given by CRNs or by GUIDs, and a fact that one part gives may be left out of another. */
export const equalEnds: Equality<AuthorizationInputs> = {
  of: ["source", "target"],
  by({ source, target }) {
    if (!source || !target) return undefined;
    const { subject, resource } = endsOf({ source, target });
    return { subject: subject.map(comparable).sort(), resource: resource.map(comparable).sort() };
  },
};

type Attributes = Pick<Ends, "subject" | "resource">;
export type Texts = Readonly<Record<string, string | undefined>>;

export function sameEnds(left: Attributes, right: Attributes): boolean {
  return narrows(left, right) && narrows(right, left);
}

/** Whether a policy has every attribute of another. A policy with more attributes than were sent lets nobody do more. */
export function narrows(policy: Attributes, other: Attributes): boolean {
  return (["subject", "resource"] as const).every((side) => {
    const has = new Set(policy[side].map(comparable));
    return other[side].every((attribute) => has.has(comparable(attribute)));
  });
}

/** Whether a policy covers an instance, by naming it or as part of a wider target. A source must name the instance. */
export function concerns({ subject, resource }: Attributes, { service, id, region }: KeyInstance): boolean {
  const isIn = (side: readonly PolicyAttribute[], wide: boolean): boolean => {
    const { serviceName, serviceInstance = wide ? id : undefined, region: place = region } = valuesOf(side);
    return serviceName === service && serviceInstance === id && place === region;
  };
  return isIn(resource, true) || isIn(subject, false);
}

/** The attributes and conditions that a policy has beyond the wanted ones, in words for people. Each restricts it further. */
export function restrictionsOf(policy: Attributes & Pick<Policy, "conditions">, wanted: Attributes): string[] {
  const added = (["subject", "resource"] as const).flatMap((side) => {
    const said = new Set(wanted[side].map(({ key }) => key));
    return policy[side].filter(({ key }) => !said.has(key)).map((attribute) => `of the ${side}, ${inWords(attribute)}`);
  });
  return [...added, ...(policy.conditions ?? [])];
}

export function inWords({ key, operator = "stringEquals", value }: PolicyAttribute): string {
  return `${key} ${operator} ${value}`;
}

export function comparable({ key, value, operator = "stringEquals" }: PolicyAttribute): string {
  return JSON.stringify([key, operator, value]);
}

export function attributesOf(values: Texts): PolicyAttribute[] {
  return Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }]));
}

export function valuesOf(attributes: readonly PolicyAttribute[]): Texts {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value]));
}

/** Whether an object with these values meets the attributes, which must name a service. The account doesn't count. */
export function admits(attributes: readonly PolicyAttribute[], values: Texts): boolean {
  const isNamed = attributes.some(({ key }) => key === "serviceName");
  return isNamed && attributes.every(({ key, value }) => key === "accountId" || values[key] === value);
}

function instanceSays(instance: string | undefined): Omit<Said, "field"> {
  const crn = parseCrn(instance ?? "");
  if (!crn) return { instance };
  return { service: crn.serviceName, account: crn.account || undefined, instance: crn.serviceInstance };
}

const KEY_SERVICES: readonly (string | undefined)[] = ["kms", "hs-crypto"];

const isPrivate = ({ target }: AuthorizationInputs): boolean => target.service === "icp";

function agree(said: readonly Said[]): readonly Finding[] {
  return said.flatMap((one, index) => contradictions(said.slice(0, index), one));
}

const NOT_PRIVATE =
  "is IBM Cloud Private, which has no service authorizations: only IBM Cloud's IAM has them, for kms and hs-crypto";

const notPrivate: Check<AuthorizationInputs> = ({ inputs }) =>
  isPrivate(inputs) ? [{ field: "target", reason: NOT_PRIVATE }] : [];

const sourceAgrees: Check<AuthorizationInputs> = ({ inputs: { source } }) => agree(saidOfSource(source));

const targetAgrees: Check<AuthorizationInputs> = ({ inputs }) =>
  isPrivate(inputs) ? [] : agree(saidOfTarget(inputs.target));

const keyAgrees: Check<AuthorizationInputs> = ({ inputs }) => {
  const { target } = inputs;
  if (isPrivate(inputs) || target.key === undefined) return [];
  if (parseKeyCrn(target.key)) return contradictions(saidOfTarget(target), saidByKey(target));
  const { service, instance } = settled(saidOfTarget(target));
  if (service !== undefined && !KEY_SERVICES.includes(service)) {
    return [{ field: "target.key", reason: `is for kms and hs-crypto only: ${service} has no keys` }];
  }
  return instance === undefined
    ? [{ field: "target.instance", reason: "is missing: the key's CRN names it, but the key's id doesn't" }]
    : [];
};

const complete: Check<AuthorizationInputs> = ({ inputs }) => {
  if (isPrivate(inputs)) return [];
  const { service, account } = usedIn(inputs.target);
  const missing = [...(service ? [] : ["service"]), ...(account ? [] : ["account"])];
  return missing.map((name) => ({
    field: `target.${name}`,
    reason: `is missing: give it, or the CRN of the ${name === "service" ? "instance or the key" : "instance or of the key"}`,
  }));
};

const kindSaid: Check<AuthorizationInputs> = ({ inputs: { target } }) => {
  const { resource, resourceType } = target;
  return resource !== undefined && resourceType === undefined
    ? [{ field: "target.resourceType", reason: "is missing: a resource's id doesn't say what kind of resource it is" }]
    : [];
};

const rolesOnce: Check<AuthorizationInputs> = ({ inputs: { roles } }) => {
  const crns = roles.map(roleCrn);
  return roles
    .filter((_, index) => crns.indexOf(crns[index]) !== index)
    .map((role) => ({ field: "roles", reason: `${JSON.stringify(role)} is listed twice` }));
};

export const authorizationChecks: readonly Check<AuthorizationInputs>[] = [
  notPrivate,
  sourceAgrees,
  targetAgrees,
  keyAgrees,
  complete,
  kindSaid,
  rolesOnce,
];
