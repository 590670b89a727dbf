import { LimitError } from "../../core/errors";
import { assign, type Message, message } from "../../core/message";
import type { Crowding } from "../../core/revocable";
import { hasCome } from "../../core/rotation";
import type { AlibabaContext } from "../api/client";
import type { ClientKeyReply } from "../api/wire";
import type { ClientKeyInputs, ClientKeyState, PreviousKey, StrayKey } from "./fields";
import { aboutUntold, type HandedOut } from "./handed-out";
import { dated, deleteKey, madeBefore } from "./keys";
import { timesOf } from "./times";

/** At most three client keys per access point, per the application access point overview. */
const MOST_KEYS = 3;
/** By how much the service's clock may be behind, in milliseconds. */
const SKEW = 10 * 60_000;

export interface Standing {
  readonly keys: readonly ClientKeyReply[];
  readonly prior: ClientKeyState | undefined;
  readonly previous: readonly PreviousKey[];
  /** The previous keys that stay until there is a next key, because applications may have no other: the likeliest to be in use first. */
  readonly lastKeys: readonly PreviousKey[];
  readonly handedOut: HandedOut;
  readonly strays: readonly StrayKey[];
}

/** How many keys have to go before there is room for one more. */
export function lackingPlaces({ keys }: Pick<Standing, "keys">): number {
  return Math.max(0, keys.length - MOST_KEYS + 1);
}

/** The keys that leave no room for a next one, beside the current key: strays, and the previous keys that no run deletes yet. */
export function crowding(state: ClientKeyState, now: Date): Crowding | undefined {
  const working = timesOf(state, state).previous.filter(
    ({ retireAfter, notAfter }) => !hasCome(retireAfter, now) && !hasCome(notAfter, now),
  );
  const strays = state.strays.filter(({ notAfter }) => !hasCome(notAfter, now));
  const ids = [...working, ...strays].map(({ clientKeyId }) => clientKeyId);
  const countBefore = (id: string): number => madeBefore(state, id).length;
  const [oldest] = working
    .map(({ clientKeyId }) => clientKeyId)
    .sort((one, other) => countBefore(one) - countBefore(other));
  const [until] = working.map(({ retireAfter }) => retireAfter).sort();
  if (ids.length + 1 < MOST_KEYS) return undefined;
  return { ids, ...(oldest !== undefined && until !== undefined && { replaced: { oldest, until } }) };
}

/** Deletes ended keys, ours and found, if there is no place for one more key. Keys of others stay. @returns what is left */
export async function removeEnded(context: AlibabaContext, region: string, standing: Standing): Promise<Standing> {
  const { keys, prior, previous, strays } = standing;
  if (lackingPlaces(standing) === 0) return standing;
  const known = new Set([prior, ...previous, ...strays].map((key) => key?.clientKeyId));
  const longAgo = new Date(context.clock.now().getTime() - SKEW);
  const ended = keys.filter(({ clientKeyId, notAfter }) => known.has(clientKeyId) && hasCome(notAfter, longAgo));
  for (const { clientKeyId } of ended) await deleteKey(context, region, clientKeyId);
  const isLeft = ({ clientKeyId }: { readonly clientKeyId: string }): boolean =>
    !ended.some((key) => key.clientKeyId === clientKeyId);
  return { ...standing, keys: keys.filter(isLeft), previous: previous.filter(isLeft), strays: strays.filter(isLeft) };
}

export function lackOfRoom({ accessPoint }: ClientKeyInputs, standing: Standing, now: Date): LimitError | undefined {
  const { keys } = standing;
  if (lackingPlaces(standing) === 0) return undefined;
  const lines = keys.map((key) => `${dated(key)}: ${fateOf(key, standing)}`);
  return new LimitError(
    `the access point ${JSON.stringify(accessPoint)} has ${keys.length} client keys, and the service allows ${MOST_KEYS}: ${lines.join("; ")}`,
    message`No key was made. ${whyKept(standing)}${wayOut(standing, now)}`,
  );
}

/** Why no previous key goes, however old it is. */
function whyKept({ previous, handedOut: { untold } }: Standing): string {
  if (untold === undefined || previous.length === 0) return "";
  const { problem, remedy } = aboutUntold(untold);
  return `No previous key is deleted yet: ${problem}. ${remedy}. `;
}

function fateOf({ clientKeyId }: ClientKeyReply, { prior, previous, lastKeys, strays }: Standing): string {
  const isIt = (key: { readonly clientKeyId: string }): boolean => key.clientKeyId === clientKeyId;
  if (clientKeyId === prior?.clientKeyId) return "the current key, which applications use";
  const old = previous.find(isIt);
  // Without a record, no deadline is named: nothing could keep it, and it would begin anew in each run.
  if (old && !prior) return old.origin === "found" ? "found with this label" : "of the resource that this one replaces";
  if (old?.origin === "found") return `taken over by recover, kept until ${old.retireAfter}`;
  if (old && lastKeys.includes(old)) return "a previous key, kept until there is a next key";
  if (old) return `a previous key, kept until ${old.retireAfter}`;
  return strays.some(isIt) ? "found with this label, not recorded by this resource" : "not a key of this resource";
}

/** Never advises to delete first a key that may be in use. One newer than the current key is in use if a newer state was lost. */
function wayOut({ keys, prior, previous, lastKeys: [likeliest] }: Standing, now: Date): Message {
  const byHand = "delete by hand a key that nobody uses";
  if (!prior || previous.length === 0)
    return "Delete by hand a key that nobody uses; the vendor's audit log shows which one is in use.";
  const madeAt = (id: string): string => keys.find(({ clientKeyId }) => clientKeyId === id)?.createdAt ?? "";
  const isOlder = previous.every(({ clientKeyId }) => madeAt(clientKeyId) <= madeAt(prior.clientKeyId));
  const [next] = previous.flatMap((key) => (key === likeliest ? [] : [key.retireAfter])).sort();
  if (next === undefined) return "Delete by hand a key that nobody uses; the previous one may be in use.";
  const wait = hasCome(next, now)
    ? `The overlap of one key is over: plan again with a refresh to have it deleted`
    : `Wait for the end of an overlap, ${next}`;
  return isOlder
    ? message`${wait}; or set ${assign("revokePrevious", true)} if no application uses the previous keys any more; or ${byHand}.`
    : `${wait}; or ${byHand}. A key that is newer than the current one may be in use.`;
}
