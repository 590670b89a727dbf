import { isDeepStrictEqual } from "node:util";
import { formatTime, parseTime } from "../../core/clock";
import { type LimitError, PartialError } from "../../core/errors";
import { message } from "../../core/message";
import { nextRun, retirementTime } from "../../core/rotation";
import { isNewAccessPoint } from "../access-point";
import type { AlibabaContext } from "../api/client";
import type { ClientKeyReply } from "../api/wire";
import { FOUND } from "./due";
import type { ClientKeyInputs, ClientKeyOutputs, ClientKeyState, PreviousKey } from "./fields";
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
import { asPending, goingOn } from "./pending";
import { ended, isAmong, lastKeysAmong, type Planned, removePrevious, stateBy, without } from "./previous";
import { obstacleIn, proofOf } from "./proof";
import { lackingPlaces, lackOfRoom, removeEnded, type Standing } from "./room";
import { nextRunOf, timesOf, unprovenOf } from "./times";

/** The next key: look, make room, mint, have it prove itself, and keep the one before for the overlap. */
export async function makeNext(
  context: AlibabaContext,
  inputs: ClientKeyInputs,
  planned?: Planned,
): Promise<ClientKeyOutputs> {
  const prior = planned?.prior;
  const prove = await proofOf(context, inputs);
  const { minted, standing, isFromBefore } = await nextKey(context, inputs, planned);
  // No plan could say so: it doesn't look.
  if (!prior) for (const stray of standing.strays) context.log.warn(message`client key ${dated(stray)} ${FOUND}`);
  // An engine that replaces deletes the old record next: its keys are this one's now.
  const taken = prior ? [] : standing.previous.filter(({ origin }) => origin === "rotated");
  for (const { clientKeyId } of taken) context.ledger.adopt(addressOfKey({ region: inputs.region, clientKeyId }));
  try {
    await prove(minted);
  } catch (error) {
    throw unproven(inputs, minted, standing, error);
  }
  return retire(context, inputs, minted, standing, isFromBefore ? context.clock.now() : undefined);
}

interface Next {
  readonly minted: Minted;
  readonly standing: Standing;
  /** Whether a run before this one made it. */
  readonly isFromBefore: boolean;
}

/** The key that a run before has made and that has not proven itself yet, else one that is made now. */
async function nextKey(context: AlibabaContext, inputs: ClientKeyInputs, planned?: Planned): Promise<Next> {
  const found = await standingOf(context, inputs, planned);
  const prior = planned?.prior;
  const { keys } = found;
  const now = context.clock.now();
  const before = planned && goingOn(planned.prior, { inputs, reasons: planned.reasons, keys, now });
  if (before) return { minted: before, standing: found, isFromBefore: true };
  const standing = await withoutUnproven(context, inputs.region, found);
  const full = lackOfRoom(inputs, standing, now);
  if (full) throw prior ? withDeadlines(full, prior, standing) : full;
  const minted = await mint(context, inputs, {
    version: prior?.state === "pending" ? prior.version : (prior?.version ?? 0) + 1,
    revision: nextRevision(context, inputs, prior, standing.keys),
    known: new Set([...recordedIds(prior), ...standing.keys.map(({ clientKeyId }) => clientKeyId)]),
  });
  return { minted, standing, isFromBefore: false };
}

/** Nobody but the record has a key that never proved itself: before another one is made, it goes. */
async function withoutUnproven(context: AlibabaContext, region: string, standing: Standing): Promise<Standing> {
  const { prior, keys } = standing;
  const unproven = prior && unprovenOf(prior);
  if (!unproven || !isAmong(keys, unproven)) return standing;
  await deleteKey(context, region, unproven.clientKeyId);
  return { ...standing, keys: leftOf(context, region, keys) };
}

/** What is recorded of a key that was made and didn't work: the one before it stays the current one, and has no deadline. */
function unproven(
  inputs: ClientKeyInputs,
  minted: Minted,
  { keys, prior, previous, strays }: Standing,
  error: unknown,
): PartialError {
  const found = { previous: [...previous], strays: [...strays] };
  const isFirst = !prior || prior.state === "pending";
  const recorded = prior ? { ...prior, ...askedOf(prior, inputs), state: stateBy(keys, prior) } : inputs;
  const key = isFirst ? { ...minted, state: "pending" as const } : asPending(minted);
  const state = { ...recorded, ...found, ...key } as ClientKeyState;
  const fate = isFirst
    ? "it is recorded"
    : `applications keep the one before, ${prior.clientKeyId}, which has no deadline, and it is recorded as pending`;
  const { what, remedy } = obstacleIn(error, inputs);
  const why = error instanceof Error ? error.message.replace(/\.$/, "") : String(error);
  return new PartialError(
    `client key ${minted.clientKeyId} was made and has not proven that it works (${what}): ${why}. So ${fate}`,
    message`${remedy} The next run tries this key again, and makes no other.`,
    { ...state, nextRunBy: nextRunOf(state) },
    error,
  );
}

/** What the program asks for, but for what the key that applications keep was made with. */
function askedOf(prior: ClientKeyState, inputs: ClientKeyInputs): ClientKeyInputs {
  const rotation = { ...inputs.rotation, trigger: inputs.rotation.trigger ?? prior.rotation.trigger };
  return { ...inputs, adopt: inputs.adopt ?? prior.adopt, password: prior.password, rotation };
}

async function standingOf(
  context: AlibabaContext,
  inputs: ClientKeyInputs,
  planned: Planned | undefined,
): Promise<Standing> {
  const { region, accessPoint } = inputs;
  const prior = planned?.prior;
  const keys =
    !prior && isNewAccessPoint(context, region, accessPoint) ? [] : await listKeys(context, region, accessPoint);
  const recorded = prior ? timesOf(prior, inputs).previous.filter((key) => isAmong(keys, key)) : [];
  const found = straysAmong(context, keys, ownerOf(context, inputs, prior), recordedIds(prior));
  const taken = found.filter((stray) => isTakenUp(stray, inputs));
  const previous = [...recorded, ...takenUp(taken, inputs, context.clock.now())];
  const ending = planned ? ended(planned, inputs) : endedUnseen(previous, inputs);
  // What applications are left with goes only once there is another one, whatever was known when that was planned.
  const lastKeys = lastKeysAmong(keys, prior, previous, context.clock.now());
  const kept = await removePrevious(context, region, previous, without(ending, lastKeys));
  const standing = await removeEnded(context, region, {
    keys: leftOf(context, region, keys),
    prior,
    previous: kept,
    lastKeys,
    strays: found.filter((stray) => !taken.includes(stray)),
  });
  const spare = lastKeys.slice(1).filter(({ clientKeyId }) => ending.has(clientKeyId));
  return removeSpare(context, region, standing, spare);
}

/** Where one more has no place otherwise, the least likely to be in use go, and none where that would not do. @returns what is left */
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

/** What this resource takes the place of goes only once there is another one. */
function endedUnseen(previous: readonly PreviousKey[], { revokePrevious }: ClientKeyInputs): ReadonlySet<string> {
  return new Set(
    revokePrevious ? previous.filter(({ origin }) => origin === "found").map(({ clientKeyId }) => clientKeyId) : [],
  );
}

/** Seconds since 1970, and more than that of each key before, also of those that a lost state recorded. */
function nextRevision(
  { clock }: AlibabaContext,
  { label }: ClientKeyInputs,
  prior: ClientKeyState | undefined,
  keys: readonly ClientKeyReply[],
): number {
  const before = keys.filter((key) => saysLabel(key, label)).map(({ createTime }) => revisionOf(createTime));
  return Math.max(
    Math.floor(clock.now().getTime() / 1000),
    ...[...before, prior?.revision ?? 0].map((each) => each + 1),
  );
}

export function revisionOf(createdAt: string): number {
  return Math.floor(parseTime(createdAt).getTime() / 1000);
}

/**
 * Deadlines that were set for keys which no state records count only when they are recorded: else each run that finds no
 * room would set them anew, and they would never come.
 */
function withDeadlines(full: LimitError, prior: ClientKeyState, { previous, strays }: Standing): Error {
  if (isDeepStrictEqual([previous, strays], [prior.previous, prior.strays])) return full;
  const state = {
    ...prior,
    previous: [...previous],
    strays: [...strays],
    nextRunBy: nextRunOf({ ...prior, previous: [...previous] }),
  };
  return new PartialError(full.told.problem, full.told.remedy, state, full);
}

/**
 * From here on the minted key must reach the state: what fails now is left to the next run.
 * @param since when it became the current one, where that isn't when it was made
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
    .map(
      ({ clientKeyId, createTime: createdAt, notAfter }): PreviousKey => ({
        clientKeyId,
        createdAt,
        notAfter,
        retireAfter,
        origin: "rotated",
      }),
    );
  const left = previous.map((key) =>
    lastKeys.includes(key) && key.retireAfter < retireAfter ? { ...key, retireAfter } : key,
  );
  const kept = [...replaced, ...left];
  const done = (left: readonly PreviousKey[]): ClientKeyOutputs => ({
    ...minted,
    currentSince: since && formatTime(since),
    pending: undefined,
    pendingKey: undefined,
    previous: [...left],
    strays: [...strays],
    nextRunBy: nextRun(minted.rotateAt, left),
  });
  if (!inputs.revokePrevious) return done(kept);
  // What was the current key until now is on record as such.
  const isFormer = ({ clientKeyId, origin }: PreviousKey): boolean =>
    prior ? lastKeys.some((key) => key.clientKeyId === clientKeyId) : origin === "rotated";
  const former = new Set(left.filter(isFormer).map(({ clientKeyId }) => clientKeyId));
  try {
    for (const { clientKeyId } of replaced) await deleteKey(context, inputs.region, clientKeyId);
    return done(await removePrevious(context, inputs.region, left, former));
  } catch {
    const ids = [...replaced.map(({ clientKeyId }) => clientKeyId), ...former].join(", ");
    context.log.warn(`what was replaced could not be deleted, and the next run tries again: client key ${ids}`);
    return done(kept);
  }
}
