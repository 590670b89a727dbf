import type { Address } from "../../../core/address";
import {
  AlreadyExistsError,
  ConflictError,
  causedBy,
  type KeysmithError,
  NotFoundError,
  RejectedError,
} from "../../../core/errors";
import { assign, message } from "../../../core/message";
import { markedDescription } from "../../../core/ownership";
import type { Context } from "../../../core/run";
import type { IbmClient, NewPolicy, Policy } from "../../api";
import { eventually } from "../../platform/eventually";
import { endsOf } from "./ends";
import type { AuthorizationInputs, AuthorizationOutputs } from "./fields";
import { roleCrn, rolesAsWritten } from "./roles";

export type Client = Context<IbmClient>;

/** The policy that inputs ask for. */
export function policyOf(inputs: AuthorizationInputs): NewPolicy {
  const { subject, resource } = endsOf(inputs);
  const roles = inputs.roles.map((role) => roleCrn(role) ?? role);
  return { subject, resource, roles, description: markedDescription(inputs) || undefined };
}

/** Of policies with equal attributes: whether nothing else differs either. */
export function isWhatWeSent(policy: NewPolicy, wanted: NewPolicy): boolean {
  const sorted = (roles: readonly string[]): string => [...roles].sort().join();
  return (policy.description || undefined) === wanted.description && sorted(policy.roles) === sorted(wanted.roles);
}

export function outputsOf({ id, etag, state }: Policy): AuthorizationOutputs {
  return { policyId: id, etag, state };
}

/** A policy that may be too new for the replica that is asked. */
export function readable({ client, timing }: Client, policyId: string): Promise<Policy> {
  return eventually(
    timing,
    () => client.policies.get(policyId),
    (error) => error instanceof NotFoundError,
  );
}

/** Makes the policy. Never repeated. */
export async function post(context: Client, wanted: NewPolicy): Promise<Policy> {
  try {
    return await context.client.policies.create(wanted);
  } catch (error) {
    throw await withKnownRoles(context, wanted, error);
  }
}

/** Somebody may have changed the policy since `etag`: what is declared counts all the same. */
export async function put(context: Client, policyId: string, etag: string, wanted: NewPolicy): Promise<Policy> {
  const { policies } = context.client;
  try {
    return await policies.replace(policyId, etag, wanted);
  } catch (error) {
    if (!(error instanceof ConflictError)) throw await withKnownRoles(context, wanted, error);
    return policies.replace(policyId, (await policies.get(policyId)).etag, wanted);
  }
}

/** IAM refuses a role that the source can't have on the target: the error lists those that it can. */
async function withKnownRoles({ client }: Client, wanted: NewPolicy, error: unknown): Promise<unknown> {
  if (!(error instanceof RejectedError || (error instanceof NotFoundError && error.vendorCode === "role_not_found"))) {
    return error;
  }
  const source = attributeOf(wanted.subject, "serviceName");
  const target = attributeOf(wanted.resource, "serviceName");
  const known = await client.policies.roles(source, target).catch(() => []);
  const strange = wanted.roles.filter((role) => known.every(({ crn }) => crn !== role));
  if (known.length === 0 || strange.length === 0) return error;
  const names = rolesAsWritten(
    known.map(({ crn }) => crn),
    [],
  ).join(", ");
  return new RejectedError(error.problem, `What ${source} can be granted on ${target} is ${names}.`, causedBy(error));
}

function attributeOf(attributes: NewPolicy["subject"], name: string): string {
  return attributes.find(({ key }) => key === name)?.value ?? "";
}

/** @param account in which the policy is kept */
export function policyAddress(account: string | undefined, policyId: string | undefined): Address {
  return { kind: "authorization policy", place: account, name: policyId };
}

export function taken(policyId: string, conflict?: KeysmithError): AlreadyExistsError {
  return new AlreadyExistsError(
    `an equal authorization exists already: policy ${policyId}`,
    message`Set ${assign("adopt", true)} to adopt it, or declare it only once.`,
    causedBy(conflict),
  );
}
