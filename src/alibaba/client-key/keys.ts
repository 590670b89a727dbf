import type { Address } from "../../core/address";
import { parseTime } from "../../core/clock";
import { kept } from "../../core/memo";
import { assign, message, ref } from "../../core/message";
import { nonceOf, successorOf } from "../../core/nonce";
import { knownNonces, type Ownership } from "../../core/ownership";
import { unless, unlessGone } from "../../core/patterns/gone";
import { isTaken } from "../../core/patterns/standing";
import { hasCome, retirementTime } from "../../core/rotation";
import type { AlibabaContext } from "../api/client";
import * as operations from "../api/operations";
import type { ClientKeyReply } from "../api/wire";
import type { ClientKeyInputs, ClientKeyState, PreviousKey, StrayKey } from "./fields";
import { handedOut, mayBeHandedOut } from "./handed-out";
import { saysLabel, saysMark } from "./mark";

// Client keys at the service: listing them, telling whose they are, and deleting them. A record names the current key, at most one pending
// key and the previous keys. Other keys with its label are strays: ours if the nonce is known, otherwise found. All other keys are foreign,
// and stay. The current key goes with its resource, a pending key once it is of no use, and a previous key after its overlap, unless
// applications may have no other. A stray of ours gets a deadline, a found one only by `recover`. Keys that have ended go if their place is
// needed.

export function addressOfKey({ region, clientKeyId }: Readonly<Record<string, unknown>>): Address {
  const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
  return { kind: "client key", place: text(region), name: text(clientKeyId) };
}

export async function listKeys(
  { client }: AlibabaContext,
  region: string,
  accessPoint: string,
): Promise<readonly ClientKeyReply[]> {
  const keys = await unlessGone(client.call(operations.listClientKeys, region, { AapName: accessPoint }));
  return (keys ?? []).filter((key) => key.accessPoint === accessPoint);
}

export function describeKey(
  { client }: AlibabaContext,
  region: string,
  clientKeyId: string,
): Promise<ClientKeyReply | undefined> {
  return unlessGone(client.call(operations.getClientKey, region, { ClientKeyId: clientKeyId }));
}

/** Succeeds if the key is already gone. */
export async function deleteKey(
  { client, ledger }: AlibabaContext,
  region: string,
  clientKeyId: string,
): Promise<void> {
  await unlessGone(client.call(operations.deleteClientKey, region, { ClientKeyId: clientKeyId }));
  ledger.deleted(addressOfKey({ region, clientKeyId }));
}

/** Notes a new key, and forgets the list of the region, which doesn't show it. */
export function keyWasMade({ ledger, memo }: AlibabaContext, region: string, clientKeyId: string): void {
  memo.forget(regionKey(region));
  ledger.made(addressOfKey({ region, clientKeyId }));
}

/** From one list of the region, which serves all keys of a run. A key that it doesn't show (refused or cut) is described by itself. */
interface Sighting {
  readonly key: ClientKeyReply | undefined;
  /** The keys of its access point; undefined if the service refuses to list them. */
  readonly all: readonly ClientKeyReply[] | undefined;
}

/** A policy may allow listing for one access point only, or not at all, and the service may reject a list that names no access point. */
const NOT_LISTED = ["permission", "rejected"] as const;

export async function sight(
  context: AlibabaContext,
  { region, accessPoint, clientKeyId }: Pick<ClientKeyState, "region" | "accessPoint" | "clientKeyId">,
): Promise<Sighting> {
  const listed = await keysOfRegion(context, region);
  const isLeft = (key: ClientKeyReply): boolean =>
    !context.ledger.hasDeleted(addressOfKey({ region, clientKeyId: key.clientKeyId }));
  const found = listed?.byId.get(clientKeyId);
  if (listed && found && isLeft(found))
    return { key: found, all: (listed.byAccessPoint.get(accessPoint) ?? []).filter(isLeft) };
  const key = await describeKey(context, region, clientKeyId);
  return { key, all: await unless(NOT_LISTED, listKeys(context, region, accessPoint)) };
}

/** The list has no pages: the service returns all keys of a region at once. */
export function listKeysOfRegion({ client }: AlibabaContext, region: string): Promise<readonly ClientKeyReply[]> {
  return client.call(operations.listClientKeys, region, {});
}

/** Indexed, because a run may have thousands of keys and looks up each of them. */
function keysOfRegion(context: AlibabaContext, region: string) {
  return context.memo.once(regionKey(region), async () => {
    const keys = await unless(NOT_LISTED, listKeysOfRegion(context, region));
    if (!keys) return undefined;
    const byAccessPoint = new Map<string, ClientKeyReply[]>();
    for (const key of keys) kept(byAccessPoint, key.accessPoint, () => []).push(key);
    return { byId: new Map(keys.map((key) => [key.clientKeyId, key])), byAccessPoint };
  });
}

function regionKey(region: string): string {
  return `client keys of ${region}`;
}

/** By what a resource recognises its keys: its label, the label under which it made earlier keys, and its nonces. */
export interface Owner {
  readonly region: string;
  readonly labels: readonly string[];
  readonly nonces: readonly string[];
}

export function ownerOf(
  { nonces }: Pick<AlibabaContext, "nonces">,
  { region, label }: Pick<ClientKeyInputs, "region" | "label">,
  prior?: ClientKeyState,
): Owner {
  return { region, labels: [...new Set([label, prior?.label ?? label])], nonces: knownNonces(nonces) };
}

export function whoseKey(key: ClientKeyReply, { region, labels, nonces }: Owner): Ownership {
  const label = labels.find((each) => saysLabel(key, each));
  if (label === undefined) return "foreign";
  // A resource that was recorded without a nonce has the one derived from its address.
  const ofAddress = nonceOf(addressOfKey({ ...key, region }));
  const isOurs = nonces.some((nonce) => saysMark(key, { label, nonce }) || nonce === ofAddress);
  return isOurs ? "ours" : "found";
}

/** Whether another resource has the key: it got the key in this run, or this stack records it. */
export function isElsewhere(context: AlibabaContext, region: string, clientKeyId: string): boolean {
  return isTaken(context, { address: addressOfKey({ region, clientKeyId }) });
}

export function straysAmong(
  context: AlibabaContext,
  keys: readonly ClientKeyReply[],
  owner: Owner,
  recorded: ReadonlySet<string>,
): StrayKey[] {
  return keys.flatMap((key) => {
    const { clientKeyId, createdAt, notAfter } = key;
    const origin = recorded.has(clientKeyId) ? "foreign" : whoseKey(key, owner);
    if (origin === "foreign") return [];
    // In a replacement, the keys of the replaced resource are still on record: only what this run made or adopted counts.
    const isReplaced = origin === "ours" && context.nonces.replaced !== undefined;
    const address = addressOfKey({ region: owner.region, clientKeyId });
    if (isReplaced ? context.ledger.hasGot(address) : isElsewhere(context, owner.region, clientKeyId)) return [];
    return [{ clientKeyId, createdAt, notAfter, origin }];
  });
}

export function recordedIds(
  state: Pick<ClientKeyState, "clientKeyId" | "pending" | "previous"> | undefined,
): ReadonlySet<string> {
  const keys = state ? [state, ...(state.pending ? [state.pending] : []), ...state.previous] : [];
  return new Set(keys.map(({ clientKeyId }) => clientKeyId));
}

/** Whether a stray gets a deadline: one of ours always does, a found one only if the program sets `recover`. */
export function isTakenUp({ origin }: StrayKey, { recover }: Pick<ClientKeyInputs, "recover">): boolean {
  return origin === "ours" || recover !== undefined;
}

/**
 * The ids of the previous keys that were made before the key `id`. Creation times decide. Where they are equal (a clock that stands still)
 * or missing (records of an early version), the order of the list decides, because a rotation puts the key that it replaces first. A key
 * that `recover` took over has no such place: if either of two keys is one, each counts as made before the other.
 */
export function madeBefore({ clientKeyId, createdAt, previous }: ClientKeyState, id: string): readonly string[] {
  const current: Dated = { clientKeyId, createdAt, origin: "rotated" };
  const all = [current, ...previous];
  const at = all.findIndex((key) => key.clientKeyId === id);
  const limit = all[at];
  const isBefore = ({ createdAt: made, origin }: Dated, index: number): boolean => {
    if (made !== undefined && limit?.createdAt !== undefined && made !== limit.createdAt) return made < limit.createdAt;
    return index > at || origin === "found" || limit?.origin === "found";
  };
  return all
    .filter(isBefore)
    .map((key) => key.clientKeyId)
    .filter((each) => each !== clientKeyId && each !== id);
}

/**
 * The ids of the keys that no record has yet.
 * @param before only those that no run takes up by itself, and that were made before this key, or at the same time
 */
export function foundKeys(
  { clientKeyId, createdAt, previous, strays }: ClientKeyState,
  before?: string,
): readonly string[] {
  const limit = [{ clientKeyId, createdAt }, ...previous].find((key) => key.clientKeyId === before)?.createdAt;
  const isMeant = ({ origin, createdAt: made }: StrayKey): boolean =>
    before === undefined || (origin === "found" && (limit === undefined || made <= limit));
  return strays.filter(isMeant).map((stray) => stray.clientKeyId);
}

type Dated = Pick<PreviousKey, "clientKeyId" | "createdAt" | "origin">;

export function takenUp(
  strays: readonly StrayKey[],
  { rotation, recover }: Pick<ClientKeyInputs, "rotation" | "recover">,
  now: Date,
): PreviousKey[] {
  return strays.map(({ clientKeyId, createdAt, notAfter, origin }) => ({
    clientKeyId,
    createdAt,
    notAfter,
    retireAfter: retirementTime(now, origin === "ours" ? rotation : (recover ?? rotation)),
    origin: origin === "ours" ? "rotated" : "found",
  }));
}

export function dated({
  clientKeyId,
  createdAt,
  notAfter,
}: Pick<StrayKey, "clientKeyId" | "createdAt" | "notAfter">): string {
  return `${clientKeyId} (made ${createdAt}, valid until ${notAfter})`;
}

/**
 * Deletes the recorded keys and those that runs of this resource made but could not record; but not a key that another resource has
 * adopted, as a program that declares the resource anew can. If a successor was made in its place, nothing goes: the overlap is the
 * successor's matter.
 */
export async function remove(context: AlibabaContext, state: ClientKeyState): Promise<void> {
  const { region, clientKeyId } = state;
  const { all = [] } = await sight(context, state);
  if (await leavesToSuccessor(context, state, all)) return;
  const owner = { ...ownerOf(context, state), nonces: [context.nonces.own] };
  const strays = straysAmong(context, all, owner, recordedIds(state));
  const mine = strays.filter(({ origin }) => origin === "ours");
  const pending = state.pending ? [state.pending] : [];
  const ours = [...state.previous, ...mine, ...pending].filter((key) => !isElsewhere(context, region, key.clientKeyId));
  for (const stray of mine) {
    context.log.warn(
      `client key ${dated(stray)}, which a run of this resource made but could not record, is deleted with the resource`,
    );
  }
  for (const key of [...ours.map((each) => each.clientKeyId), clientKeyId]) await deleteKey(context, region, key);
  for (const stray of strays.filter(({ origin }) => origin === "found")) {
    context.log.warn(
      `client key ${dated(stray)} also has the label of the deleted key, ${JSON.stringify(state.label)}, but is not recorded by this resource, so it is left alone. Delete it by hand if nobody uses it`,
    );
  }
}

/** Whether the keys stay for a successor: engines that replace create first, then delete the old object, whose key is still in use. */
async function leavesToSuccessor(
  context: AlibabaContext,
  state: ClientKeyState,
  all: readonly ClientKeyReply[],
): Promise<boolean> {
  const now = context.clock.now();
  const successor = successorAmong(context, state, all);
  if (context.ledger.hasDeleted(addressOfKey(state))) return false;
  if (!successor || hasCome(state.notAfter, now)) return false;
  const isKnown = isKnownSuccessor(context, state, successor);
  const until = retirementTime(parseTime(successor.createdAt), state.rotation);
  // A known successor has this key among its previous keys, and its record gives the deadline.
  const isOver = state.revokePrevious || (!isKnown && hasCome(until, now));
  if (isOver && !(await isHandedOut(context, state))) return false;
  const found = saysLabel(successor, state.label)
    ? message`set ${assign("recover", { overlap: state.rotation.overlap })} to have it deleted after its overlap`
    : `no run finds the old key, because the new key has another label than ${JSON.stringify(state.label)}: delete it by hand after ${until}`;
  const next = isKnown
    ? "the resource of the new key has it among its previous keys, and deletes it after its overlap; if no state records the new key, delete both by hand"
    : found;
  context.ledger.owned(addressOfKey(state));
  context.log.warn(
    message`client key ${state.clientKeyId} is not deleted, because applications may use it until they have ${successor.clientKeyId}, which was made in its place: ${next}. To change over with an overlap next time, give ${ref("rotation.trigger")} a new text instead`,
  );
  return true;
}

/** Whether the secret hands out a recorded key, or may: somebody may have moved the stage back from the successor's version. */
async function isHandedOut(context: AlibabaContext, state: ClientKeyState): Promise<boolean> {
  const found = await handedOut(context, state.region, state.store);
  return [state, ...state.previous].some((key) => mayBeHandedOut(found, key));
}

/** If there are several, as after a run that was killed, the known successor counts, then one that this run made, then the newest. */
function successorAmong(
  context: AlibabaContext,
  state: ClientKeyState,
  all: readonly ClientKeyReply[],
): ClientKeyReply | undefined {
  const rank = (key: ClientKeyReply): string => {
    const isMadeNow = context.ledger.hasMade(addressOfKey({ region: state.region, clientKeyId: key.clientKeyId }));
    return `${isKnownSuccessor(context, state, key) ? 1 : 0} ${isMadeNow ? 1 : 0} ${key.createdAt}`;
  };
  return all
    .filter((key) => isSuccessor(context, state, key))
    .sort((one, other) => rank(other).localeCompare(rank(one), "en"))[0];
}

/** Whether the create that made the key was told which resource it replaces. */
function isKnownSuccessor({ nonces }: AlibabaContext, { label }: ClientKeyState, key: ClientKeyReply): boolean {
  return saysLabel(key, label) && saysMark(key, { label, nonce: successorOf(nonces.own) });
}

function isSuccessor(context: AlibabaContext, state: ClientKeyState, key: ClientKeyReply): boolean {
  const { ledger, nonces } = context;
  const { region, label } = state;
  if (recordedIds(state).has(key.clientKeyId)) return false;
  if (isKnownSuccessor(context, state, key)) return true;
  const isNamesake = saysLabel(key, label);
  // A successor has this label, which no other resource has, or a new one, which engines don't hand on: the run that made it knows either.
  const isMadeNow = ledger.hasMade(addressOfKey({ region, clientKeyId: key.clientKeyId }));
  const hasOne = ledger.hasSuccessor(nonces.own);
  return isMadeNow ? isNamesake || hasOne : hasOne && isNamesake && key.createdAt > state.createdAt;
}
