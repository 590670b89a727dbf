import { isDeepStrictEqual } from "node:util";
import { formatTime, parseTime } from "../../core/clock";
import { type LimitError, PartialError } from "../../core/errors";
import { message } from "../../core/message";
import { hasCome, nextRun, retirementTime } from "../../core/rotation";
import { accessPointOf } from "../access-point";
import type { AlibabaContext } from "../api/client";
import type { ClientKeyReply } from "../api/wire";
import { FOUND } from "./due";
import { notStored, seenBy, unproven } from "./failed";
import type { ClientKeyInputs, ClientKeyOutputs, ClientKeyState, PreviousKey } from "./fields";
import { type HandedOut, mayBeHandedOut } from "./handed-out";
import {
  addressOfKey,
  dated,
  deleteKey,
  isTakenUp,
  listKeys,
  ownerOf,
  recordedIds,
  straysAmong,
  takenUp,
} from "./keys";
import { saysLabel } from "./mark";
import { type Minted, mint } from "./minting";
import { goingOn } from "./pending";
import { ended, isAmong, lastKeysAmong, type Planned, removePrevious, without } from "./previous";
import { proofOf } from "./proof";
import { lackingPlaces, lackOfRoom, removeEnded, type Standing } from "./room";
import { kept, storeOf } from "./store";
import { asPrevious, revisionOf, timesOf } from "./times";

/** Makes the next key: looks, makes room, mints it, has it prove itself, stores it, and keeps the old key for the overlap. */
export async function makeNext(
  context: AlibabaContext,
  inputs: ClientKeyInputs,
  planned?: Planned,
): Promise<ClientKeyOutputs> {
  const prior = planned?.prior;
  const prove = await proofOf(context, inputs);
  const store = await storeOf(context, inputs, prior);
  const { minted, standing, isFromBefore } = await nextKey(context, inputs, store.handedOut, planned);
  // The plan has announced the recorded strays. A create or an adoption had looked for none before this.
  const told = new Set(prior?.strays.map(({ clientKeyId }) => clientKeyId));
  for (const stray of standing.strays.filter(({ clientKeyId }) => !told.has(clientKeyId)))
    context.log.warn(message`client key ${dated(stray)} ${FOUND}`);
  try {
    await prove(minted);
  } catch (error) {
    throw await unproven(context, inputs, minted, standing, error);
  }
  const failure = await store.put(minted);
  if (failure) throw await notStored(context, inputs, minted, standing, failure);
  // An engine that replaces deletes the old record next: its keys belong to this record from now on.
  const taken = prior ? [] : standing.previous.filter(({ origin }) => origin === "rotated");
  for (const { clientKeyId } of taken) context.ledger.adopt(addressOfKey({ region: inputs.region, clientKeyId }));
  return retire(context, inputs, minted, standing, isFromBefore ? context.clock.now() : undefined);
}

/** The key that an earlier run made and that has not proven itself yet, otherwise one that is made now; and which of the two it is. */
async function nextKey(
  context: AlibabaContext,
  inputs: ClientKeyInputs,
  handedOut: HandedOut,
  planned: Planned | undefined,
) {
  const found = await standingOf(context, inputs, handedOut, planned);
  const prior = planned?.prior;
  const { keys } = found;
  const now = context.clock.now();
  const before = prior && goingOn(prior, inputs, keys, now);
  if (before) return { minted: before, standing: found, isFromBefore: true };
  const standing = await withoutUnproven(context, inputs, found);
  const full = lackOfRoom(inputs, standing, now);
  if (full) throw prior ? withDeadlines(full, prior, standing) : full;
  const minted = await mint(context, inputs, {
    version: (prior?.version ?? 0) + 1,
    revision: nextRevision(context, inputs, prior, standing.keys),
    known: new Set([...recordedIds(prior), ...standing.keys.map(({ clientKeyId }) => clientKeyId)]),
  });
  return { minted, standing, isFromBefore: false };
}

/**
 * Deletes a pending key before another one is made: it never proved itself, so only the record has it. But an old record may have been
 * restored, and a later run may have made that key current. So if the recorded current key is gone, or would be gone by now, the pending
 * key stays for an overlap, if there is room. A key that the secret hands out stays until it ends.
 */
async function withoutUnproven(
  context: AlibabaContext,
  { region, rotation }: ClientKeyInputs,
  standing: Standing,
): Promise<Standing> {
  const { prior, keys, previous, lastKeys, handedOut } = standing;
  const next = keys.find(({ clientKeyId }) => clientKeyId === prior?.pending?.clientKeyId);
  if (!prior || !next) return standing;
  const { clientKeyId, createdAt, notAfter } = next;
  const now = context.clock.now();
  const isHandedOut = mayBeHandedOut(handedOut, next);
  const mayBeCurrent = !isAmong(keys, prior) || hasCome(retirementTime(parseTime(createdAt), rotation), now);
  if (!hasCome(notAfter, now) && (isHandedOut || (mayBeCurrent && lackingPlaces(standing) === 0))) {
    const kept = asPrevious(next, retirementTime(now, rotation));
    const others = previous.filter((each) => each.clientKeyId !== clientKeyId);
    return { ...standing, previous: [kept, ...others], lastKeys: [kept, ...lastKeys] };
  }
  await deleteKey(context, region, clientKeyId);
  return { ...standing, keys: leftOf(context, region, keys) };
}

async function standingOf(
  context: AlibabaContext,
  inputs: ClientKeyInputs,
  handedOut: HandedOut,
  planned: Planned | undefined,
): Promise<Standing> {
  const { region, accessPoint } = inputs;
  const prior = planned?.prior;
  const isNew = !prior && context.ledger.hasMade(accessPointOf(inputs));
  const keys = isNew ? [] : await listKeys(context, region, accessPoint);
  const recorded = prior ? timesOf(prior, inputs).previous.filter((key) => isAmong(keys, key)) : [];
  const found = straysAmong(context, keys, ownerOf(context, inputs, prior), recordedIds(prior));
  const taken = found.filter((stray) => isTakenUp(stray, inputs));
  const previous = [...recorded, ...takenUp(taken, inputs, context.clock.now())];
  const ending = planned ? ended(planned, inputs) : endedUnseen(previous, inputs);
  // The keys that applications may depend on go only once there is another one, whatever was known when their deletion was planned.
  const lastKeys = lastKeysAmong(keys, prior, previous, handedOut, context.clock.now());
  const kept = await removePrevious(context, region, previous, without(ending, lastKeys));
  const standing = await removeEnded(context, region, {
    keys: leftOf(context, region, keys),
    prior,
    previous: kept,
    lastKeys,
    handedOut,
    strays: found.filter((stray) => !taken.includes(stray)),
  });
  const spare = lastKeys.slice(1).filter((key) => ending.has(key.clientKeyId) && !mayBeHandedOut(handedOut, key));
  return removeSpare(context, region, standing, spare);
}

/** Deletes the spare keys least likely to be in use if their places are needed, and none if that isn't enough. @returns what is left */
async function removeSpare(
  context: AlibabaContext,
  region: string,
  standing: Standing,
  spare: readonly PreviousKey[],
): Promise<Standing> {
  const lacking = lackingPlaces(standing);
  if (lacking === 0 || lacking > spare.length) return standing;
  const ending = new Set(spare.slice(-lacking).map(({ clientKeyId }) => clientKeyId));
  const previous = await removePrevious(context, region, standing.previous, ending);
  return { ...standing, previous, keys: leftOf(context, region, standing.keys) };
}

function leftOf(
  { ledger }: AlibabaContext,
  region: string,
  keys: readonly ClientKeyReply[],
): readonly ClientKeyReply[] {
  return keys.filter(({ clientKeyId }) => !ledger.hasDeleted(addressOfKey({ region, clientKeyId })));
}

/** For a create with `revokePrevious`: found keys go now, the keys of the replaced resource only once there is another one. */
function endedUnseen(previous: readonly PreviousKey[], { revokePrevious }: ClientKeyInputs): ReadonlySet<string> {
  return new Set(
    revokePrevious ? previous.filter(({ origin }) => origin === "found").map(({ clientKeyId }) => clientKeyId) : [],
  );
}

/** Seconds since 1970, but always greater than the revision of each earlier key, including keys that only a lost state recorded. */
function nextRevision(
  { clock }: AlibabaContext,
  { label }: ClientKeyInputs,
  prior: ClientKeyState | undefined,
  keys: readonly ClientKeyReply[],
): number {
  const before = keys.filter((key) => saysLabel(key, label)).map(({ createdAt }) => revisionOf(createdAt));
  return Math.max(
    Math.floor(clock.now().getTime() / 1000),
    ...[...before, prior?.revision ?? 0].map((each) => each + 1),
  );
}

/**
 * Deadlines of keys that no state records count only once they are recorded. So the failure records them: otherwise each run that finds no
 * room would set them anew, and they would never come.
 */
function withDeadlines(full: LimitError, prior: ClientKeyState, standing: Standing): Error {
  const { previous, strays } = standing;
  if (isDeepStrictEqual([previous, strays], [prior.previous, prior.strays])) return full;
  const state = { ...seenBy(standing, prior), state: prior.state };
  return new PartialError(full.told.problem, full.told.remedy, state, full);
}

/**
 * Gives the replaced key its deadline. From here on the minted key must reach the state: a deletion that fails is left to the next run.
 * @param since when the minted key became the current one, if that was later than its creation
 */
async function retire(
  context: AlibabaContext,
  inputs: ClientKeyInputs,
  minted: Minted,
  { keys, prior, previous, lastKeys, strays }: Standing,
  since: Date | undefined,
): Promise<ClientKeyOutputs> {
  const retireAfter = retirementTime(since ?? parseTime(minted.createdAt), inputs.rotation);
  const replaced = keys
    .filter(({ clientKeyId }) => clientKeyId === prior?.clientKeyId && clientKeyId !== minted.clientKeyId)
    .map((key) => asPrevious(key, retireAfter));
  const left = previous.map((key) =>
    lastKeys.includes(key) && key.retireAfter < retireAfter ? { ...key, retireAfter } : key,
  );
  const overlapping = [...replaced, ...left];
  const done = (left: readonly PreviousKey[]): ClientKeyOutputs => ({
    ...minted,
    ...kept(minted, inputs),
    currentSince: since && formatTime(since),
    pending: undefined,
    pendingKey: undefined,
    previous: [...left],
    strays: [...strays],
    nextRunBy: nextRun(minted.rotateAt, left),
  });
  if (!inputs.revokePrevious) return done(overlapping);
  // The keys that were kept until there is a next one: with a record, the last keys; in a create, the keys of the replaced resource.
  const isFormer = ({ clientKeyId, origin }: PreviousKey): boolean =>
    prior ? lastKeys.some((key) => key.clientKeyId === clientKeyId) : origin === "rotated";
  const former = new Set(left.filter(isFormer).map(({ clientKeyId }) => clientKeyId));
  // Deleted whoever has them on record: in a create, that is only the replaced resource.
  const mine = prior ? replaced.map(({ clientKeyId }) => clientKeyId) : [...former];
  try {
    for (const clientKeyId of mine) await deleteKey(context, inputs.region, clientKeyId);
    const others = left.filter(({ clientKeyId }) => !mine.includes(clientKeyId));
    return done(await removePrevious(context, inputs.region, others, former));
  } catch {
    const ids = [...replaced.map(({ clientKeyId }) => clientKeyId), ...former].join(", ");
    context.log.warn(`the replaced client keys could not be deleted; the next run tries again: ${ids}`);
    return done(overlapping);
  }
}
