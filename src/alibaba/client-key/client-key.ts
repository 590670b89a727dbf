import { isDeepStrictEqual } from "node:util";
import type { Address } from "../../core/address";
import { parseTime } from "../../core/clock";
import { type Definition, define, pick } from "../../core/definition";
import { type LimitError, PartialError } from "../../core/errors";
import { unlessGone } from "../../core/patterns/gone";
import type { Reason } from "../../core/reasons";
import { hasCome, nextRun, retirementTime, rotationTime } from "../../core/rotation";
import { isNewAccessPoint } from "../access-point";
import { accounts, callersAccount } from "../account";
import { requireKnownRegion } from "../adoption";
import type { AlibabaContext } from "../api/client";
import * as operations from "../api/operations";
import { clientKeyDue, clientKeyNotes, timesOf } from "./due";
import {
  type ClientKeyInputs,
  type ClientKeyOutputs,
  type ClientKeyState,
  clientKeyChecks,
  clientKeyForms,
  clientKeyInputs,
  clientKeyOutputs,
  type PreviousKey,
} from "./fields";
import { type Minted, mint } from "./minting";
import { deleteKey, isLater, lackOfRoom, listKeys, previousAmong } from "./slots";

async function read(context: AlibabaContext, state: ClientKeyState): Promise<ClientKeyState | undefined> {
  const key = await describe(context, state.region, state.clientKeyId);
  if (!key) return undefined;
  const { notBefore, notAfter, keyAlgorithm } = key;
  return { ...state, ...(await ownerOf(context, state.region, state.accountId)), notBefore, notAfter, keyAlgorithm };
}

/** The service tells no ARN of a client key. */
async function ownerOf(
  context: AlibabaContext,
  region: string,
  recorded?: string,
): Promise<Pick<ClientKeyOutputs, "accountId">> {
  const accountId = recorded ?? (await callersAccount(context, region));
  return accountId === undefined ? {} : { accountId };
}

function describe({ client }: AlibabaContext, region: string, clientKeyId: string) {
  return unlessGone(client.call(operations.getClientKey, region, { ClientKeyId: clientKeyId }));
}

/**
 * The state of a key that somebody else has made; nothing when it isn't a key of the access point that was named. The
 * service shows a private key once, and no password, so there are none. The key counts as version 1, as nobody has counted
 * those before it, and ends when the service says: what its validity was meant to be isn't told. It is rotated like every
 * other, and keeps working for the overlap then.
 */
async function find(
  context: AlibabaContext,
  told: Partial<ClientKeyState>,
): Promise<Partial<ClientKeyState> | undefined> {
  const { clientKeyId = "", accessPoint, rotation } = told;
  const region = requireKnownRegion(told);
  const key = await describe(context, region, clientKeyId);
  if (!key || (accessPoint !== undefined && accessPoint !== key.aapName)) return undefined;
  const rotateAt = rotation && rotationTime(key.notAfter, rotation);
  return {
    ...told,
    ...(await ownerOf(context, region)),
    accessPoint: key.aapName,
    clientKeyId: key.clientKeyId,
    keyAlgorithm: key.keyAlgorithm,
    notBefore: key.notBefore,
    notAfter: key.notAfter,
    createdAt: key.createTime,
    expiresAt: key.notAfter,
    version: 1,
    ...(rotateAt && { rotateAt, nextRunBy: nextRun(rotateAt, []) }),
    previous: [],
  };
}

async function update(
  context: AlibabaContext,
  prior: ClientKeyState,
  inputs: ClientKeyInputs,
  reasons: readonly Reason[],
): Promise<ClientKeyOutputs> {
  if (reasons.some(({ code }) => code === "rotate" || code === "rekey")) return makeNext(context, inputs, prior);
  const times = timesOf(prior, inputs);
  // A plan may be carried out long after it was made: what has come due since is for the next one.
  const retires = reasons.some(({ code }) => code === "retire" || code === "revoke");
  const previous = retires ? await removePrevious(context, inputs, times.previous) : times.previous;
  return {
    ...pick(prior, clientKeyOutputs),
    rotateAt: times.rotateAt,
    previous: [...previous],
    nextRunBy: nextRun(times.rotateAt, previous),
  };
}

/** Not what another resource has: a program that declares a key anew can adopt one that was replaced. */
async function remove(context: AlibabaContext, state: ClientKeyState): Promise<void> {
  const unrecorded = hasCome(state.rotateAt, context.clock.now()) ? await findUnrecorded(context, state) : [];
  const others = [...state.previous, ...unrecorded].filter(
    ({ clientKeyId }) => !context.ledger.hasGot(addressOfKey({ ...state, clientKeyId })),
  );
  for (const { clientKeyId } of [...others, state]) await deleteKey(context, state.region, clientKeyId);
}

/** The next key: look, make room, mint, and keep the one before for the overlap. */
async function makeNext(
  context: AlibabaContext,
  inputs: ClientKeyInputs,
  prior: ClientKeyState | undefined,
): Promise<ClientKeyOutputs> {
  const fresh = !prior && isNewAccessPoint(context, inputs.region, inputs.accessPoint);
  const found = fresh ? [] : await listKeys(context, inputs.region, inputs.accessPoint);
  const recorded = prior && { ...prior, previous: [...timesOf(prior, inputs).previous] };
  const candidates = previousAmong(found, inputs, recorded, context.clock.now());
  const previous = await removePrevious(context, inputs, candidates);
  const removed = candidates.filter((key) => !previous.includes(key)).map(({ clientKeyId }) => clientKeyId);
  const keys = found.filter(({ clientKeyId }) => !removed.includes(clientKeyId));
  const full = lackOfRoom(keys, inputs, prior?.clientKeyId, previous);
  if (full) throw prior ? withDeadlines(full, prior, previous) : full;
  const known = new Set(keys.map(({ clientKeyId }) => clientKeyId));
  const minted = await mint(context, inputs, (prior?.version ?? 0) + 1, known);
  context.ledger.made(addressOfKey({ ...inputs, ...minted }));
  const replaced = keys.find(({ clientKeyId }) => clientKeyId === prior?.clientKeyId);
  return replaced ? retire(context, inputs, minted, replaced, previous) : withPrevious(minted, previous);
}

/**
 * Deadlines that were set for keys which no state records count only when they are recorded: else each run that finds no
 * room would set them anew, and they would never come.
 */
function withDeadlines(full: LimitError, prior: ClientKeyState, previous: readonly PreviousKey[]): Error {
  if (isDeepStrictEqual(previous, prior.previous)) return full;
  const state = { ...prior, previous: [...previous], nextRunBy: nextRun(prior.rotateAt, previous) };
  return new PartialError(full.told.problem, full.told.remedy, state, full);
}

/** From here on the minted key must reach the state: what fails now is left to the next run. */
async function retire(
  context: AlibabaContext,
  inputs: ClientKeyInputs,
  minted: Minted,
  replaced: Pick<PreviousKey, "clientKeyId" | "notAfter">,
  previous: readonly PreviousKey[],
): Promise<ClientKeyOutputs> {
  const { clientKeyId, notAfter } = replaced;
  const retireAfter = retirementTime(parseTime(minted.createdAt), inputs.rotation);
  const kept = [{ clientKeyId, notAfter, retireAfter }, ...previous];
  if (!inputs.revokePrevious) return withPrevious(minted, kept);
  try {
    return withPrevious(minted, await removePrevious(context, inputs, kept));
  } catch {
    context.log.warn(`client key ${clientKeyId} was replaced but could not be deleted: the next run tries again`);
    return withPrevious(minted, kept);
  }
}

/** Deletes the previous keys whose overlap is over, or all of them to revoke. @returns those that stay */
async function removePrevious(
  context: AlibabaContext,
  { region, revokePrevious }: ClientKeyInputs,
  previous: readonly PreviousKey[],
): Promise<PreviousKey[]> {
  const now = context.clock.now();
  const over = previous.filter(({ retireAfter }) => revokePrevious || hasCome(retireAfter, now));
  for (const { clientKeyId } of over) await deleteKey(context, region, clientKeyId);
  return previous.filter((key) => !over.includes(key));
}

/**
 * Keys of ours that a run which died in the middle of a rotation may have left: of later versions than the recorded one.
 * A key that takes the place of this one begins with the first version again, and may be there already.
 */
async function findUnrecorded(context: AlibabaContext, state: ClientKeyState): Promise<PreviousKey[]> {
  const found = (await unlessGone(listKeys(context, state.region, state.accessPoint))) ?? [];
  const known = state.previous.map(({ clientKeyId }) => clientKeyId);
  const later = found.filter((key) => isLater(key, state));
  return previousAmong(later, state, state, context.clock.now()).filter(
    ({ clientKeyId }) => !known.includes(clientKeyId),
  );
}

function withPrevious(minted: Minted, previous: readonly PreviousKey[]): ClientKeyOutputs {
  return { ...minted, previous: [...previous], nextRunBy: nextRun(minted.rotateAt, previous) };
}

function addressOfKey({ region, clientKeyId }: Partial<ClientKeyState>): Address {
  return { kind: "client key", place: region, name: clientKeyId };
}

export const clientKey: Definition = define({
  name: "ClientKey",
  summary:
    "The credential of an application: a private key that only this resource ever sees, protected by a password. " +
    "It is rotated in place before it expires; the old key keeps working during the overlap.",
  inputs: clientKeyInputs,
  outputs: clientKeyOutputs,
  subject: "label",
  address: addressOfKey,
  adopt: { ...clientKeyForms, find },
  checks: clientKeyChecks,
  due: clientKeyDue,
  notes: clientKeyNotes,
  replacing:
    "replacing the client key deletes the old one, and the previous ones, in the same run: there is no overlap",
  actions: {
    create: ["kms:ListClientKeys", "kms:CreateClientKey", "kms:DeleteClientKey", "kms:GetClientKey"],
    read: ["kms:GetClientKey"],
    update: ["kms:ListClientKeys", "kms:CreateClientKey", "kms:DeleteClientKey"],
    delete: ["kms:ListClientKeys", "kms:DeleteClientKey"],
  },
  account: accounts,
  create: async (context, inputs) => ({
    ...(await ownerOf(context, inputs.region)),
    ...(await makeNext(context, inputs, undefined)),
  }),
  read,
  update,
  delete: remove,
});
