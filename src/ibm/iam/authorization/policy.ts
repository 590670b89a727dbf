import type { Address } from "../../../core/address";
import { type AdoptionForms, IF_REPLACED, recordText } from "../../../core/adoption";
import type { Check } from "../../../core/checks";
import { storedTime } from "../../../core/clock";
import {
  AlreadyExistsError,
  ConflictError,
  causedBy,
  type KeysmithError,
  NotFoundError,
  RejectedError,
} from "../../../core/errors";
import { assign, message } from "../../../core/message";
import { nonceOf } from "../../../core/nonce";
import { isRecent, markedDescription, readDescription, whose } from "../../../core/ownership";
import type { IbmContext } from "../../client";
import { eventually } from "../../platform/call";
import { isGuid, isKeyId } from "../../platform/crn";
import type { ListedPolicy, NewPolicy, Policy, PolicyAttribute } from "../api";
import { endsOf, inWords, restrictionsOf, sameEnds, type Texts, valuesOf } from "./ends";
import {
  type AuthorizationInputs,
  type AuthorizationOutputs,
  type AuthorizationState,
  roleCrn,
  rolesAsWritten,
} from "./fields";

export function policyOf(inputs: AuthorizationInputs, nonce?: string): NewPolicy {
  const { subject, resource } = endsOf(inputs);
  const roles = inputs.roles.map((role) => roleCrn(role) ?? role);
  return { subject, resource, roles, description: markedDescription({ ...inputs, nonce }) || undefined };
}

export function isWhatWeSent(policy: NewPolicy, wanted: NewPolicy): boolean {
  return (policy.description || undefined) === wanted.description && sameRoles(policy, wanted);
}

function sameRoles(one: NewPolicy, other: NewPolicy): boolean {
  const sorted = ({ roles }: NewPolicy): string => [...roles].sort().join();
  return sorted(one) === sorted(other);
}

type Right = "asked for" | "ours" | "recent";

/**
 * The right by which an existing policy belongs to this resource; undefined where it doesn't. The policy is equal to the
 * one that the resource would make, and IAM accepts no second one.
 */
export function rightTo(context: IbmContext, inputs: AuthorizationInputs, policy: ListedPolicy): Right | undefined {
  const { ledger, nonces, clock } = context;
  const wanted = policyOf(inputs);
  const address = policyAddress(endsOf(inputs).account, policy.id);
  const mark = readDescription(policy.description);
  // A recorded policy belongs to another resource, unless it is the one that this resource replaces.
  if (ledger.hasRecorded(address)) {
    const isReplaced = [mark.nonce, nonceOf(address)].some((each) => each !== undefined && each === nonces.replaced);
    return isReplaced ? "ours" : undefined;
  }
  if (inputs.adopt) return "asked for";
  const ownership = whose(mark, inputs.label, nonces);
  if (ownership !== "found") return ownership === "ours" ? "ours" : undefined;
  const isJustWanted = mark.description === (inputs.description || undefined) && sameRoles(policy, wanted);
  return isJustWanted && isRecent(policy.createdAt, clock.now()) ? "recent" : undefined;
}

export function outputsOf(policy: Policy, inputs: Ends): AuthorizationOutputs {
  const { id: policyId, etag, state } = policy;
  return { policyId, etag, state, restrictions: restrictionsOf(policy, endsOf(inputs)) };
}

export function readable({ client, timing }: IbmContext, policyId: string): Promise<Policy> {
  return eventually(
    timing,
    () => client.policies.get(policyId),
    (error) => error instanceof NotFoundError,
  );
}

export async function post(context: IbmContext, wanted: NewPolicy): Promise<Policy> {
  try {
    return await context.client.policies.create(wanted);
  } catch (error) {
    throw await withKnownRoles(context, wanted, error);
  }
}

/**
 * Replaces the policy with the declared one, even if somebody has changed it since it was recorded.
 * @throws ConflictError where no input can express all of it: IAM replaces a policy as a whole, so the rest would be lost
 */
export async function put(context: IbmContext, policyId: string, wanted: NewPolicy): Promise<Policy> {
  const { policies } = context.client;
  const etagNow = async (): Promise<string> => {
    const policy = await policies.get(policyId);
    const now = restrictionsOf(policy, wanted);
    if (now.length > 0) throw new ConflictError(`the policy ${policyId} is not changed: ${kept(now)}`, ...WAY_OUT);
    return policy.etag;
  };
  const etag = await etagNow();
  try {
    return await policies.replace(policyId, etag, wanted);
  } catch (error) {
    if (!(error instanceof ConflictError)) throw await withKnownRoles(context, wanted, error);
    return policies.replace(policyId, await etagNow(), wanted);
  }
}

function kept(restrictions: readonly string[]): string {
  return `somebody else has added restrictions that no input can express (${restrictions.join("; ")}), and a change would drop them and so allow more`;
}

const WAY_OUT = [
  "Remove the restrictions from the policy by hand and run again with a refresh. Or undo the change, replace the authorization (-replace, --replace; without create_before_destroy), which makes it without the restrictions, and then change it.",
] as const;

export function restricted({ id, conditions = [] }: Policy): ConflictError {
  return new ConflictError(
    `the policy ${id}, which belongs to this resource, can't be adopted: ${kept(conditions)}`,
    "Remove the restrictions from the policy by hand, or delete the policy, and run again. A replacement that deletes the old policy first (no create_before_destroy) makes one without them.",
  );
}

export function restrictionNotes(state: Partial<AuthorizationState> | undefined): string[] {
  const { restrictions = [], policyId, state: standing } = state ?? {};
  if (restrictions.length === 0) return [];
  const also = standing === "altered" ? ". It isn't corrected either, although it differs from its declaration" : "";
  return [
    `the policy ${policyId} stays as it is, and a run that would change it is refused: ${kept(restrictions)}${also}`,
  ];
}

const CHANGED_IN_PLACE = ["roles", "description", "label"] as const;

/** Refuses in the plan what the update would refuse. Pulumi checks inputs alone, so a note in the preview has to do there. */
export const keepsRestrictions: Check<AuthorizationInputs> = ({ prior, inputs, replacing }) => {
  const { restrictions = [], policyId } = (prior ?? {}) as Partial<AuthorizationState>;
  if (!prior || restrictions.length === 0 || replacing.length > 0) return [];
  const text = (values: AuthorizationInputs, name: (typeof CHANGED_IN_PLACE)[number]): string =>
    name === "roles" ? policyOf(values).roles.toSorted().join() : (values[name] ?? "");
  return CHANGED_IN_PLACE.filter((name) => text(prior, name) !== text(inputs, name)).map((field) => ({
    field,
    reason: `can't be changed in the policy ${policyId}: ${kept(restrictions)}. ${WAY_OUT[0]}`,
  }));
};

/** IAM refuses a role that the source can't have on the target. The error then lists the roles that it can have. */
async function withKnownRoles({ client }: IbmContext, wanted: NewPolicy, error: unknown): Promise<unknown> {
  if (!(error instanceof RejectedError || (error instanceof NotFoundError && error.vendorCode === "role_not_found"))) {
    return error;
  }
  const [source = "", target = ""] = [wanted.subject, wanted.resource].map((side) => valuesOf(side)["serviceName"]);
  const known: readonly string[] = await client.policies.roles(source, target).catch(() => []);
  const isStrange = wanted.roles.some((role) => !known.includes(role));
  if (known.length === 0 || !isStrange) return error;
  const names = rolesAsWritten(known, []).join(", ");
  return new RejectedError(error.problem, `On ${target}, ${source} can be granted ${names}.`, causedBy(error));
}

export function policyAddress(account: string | undefined, policyId: string | undefined): Address {
  return { kind: "authorization policy", place: account, name: policyId };
}

export function policyExists({ id, description, createdAt }: Policy, conflict?: KeysmithError): AlreadyExistsError {
  const { label } = readDescription(description);
  const made = createdAt === undefined ? "" : `, made on ${storedTime(createdAt)}`;
  return new AlreadyExistsError(
    `an equal authorization exists already: policy ${id}${made}, ${label === undefined ? "without a label" : `with the label ${JSON.stringify(label)}`}, which this resource isn't known to have made`,
    message`Set ${assign("adopt", true)} to adopt it, or declare it only once. ${IF_REPLACED}`,
    causedBy(conflict),
  );
}

type Ends = Pick<AuthorizationInputs, "source" | "target">;

export const authorizationForms: AdoptionForms<AuthorizationState> = {
  form: "<policyId>",
  doc: "The id of the authorization policy, as `ibmcloud iam authorization-policies` lists it.",
  place: (text) => (isGuid(text) ? { policyId: text } : undefined),
  records: {
    // All other inputs are read from the policy itself.
    ibm_iam_authorization_policy: (record) => authorizationForms.place(recordText(record, "id") ?? ""),
  },
};

/**
 * The inputs for an authorization that somebody else made, as IAM writes them: GUIDs and ids, no CRNs.
 * @throws ConflictError for attributes that no inputs can express: an update would drop them and let the source do more
 */
export function adoptedInputs(told: Partial<AuthorizationState>, policy: Policy): Partial<AuthorizationInputs> & Ends {
  const ends = endsSaidBy(policy);
  if (!ends) throw indescribable(policy);
  const { description, label } = readDescription(policy.description);
  return {
    ...told,
    ...ends,
    roles: rolesAsWritten(policy.roles, told.roles ?? []),
    description,
    label: label ?? told.label,
  };
}

/** The inputs that describe a policy; undefined where inputs can't express all of it. */
export function endsSaidBy(policy: Omit<ListedPolicy, "roles">): Ends | undefined {
  const ends = endsIn(policy);
  return ends && !policy.conditions && sameEnds(policy, endsOf(ends)) ? ends : undefined;
}

function endsIn({ subject, resource }: Pick<Policy, "subject" | "resource">): Ends | undefined {
  const [acting, used] = [valuesOf(subject), valuesOf(resource)];
  const { serviceName: service, accountId: account } = used;
  if (acting["serviceName"] === undefined || service === undefined || account === undefined) return undefined;
  return {
    source: {
      service: acting["serviceName"],
      instance: acting["serviceInstance"],
      account: acting["accountId"] === account ? undefined : acting["accountId"],
      resourceGroup: acting["resourceGroupId"],
      resourceType: acting["resourceType"],
    },
    target: {
      service,
      account,
      instance: used["serviceInstance"],
      region: used["region"],
      resourceGroup: used["resourceGroupId"],
      ...partIn(used),
    },
  };
}

function partIn({ serviceName, serviceInstance, resourceType, resource }: Texts): Partial<Ends["target"]> {
  const isKey = resourceType === "key" && (serviceName === "kms" || serviceName === "hs-crypto") && serviceInstance;
  return isKey && resource !== undefined && isKeyId(resource) ? { key: resource } : { resourceType, resource };
}

export function indescribable({ id, subject, resource, conditions = [] }: Policy): ConflictError {
  const list = (attributes: readonly PolicyAttribute[]): string => attributes.map(inWords).join(", ") || "nothing";
  const also = conditions.length > 0 ? `, with ${conditions.join(" and ")}` : "";
  return new ConflictError(
    `the policy ${id} can't be adopted: no inputs can express its subject (${list(subject)}) and its resource (${list(resource)})${also}`,
    "Keep managing it with the tool that created it.",
  );
}
