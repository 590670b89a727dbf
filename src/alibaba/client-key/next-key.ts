import { isDeepStrictEqual } from "node:util";
import { parseTime } from "../../core/clock";
import { type LimitError, PartialError } from "../../core/errors";
import { message } from "../../core/message";
import { hasCome, nextRun, retirementTime } from "../../core/rotation";
import { isNewAccessPoint } from "../access-point";
import type { AlibabaContext } from "../api/client";
import type { ClientKeyReply } from "../api/wire";
import { FOUND } from "./due";
import type { ClientKeyInputs, ClientKeyOutputs, ClientKeyState, PreviousKey } from "./fields";
import { addressOfKey, deleteKey, listKeys } from "./keys";
import { saysLabel } from "./mark";
import { type Minted, mint } from "./minting";
import { dated, isElsewhere, ownerOf, recordedIds, straysAmong, takeUp } from "./ownership";
import { lackOfRoom, makeRoom, type Standing } from "./room";
import { timesOf } from "./times";

/** The next key: look, make room, mint, and keep the one before for the overlap. */
export async function makeNext(
  context: AlibabaContext,
  inputs: ClientKeyInputs,
  prior: ClientKeyState | undefined,
): Promise<ClientKeyOutputs> {
  const standing = await standingOf(context, inputs, prior);
  const full = lackOfRoom(inputs, standing);
  if (full) throw prior ? withDeadlines(full, prior, standing) : full;
  const minted = await mint(context, inputs, {
    version: (prior?.version ?? 0) + 1,
    revision: nextRevision(context, inputs, prior, standing.keys),
    known: new Set(standing.keys.map(({ clientKeyId }) => clientKeyId)),
  });
  if (!prior) sayFound(context, standing);
  const outputs = await retire(context, inputs, minted, standing);
  // An engine that replaces deletes the old record next: its keys are this one's now.
  const taken = prior ? [] : outputs.previous.filter(({ origin }) => origin === "rotated");
  for (const { clientKeyId } of taken) context.ledger.adopt(addressOfKey({ region: inputs.region, clientKeyId }));
  return outputs;
}

async function standingOf(
  context: AlibabaContext,
  inputs: ClientKeyInputs,
  prior: ClientKeyState | undefined,
): Promise<Standing> {
  const { region, accessPoint } = inputs;
  const keys =
    !prior && isNewAccessPoint(context, region, accessPoint) ? [] : await listKeys(context, region, accessPoint);
  const isThere = ({ clientKeyId }: { readonly clientKeyId: string }): boolean =>
    keys.some((key) => key.clientKeyId === clientKeyId);
  const recorded = prior ? timesOf(prior, inputs).previous.filter(isThere) : [];
  const found = straysAmong(context, keys, ownerOf(context, inputs, prior), recordedIds(prior));
  const { previous, strays } = takeUp(found, inputs, context.clock.now());
  // What this resource takes the place of goes only once there is another one.
  const kept = prior ? [] : previous.filter(({ origin }) => origin === "rotated");
  const others = [...recorded, ...previous].filter((key) => !kept.includes(key));
  const left = [...(await removePrevious(context, inputs, others)), ...kept];
  const isLeft = ({ clientKeyId }: ClientKeyReply): boolean =>
    !context.ledger.hasDeleted(addressOfKey({ region, clientKeyId }));
  return makeRoom(context, region, { keys: keys.filter(isLeft), prior, previous: left, strays });
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
  { keys, prior, previous, strays }: Standing,
): Promise<ClientKeyOutputs> {
  const retireAfter = retirementTime(parseTime(minted.createdAt), inputs.rotation);
  const replaced = keys
    .filter(({ clientKeyId }) => clientKeyId === prior?.clientKeyId)
    .map(({ clientKeyId, notAfter }): PreviousKey => ({ clientKeyId, notAfter, retireAfter, origin: "rotated" }));
  const kept = [...replaced, ...previous];
  const done = (left: readonly PreviousKey[]): ClientKeyOutputs => ({
    ...minted,
    previous: [...left],
    strays: [...strays],
    nextRunBy: nextRun(minted.rotateAt, left),
  });
  if (!inputs.revokePrevious) return done(kept);
  try {
    // What was the current key until now is on record as such.
    const former = prior ? replaced : previous.filter(({ origin }) => origin === "rotated");
    return done(await removePrevious(context, inputs, kept, former));
  } catch {
    const ids = kept.map(({ clientKeyId }) => clientKeyId).join(", ");
    context.log.warn(`client key ${ids} was replaced but could not be deleted: the next run tries again`);
    return done(kept);
  }
}

/**
 * Deletes the previous keys whose overlap is over, or all of them to revoke; but not what another resource has adopted.
 * @param former those that no other resource can have, although they are recorded: what this one replaces
 * @returns those that stay
 */
export async function removePrevious(
  context: AlibabaContext,
  { region, revokePrevious }: Pick<ClientKeyInputs, "region" | "revokePrevious">,
  previous: readonly PreviousKey[],
  former: readonly PreviousKey[] = [],
): Promise<PreviousKey[]> {
  const now = context.clock.now();
  const over = previous.filter(({ retireAfter }) => revokePrevious || hasCome(retireAfter, now));
  const others = over.filter((key) => former.includes(key) || !isElsewhere(context, region, key.clientKeyId));
  for (const { clientKeyId } of others) await deleteKey(context, region, clientKeyId);
  return previous.filter((key) => !over.includes(key));
}

/** No plan could say so: it doesn't look. */
function sayFound({ log }: AlibabaContext, { strays }: Standing): void {
  for (const stray of strays) log.warn(message`client key ${dated(stray)} ${FOUND}`);
}
