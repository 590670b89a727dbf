import { type Message, message } from "../../core/message";
import { aboutIn, type Reason } from "../../core/reasons";
import { hasCome } from "../../core/rotation";
import type { AlibabaContext } from "../api/client";
import type { ClientKeyReply } from "../api/wire";
import type { ClientKeyInputs, ClientKeyState, PreviousKey } from "./fields";
import { aboutUntold, type HandedOut, handedOut, mayBeHandedOut } from "./handed-out";
import { deleteKey, isElsewhere, listKeys, recordedIds } from "./keys";
import { lastKeysOf } from "./times";

// Tells which previous keys a run deletes and which it leaves, and deletes them.

export interface Planned {
  readonly prior: ClientKeyState;
  readonly reasons: readonly Reason[];
}

/** The ids of the previous keys that the plan says are to go. Keys that came due since then wait for the next plan. */
export function ended({ reasons }: Pick<Planned, "reasons">, { revokePrevious }: ClientKeyInputs): ReadonlySet<string> {
  return aboutIn(reasons, "retire", "revoke", ...(revokePrevious ? (["stray"] as const) : []));
}

export function without(ids: ReadonlySet<string>, keys: readonly PreviousKey[]): ReadonlySet<string> {
  return new Set([...ids].filter((id) => !keys.some(({ clientKeyId }) => clientKeyId === id)));
}

/**
 * The keys that go only once there is a next key. First those that applications find in the secret now, whatever the record says. Then, if
 * the service has no current key that works, the recorded previous keys that it still has. Keys that no record names are not among them:
 * nobody was ever told of those, and they have deadlines of their own.
 */
export function lastKeysAmong(
  keys: readonly ClientKeyReply[],
  prior: ClientKeyState | undefined,
  previous: readonly PreviousKey[],
  found: HandedOut,
  now: Date,
): readonly PreviousKey[] {
  const there = previous.filter((key) => isAmong(keys, key));
  const first = there.filter((key) => mayBeHandedOut(found, key) && !hasCome(key.notAfter, now));
  if (!prior) return first;
  const ids = recordedIds(prior);
  const others = there.filter((key) => ids.has(key.clientKeyId) && !first.includes(key));
  return [...first, ...lastKeysOf({ ...prior, state: stateBy(keys, prior) }, others, now)];
}

export function stateBy(keys: readonly ClientKeyReply[], prior: ClientKeyState): ClientKeyState["state"] {
  return isAmong(keys, prior) ? prior.state : "deleted";
}

export function isAmong(keys: readonly ClientKeyReply[], { clientKeyId }: { readonly clientKeyId: string }): boolean {
  return keys.some((key) => key.clientKeyId === clientKeyId);
}

/**
 * Deletes the keys that the plan says are to go. If no refresh came before the plan, the current key may be gone unseen, or the secret may
 * hand out another one. So the service is asked first, and no key that applications may have is deleted then: the record says what was
 * seen, and the next run makes another key.
 * @returns the previous keys that stay, and the state of the current key
 */
export async function removePlanned(
  context: AlibabaContext,
  inputs: ClientKeyInputs,
  previous: readonly PreviousKey[],
  { prior, reasons }: Planned,
): Promise<Pick<ClientKeyState, "state"> & { readonly previous: PreviousKey[] }> {
  const ending = ended({ reasons }, inputs);
  if (!previous.some(({ clientKeyId }) => ending.has(clientKeyId)))
    return { previous: [...previous], state: prior.state };
  const { region, accessPoint } = inputs;
  const keys = await listKeys(context, region, accessPoint);
  const found = await handedOut(context, region, prior.store);
  const lastKeys = lastKeysAmong(keys, prior, previous, found, context.clock.now());
  for (const key of lastKeys.filter(({ clientKeyId }) => ending.has(clientKeyId)))
    context.log.warn(message`client key ${key.clientKeyId} is not deleted ${whyKept(key, prior, found)}`);
  const left = await removePrevious(context, region, previous, without(ending, lastKeys));
  return { previous: left, state: stateBy(keys, prior) };
}

function whyKept(key: PreviousKey, { clientKeyId, store }: ClientKeyState, found: HandedOut): Message {
  if (found.ids.has(key.clientKeyId))
    return `before there is a next key: the secret ${JSON.stringify(store?.secret)} hands it out, not ${clientKeyId}. Run again with a refresh to have another key made and put there`;
  if (found.untold !== undefined) {
    const { problem, remedy } = aboutUntold(found.untold);
    return `yet: ${problem}. ${remedy}`;
  }
  return `before there is a next key, which the next run makes: the current key, ${clientKeyId}, no longer works`;
}

/** Leaves alone a key that another resource has adopted. @param ending the ids of the keys that go @returns the keys that stay */
export async function removePrevious(
  context: AlibabaContext,
  region: string,
  previous: readonly PreviousKey[],
  ending: ReadonlySet<string>,
): Promise<PreviousKey[]> {
  const isEnding = ({ clientKeyId }: PreviousKey): boolean => ending.has(clientKeyId);
  for (const { clientKeyId } of previous.filter(isEnding))
    if (!isElsewhere(context, region, clientKeyId)) await deleteKey(context, region, clientKeyId);
  return previous.filter((key) => !isEnding(key));
}
