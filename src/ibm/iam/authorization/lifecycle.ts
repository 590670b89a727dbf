import { storedTime } from "../../../core/clock";
import { type Definition, define } from "../../../core/definition";
import { CredentialsError, PartialError } from "../../../core/errors";
import type { Looked } from "../../../core/listing";
import { readDescription } from "../../../core/ownership";
import { unlessGone } from "../../../core/patterns/gone";
import { lookAfter, mayHaveActed } from "../../../http/retry";
import { authorizationAccess } from "../../access";
import { accounts } from "../../account";
import type { IbmContext } from "../../client";
import { PolicyExistsError } from "../../platform/errors";
import { hpcsWarnings } from "../../platform/hpcs";
import type { ListedPolicy, Policy } from "../api";
import { accountOf, authorizationChecks, endsOf, equalEnds, narrows, sameEnds, usedIn } from "./ends";
import {
  type AuthorizationInputs,
  type AuthorizationOutputs,
  type AuthorizationState,
  authorizationInputs,
  authorizationOutputs,
  rolesAsWritten,
} from "./fields";
import {
  adoptedInputs,
  authorizationForms,
  indescribable,
  isWhatWeSent,
  keepsRestrictions,
  outputsOf,
  policyAddress,
  policyExists,
  policyOf,
  post,
  put,
  readable,
  restricted,
  restrictionNotes,
  rightTo,
} from "./policy";

const ALTERED = "altered" as const;

async function create(context: IbmContext, inputs: AuthorizationInputs): Promise<AuthorizationOutputs> {
  const left = await leftByInterruptedRun(context, inputs);
  if (left) return adoptFound(context, inputs, await readable(context, left.id));
  try {
    return await createOnce(context, inputs, () => false);
  } catch (error) {
    if (!mayHaveActed(error)) throw error;
    return lookAfter(error, () => afterLostReply(context, inputs));
  }
}

/** The unrecorded policy that has this label and belongs to the resource. All authorizations of the run share one list. */
async function leftByInterruptedRun(context: IbmContext, inputs: AuthorizationInputs) {
  if (inputs.label === undefined) return undefined;
  const { account } = endsOf(inputs);
  const found = await context.memo.once(`ibm: policies found in ${account}`, () =>
    context.client.policies.list(account),
  );
  const wanted = policyOf(inputs);
  const isGone = ({ id }: ListedPolicy): boolean => context.ledger.hasDeleted(policyAddress(account, id));
  const hasLabel = ({ description }: ListedPolicy): boolean => readDescription(description).label === inputs.label;
  const labelled = found.filter((policy) => sameEnds(policy, wanted) && hasLabel(policy) && !isGone(policy));
  const ours = labelled.find((policy) => rightTo(context, inputs, policy) !== undefined);
  if (!ours) for (const policy of labelled) announce(context, inputs, policy);
  return ours;
}

/** A policy that another run with the same label made stays as it is, as it may belong to another stack. */
function announce({ log, ledger }: IbmContext, inputs: AuthorizationInputs, { id, createdAt }: ListedPolicy): void {
  if (ledger.hasRecorded(policyAddress(endsOf(inputs).account, id))) return;
  const made = createdAt === undefined ? "" : `, made on ${storedTime(createdAt)},`;
  log.warn(
    `the authorization policy ${id}${made} has this resource's label, ${JSON.stringify(inputs.label)}, but this stack is not known to have made it, so it stays as it is; if nobody needs it, delete it`,
  );
}

/** @param isMade whether an earlier call of this run made the equal policy */
async function createOnce(
  context: IbmContext,
  inputs: AuthorizationInputs,
  isMade: (policy: Policy) => boolean,
): Promise<AuthorizationOutputs> {
  try {
    const made = await post(context, policyOf(inputs, context.nonces.own));
    context.ledger.made(policyAddress(endsOf(inputs).account, made.id));
    return await knownEverywhere(context, inputs, made);
  } catch (error) {
    if (!(error instanceof PolicyExistsError)) throw error;
    const existing = await readable(context, error.policy);
    if (!isMade(existing) && rightTo(context, inputs, existing) === undefined) throw policyExists(existing, error);
    return adoptFound(context, inputs, existing);
  }
}

/** Waits until IAM can read the policy. Before that, a service may still refuse what the policy grants. */
async function knownEverywhere(context: IbmContext, inputs: AuthorizationInputs, made: Policy) {
  try {
    return outputsOf(await readable(context, made.id), inputs);
  } catch (error) {
    throw new PartialError(
      `the authorization was made, as policy ${made.id}, but could not be read again`,
      "The next run goes on from there.",
      outputsOf(made, inputs),
      error,
    );
  }
}

/** The list may not show yet what the lost call made. In that case IAM names the policy when the create is repeated. */
async function afterLostReply(context: IbmContext, inputs: AuthorizationInputs): Promise<AuthorizationOutputs> {
  const wanted = policyOf(inputs, context.nonces.own);
  const isMadeByIt = (policy: ListedPolicy): boolean => sameEnds(policy, wanted) && isWhatWeSent(policy, wanted);
  const found = (await context.client.policies.list(endsOf(inputs).account)).find(isMadeByIt);
  if (found) return adoptFound(context, inputs, await readable(context, found.id));
  return createOnce(context, inputs, isMadeByIt);
}

async function adoptFound(context: IbmContext, inputs: AuthorizationInputs, found: Policy) {
  const wanted = policyOf(inputs, context.nonces.own);
  const address = policyAddress(endsOf(inputs).account, found.id);
  const right = rightTo(context, inputs, found);
  if (found.state === "deleted" || !sameEnds(found, wanted) || !context.ledger.adopt(address))
    throw policyExists(found);
  if (found.conditions) throw right === "ours" ? restricted(found) : indescribable(found);
  if (right === "recent") {
    context.log.warn(
      `the authorization policy ${found.id}, made on ${storedTime(found.createdAt ?? "")}, has the label ${JSON.stringify(inputs.label)}, is exactly as declared, and is recorded by nothing: it is adopted as the leftover of a run that died`,
    );
  }
  const current = outputsOf(found, inputs);
  return isWhatWeSent(found, wanted) ? current : outputsOf(await put(context, current.policyId, wanted), inputs);
}

async function read(context: IbmContext, state: AuthorizationState): Promise<AuthorizationState | undefined> {
  const policy = await look(context, state.policyId);
  if (!policy) return undefined;
  const { description, label = state.label } = readDescription(policy.description);
  const isAltered = !narrows(policy, policyOf(state)) || hasLostLabel(policy, state);
  const outputs = { ...outputsOf(policy, state), ...(isAltered && { state: ALTERED }) };
  return { ...state, roles: rolesAsWritten(policy.roles, state.roles), description, label, ...outputs };
}

/** An adopted policy has no label at first; its ETag is then still the recorded one. */
function hasLostLabel({ description, etag }: Policy, { label, etag: recorded, state }: AuthorizationState): boolean {
  const isGone = label !== undefined && readDescription(description).label === undefined;
  return isGone && (etag !== recorded || state === ALTERED);
}

async function findAuthorization(context: IbmContext, told: Partial<AuthorizationState>) {
  const policy = await look(context, told.policyId ?? "");
  if (!policy) return undefined;
  const seen = adoptedInputs(told, policy);
  return { ...seen, ...outputsOf(policy, seen) };
}

async function look({ client }: IbmContext, policyId: string): Promise<Policy | undefined> {
  const policy = await unlessGone(client.policies.get(policyId));
  return policy?.state === "deleted" ? undefined : policy;
}

export const serviceAuthorization: Definition = define({
  name: "ServiceAuthorization",
  summary:
    "Lets one service of IBM Cloud use another, or one key of it: an IAM authorization policy. Creating it waits until " +
    "IAM knows it; the services themselves may take a little longer.",
  inputs: authorizationInputs,
  outputs: authorizationOutputs,
  subject: "label",
  id: ({ policyId }) => policyId,
  address: ({ target, policyId }) => policyAddress(target && accountOf(target), policyId),
  adopt: { ...authorizationForms, find: findAuthorization },
  // Version 0.1 didn't record restrictions.
  upgrade: (recorded) =>
    recorded.policyId === undefined || recorded.restrictions ? recorded : { ...recorded, restrictions: [] },
  checks: [...authorizationChecks, keepsRestrictions],
  equal: [equalEnds],
  account: accounts,
  identity: { fields: ["policyId"] },
  list: {
    where: [],
    marked: true,
    actions: ["iam.policy.read"],
    id: ({ policyId }) => policyId,
    // Lists the authorizations of the account that the credentials belong to.
    async *objects(context: IbmContext, base) {
      const { account } = await context.client.owner();
      if (account === undefined)
        throw new CredentialsError(
          "The token doesn't name the account whose authorizations are to be listed",
          "Use an API key of the account.",
        );
      for (const { id, description } of await context.client.policies.list(account)) {
        const mark = readDescription(description);
        const find = async (): Promise<Looked<AuthorizationState> | undefined> => {
          const state = await findAuthorization(context, { ...base, policyId: id });
          return state && { state, label: mark.label };
        };
        yield { name: mark.description ?? mark.label ?? id, look: find };
      }
    },
  },
  due: [
    // Somebody may have changed in IAM which service may use what. No input shows that, but the change must be undone.
    ({ policyId, state, restrictions }) =>
      state === ALTERED && restrictions.length === 0
        ? {
            code: "mend",
            message: `somebody else changed in the policy ${policyId} which service may use what, or removed the label from its description`,
            outputs: ["etag", "state"],
          }
        : undefined,
  ],
  interrupts: "services may be refused what it lets them do",
  notes: ({ target }, state, now) => [
    ...restrictionNotes(state),
    ...hpcsWarnings(target && usedIn(target).service, !state, now),
  ],
  access: authorizationAccess,
  actions: {
    create: ["iam.policy.create", "iam.policy.read", "iam.policy.update"],
    read: ["iam.policy.read"],
    update: ["iam.policy.update", "iam.policy.read"],
    delete: ["iam.policy.read", "iam.policy.delete"],
  },
  mark: async (context, { policyId }) => {
    const policy = await look(context, policyId);
    return policy && readDescription(policy.description);
  },
  create,
  read,
  async update(context: IbmContext, prior, inputs, reasons) {
    // An update without a reason completes a create whose policy couldn't be read again.
    if (reasons.length === 0) return outputsOf(await readable(context, prior.policyId), inputs);
    return outputsOf(await put(context, prior.policyId, policyOf(inputs, context.nonces.own)), inputs);
  },
  async delete({ client }, { policyId }) {
    await unlessGone(client.policies.delete(policyId));
  },
});
