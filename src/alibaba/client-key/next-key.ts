import { isDeepStrictEqual } from "node:util";
import { parseTime } from "../../core/clock";
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
import { ended, isAmong, lastKeysAmong, type Planned, removePrevious, without } from "./previous";
import { lackingPlaces, lackOfRoom, removeEnded, type Standing } from "./room";
import { timesOf } from "./times";

/** The next key: look, make room, mint, and keep the one before for the overlap. */
export async function makeNext(
  context: AlibabaContext,
  inputs: ClientKeyInputs,
  planned?: Planned,
): Promise<ClientKeyOutputs> {
  const prior = planned?.prior;
  const standing = await standingOf(context, inputs, planned);
  const full = lackOfRoom(inputs, standing, context.clock.now());
  if (full) throw prior ? withDeadlines(full, prior, standing) : full;
  const minted = await mint(context, inputs, {
    version: (prior?.version ?? 0) + 1,
    revision: nextRevision(context, inputs, prior, standing.keys),
    known: new Set([...recordedIds(prior), ...standing.keys.map(({ clientKeyId }) => clientKeyId)]),
  });
  // No plan could say so: it doesn't look.
  if (!prior) for (const stray of standing.strays) context.log.warn(message`client key ${dated(stray)} ${FOUND}`);
  const outputs = await retire(context, inputs, minted, standing);
  // An engine that replaces deletes the old record next: its keys are this one's now.
  const taken = prior ? [] : outputs.previous.filter(({ origin }) => origin === "rotated");
  for (const { clientKeyId } of taken) context.ledger.adopt(addressOfKey({ region: inputs.region, clientKeyId }));
  return outputs;
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
    nextRunBy: nextRun(prior.rotateAt, previous),
  };
  return new PartialError(full.told.problem, full.told.remedy, state, full);
}

/** From here on the minted key must reach the state: what fails now is left to the next run. */
async function retire(
  context: AlibabaContext,
  inputs: ClientKeyInputs,
  minted: Minted,
  { keys, prior, previous, lastKeys, strays }: Standing,
): Promise<ClientKeyOutputs> {
  const retireAfter = retirementTime(parseTime(minted.createdAt), inputs.rotation);
  const replaced = keys
    .filter(({ clientKeyId }) => clientKeyId === prior?.clientKeyId)
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
