import { formatTime, parseTime } from "../clock";
import { Addresses, addressOf } from "./addresses";
import { belongingTo, isOf } from "./holders";
import { type AccessMap, type Application, type Credential, type DeletedCredential, type Policy, resolve } from "./map";
import type { Operation } from "./part";
import { matches } from "./pattern";

/** A caller's question: which operation, on which object, at which instance, from which address, and when. */
export interface AccessRequest {
  /** A credential must itself be valid. An application needs one valid credential on record, if any is on record. */
  readonly caller: { readonly application: Application } | { readonly credential: Credential | DeletedCredential };
  /** The operation, once for each permission that allows it somewhere: all have its name. */
  readonly operations: readonly Operation[];
  /** `key/<id>` or `secret/<name>`; absent where the operation needs none. */
  readonly resource?: string | undefined;
  /** If left out, the instance of any of the policies. */
  readonly instance?: string | undefined;
  readonly from: string;
  readonly time: Date;
}

export type Verdict = "allowed" | "refused" | "unknown";

export interface Decision {
  readonly verdict: Verdict;
  /** For people: the policy and network rule that allow it, or what is lacking. */
  readonly reason: string;
  readonly policy?: string;
  readonly network?: string;
  readonly credential?: string;
}

/** One of several answers that must all be yes. The later the refused step, the nearer the request was to being allowed. */
interface Step {
  readonly verdict: Verdict;
  readonly reason: string;
  readonly network?: string;
}

interface Judged extends Step {
  readonly policy: string;
  readonly passed: number;
}

/**
 * Whether an application may do something. One of its credentials must be valid, and one policy must be for the instance, have the
 * operation's permission, name the resource, and admit the address. The verdict is unknown where any of that is.
 */
export function decide(map: AccessMap, request: AccessRequest): Decision {
  const { instance, operations } = request;
  if (instance !== undefined && !operations.some((each) => each.isAt(instance)))
    return { verdict: "refused", reason: `no application may ${operations[0]?.name} at ${instance}` };
  const caller = callerOf(map, request);
  if ("verdict" in caller) return caller;
  const { application, credential, aside, doubt } = caller;
  const judged = application.policies.items.map((name) => judge(map, application, name, request));
  const allowed = judged.find(({ verdict }) => verdict === "allowed");
  const by = credential === undefined ? {} : { credential };
  if (allowed && doubt) return { verdict: "unknown", reason: doubt };
  if (allowed) return { ...by, ...decided(allowed), reason: `${allowed.reason}${aside}` };
  const unknown = judged.filter(({ verdict }) => verdict === "unknown");
  const open = [
    ...unknown.map(({ reason }) => reason),
    ...(application.policies.isWhole ? [] : [`not all policies of ${application.title} are known`]),
  ];
  if (open.length > 0) return { ...by, verdict: "unknown", reason: open.join("; ") };
  const [nearest] = [...judged].sort((one, other) => other.passed - one.passed);
  return nearest
    ? { ...by, ...decided(nearest) }
    : { ...by, verdict: "refused", reason: `${application.title} has no policy` };
}

function decided({ verdict, reason, policy, network }: Judged): Decision {
  return { verdict, reason, policy, ...(network !== undefined && { network }) };
}

interface Caller {
  readonly application: Application;
  readonly credential?: string;
  /** A remark that the reason ends with. */
  readonly aside: string;
  /** Why it isn't certain that the application has a working credential. */
  readonly doubt?: string;
}

function callerOf(map: AccessMap, { caller, time }: AccessRequest): Caller | Decision {
  if ("credential" in caller) {
    const { credential } = caller;
    const wrong = invalidity(credential, time);
    if (wrong) return { verdict: "refused", reason: wrong, credential: credential.id };
    const name = credential.application ?? "";
    const application = resolve(map.applications, "the application", name, credential);
    if ("lacking" in application) return { verdict: "unknown", reason: application.lacking, credential: credential.id };
    return { application: application.found, credential: credential.id, aside: "" };
  }
  return withOwn(map, caller.application, time);
}

function withOwn(map: AccessMap, application: Application, time: Date): Caller | Decision {
  const { sure, possible } = belongingTo(map, [...map.credentials, ...map.deleted], application);
  const isValid = (each: Credential | DeletedCredential): boolean => invalidity(each, time) === undefined;
  const valid = sure.find(isValid);
  if (valid) return { application, credential: valid.id, aside: "" };
  const isComing = map.coming.some((each) => isOf(map, each, application) === "sure");
  if (isComing) return { application, aside: sure.length > 0 ? "; its credential has not been made yet" : "" };
  const open = possible.find(isValid) ?? (sure.length === 0 ? possible[0] : undefined);
  if (open) return { application, aside: "", doubt: `it is not known whether ${open.id} is one of its credentials` };
  if (sure.length === 0) return { application, aside: "; no credential of the application is on record" };
  return { verdict: "refused", reason: sure.map((each) => invalidity(each, time)).join("; ") };
}

/** The credentials on record that certainly belong to the application. */
export function credentialsOf(map: AccessMap, application: Application): readonly Credential[] {
  return belongingTo(map, map.credentials, application).sure;
}

/** A credential still works during the second at which it ends. */
function invalidity(credential: Credential | DeletedCredential, time: Date): string | undefined {
  const { id } = credential;
  if (!("notAfter" in credential)) return `${id} was deleted`;
  const { notBefore, notAfter } = credential;
  if (notBefore !== undefined && time < parseTime(notBefore)) return `${id} is not valid before ${notBefore}`;
  return time > parseTime(notAfter) ? `${id} ends on ${notAfter}, before ${formatTime(time)}` : undefined;
}

/** Takes the steps in the order in which a person would ask. The first refusal ends them; an unknown answer doesn't. */
function judge(map: AccessMap, application: Application, name: string, request: AccessRequest): Judged {
  const found = resolve(map.policies, "policy", name, application);
  if ("lacking" in found) return { verdict: "unknown", reason: found.lacking, policy: name, passed: 0 };
  const policy = found.found;
  const { instance } = policy;
  const offered = request.operations.filter((each) => instance === undefined || each.isAt(instance));
  const steps = [
    () => atInstance(policy, request),
    () => offers(policy, offered, request),
    () => permits(policy, offered),
    () => covers(policy, offered, request),
    () => admits(map, policy, request.from),
  ];
  let unknown: Step | undefined;
  for (const [passed, step] of steps.entries()) {
    const told = step();
    if (told.verdict === "refused") return { ...told, policy: name, passed };
    if (told.verdict === "unknown") unknown ??= told;
    else if (passed === steps.length - 1 && !unknown) return { ...told, policy: name, passed };
  }
  return { verdict: "unknown", reason: "", ...unknown, policy: name, passed: steps.length };
}

const YES: Step = { verdict: "allowed", reason: "" };

function no(policy: Policy, why: string): Step {
  return { verdict: "refused", reason: `policy ${policy.name} ${why}` };
}

function open(policy: Policy, what: string): Step {
  return { verdict: "unknown", reason: `${what} of policy ${policy.name} can't be told: not all of it is known` };
}

function atInstance(policy: Policy, { instance }: AccessRequest): Step {
  if (instance === undefined || policy.instance === instance) return YES;
  return policy.instance === undefined ? open(policy, "the instance") : no(policy, `is for ${policy.instance}`);
}

function offers(policy: Policy, offered: readonly Operation[], { operations }: AccessRequest): Step {
  const name = operations[0]?.name;
  return offered.length > 0 ? YES : no(policy, `is for ${policy.instance}, where no application may ${name}`);
}

function permits(policy: Policy, offered: readonly Operation[]): Step {
  if (offered.some(({ permission }) => policy.permissions.items.includes(permission))) return YES;
  if (!policy.permissions.isWhole) return open(policy, "the permissions");
  return no(policy, `lacks ${offered.map(({ permission }) => permission).join(" and ")}`);
}

function covers(policy: Policy, offered: readonly Operation[], { resource }: AccessRequest): Step {
  if (resource === undefined)
    return offered.some(({ on }) => on === undefined) ? YES : no(policy, "asks for a key or secret");
  if (policy.resources.some((pattern) => matches(pattern, resource))) return YES;
  const isOpen = offered.some(({ on }) => on !== undefined && policy.moreOf.includes(on));
  return isOpen ? open(policy, "what is covered") : no(policy, `does not cover ${resource}`);
}

/** A policy without network rules admits everybody; a rule that admits nobody still keeps others out. */
function admits(map: AccessMap, policy: Policy, from: string): Step {
  const { items, isWhole } = policy.networks;
  if (items.length === 0 && isWhole)
    return { verdict: "allowed", reason: `policy ${policy.name} allows it from any address` };
  const address = addressOf(from) ?? Addresses.none;
  const lacking: string[] = [];
  for (const name of items) {
    const rule = resolve(map.networks, "network rule", name, policy);
    if ("lacking" in rule) {
      lacking.push(rule.lacking);
      continue;
    }
    const { ranges } = rule.found;
    const own = Addresses.of(ranges.items);
    if (own && !address.isEmpty && own.includes(address)) {
      return {
        verdict: "allowed",
        reason: `policy ${policy.name} allows it, and network rule ${name} admits ${from}`,
        network: name,
      };
    }
    if (!own || !ranges.isWhole) lacking.push(`the addresses of network rule ${name} are not all known`);
  }
  if (lacking.length > 0) return { verdict: "unknown", reason: `policy ${policy.name}: ${lacking.join("; ")}` };
  if (!isWhole) return open(policy, "the network rules");
  return no(
    policy,
    `admits only ${items.length === 1 ? "network rule" : "the network rules"} ${items.join(", ")}, and ${from} is in none`,
  );
}
