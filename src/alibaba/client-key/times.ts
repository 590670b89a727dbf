import type { Validity } from "../../core/access/part";
import { formatTime, parseTime } from "../../core/clock";
import { addDuration, subtractDuration } from "../../core/duration";
import type { Moment } from "../../core/moments";
import { hasCome, nextRun, type RotationTerms, retirementTime, rotationTime } from "../../core/rotation";
import type { ClientKeyInputs, ClientKeyState, PreviousKey } from "./fields";
import { countingEnd, MARK_SECONDS } from "./mark";

/** If a key's life is too short for the terms: the part of it after which the key is rotated. The rest is for the change-over. */
const PART_OF_LIFE = 2 / 3;

export function timesOf(
  state: ClientKeyState,
  inputs: Pick<ClientKeyInputs, "rotation">,
): Pick<ClientKeyState, "rotateAt" | "nextRunBy" | "previous"> {
  const since = parseTime(state.currentSince ?? state.createdAt);
  const storedEnd = retirementTime(since, state.rotation);
  const end = retirementTime(since, inputs.rotation);
  const previous = state.previous.map((key) =>
    key.origin === "rotated" && key.retireAfter === storedEnd ? { ...key, retireAfter: end } : key,
  );
  const rotateAt = turnOf(state, inputs.rotation);
  return { rotateAt, previous, nextRunBy: nextRunOf({ ...state, rotateAt, previous }) };
}

/** While a key is pending, a run is needed: due since that key was made. */
export function nextRunOf({
  rotateAt,
  previous,
  pending,
}: Pick<ClientKeyState, "rotateAt" | "previous" | "pending">): string {
  return nextRun(rotateAt, [...previous, ...(pending ? [{ retireAfter: pending.createdAt }] : [])]);
}

/**
 * When a key is rotated. If the service granted so little that the terms leave no time before that, this is at two thirds of what it
 * granted: otherwise every run would rotate, for ever.
 */
export function turnOf(
  { createdAt, expiresAt, notAfter }: Pick<ClientKeyState, "createdAt" | "expiresAt" | "notAfter">,
  terms: RotationTerms,
): string {
  const end = countingEnd(expiresAt, notAfter);
  const turn = rotationTime(end, terms);
  const madeAt = parseTime(createdAt);
  const leavesTime = subtractDuration(parseTime(turn), terms.overlap) > madeAt;
  if (leavesTime) return turn;
  return formatTime(new Date(madeAt.getTime() + (parseTime(end).getTime() - madeAt.getTime()) * PART_OF_LIFE));
}

export function revisionOf(createdAt: string): number {
  return Math.floor(parseTime(createdAt).getTime() / 1000);
}

/**
 * The previous keys that still work if the current one is gone or has ended, as after an old state was restored. Nobody knows which of them
 * applications have, so the likeliest comes first: keys that this resource made before found ones, then newer keys before older ones. For
 * all of them, the overlap begins once there is a key to change over to.
 */
export function lastKeysOf(
  { state, notAfter }: Pick<ClientKeyState, "state" | "notAfter">,
  previous: readonly PreviousKey[],
  now: Date,
): readonly PreviousKey[] {
  if (state !== "deleted" && !hasCome(notAfter, now)) return [];
  const rank = ({ origin, createdAt = "" }: PreviousKey): string => `${origin === "rotated" ? 1 : 0} ${createdAt}`;
  // A rotation lists the key that it replaces first, and the sort keeps the order of equal ones.
  return previous
    .filter((key) => !hasCome(key.notAfter, now))
    .sort((one, other) => rank(other).localeCompare(rank(one), "en"));
}

/**
 * A key that somebody has deleted has no moments, because its rotation is due at once. A previous key has none if it is the last that
 * applications have when its deadline comes: that deadline doesn't count.
 */
export function clientKeyMoments(state: ClientKeyState): readonly Moment[] {
  const { clientKeyId: about, notAfter } = state;
  const { rotateAt, previous } = timesOf(state, state);
  const current: readonly Moment[] = [
    { what: "rotate", at: rotateAt, until: notAfter, about },
    { what: "end", at: notAfter, about },
  ];
  const retired = previous
    .filter((key) => lastKeysOf(state, previous, parseTime(key.retireAfter))[0] !== key)
    .map((key): Moment => ({ what: "retire", at: key.retireAfter, until: key.notAfter, about: key.clientKeyId }));
  return [...(state.state === "deleted" ? [] : current), ...retired];
}

/** The keys that the service accepts, as far as is recorded: also previous and pending keys, and strays. */
export function workingKeys(state: Partial<ClientKeyState>): readonly Validity[] | undefined {
  const { clientKeyId: id, notBefore, notAfter, pending, previous = [], strays = [] } = state;
  if (id === undefined || notAfter === undefined) return undefined;
  const others = [...previous, ...strays].map((key) => ({ id: key.clientKeyId, notAfter: key.notAfter }));
  const next = pending && { id: pending.clientKeyId, notBefore: pending.notBefore, notAfter: pending.notAfter };
  return [...(state.state === "deleted" ? [] : [{ id, notBefore, notAfter }]), ...(next ? [next] : []), ...others];
}

/** The current key, if somebody has deleted it and no run has made another one yet. */
export function deletedKeys({ state, clientKeyId }: Partial<ClientKeyState>): readonly string[] | undefined {
  return state === "deleted" && clientKeyId !== undefined ? [clientKeyId] : [];
}

export function asPrevious(
  { clientKeyId, createdAt, notAfter }: Pick<ClientKeyState, "clientKeyId" | "createdAt" | "notAfter">,
  retireAfter: string,
): PreviousKey {
  return { clientKeyId, createdAt, notAfter, retireAfter, origin: "rotated" };
}

/** The state after a rotation. The new key ends as early as a mark can make it end. */
export function rotatedState(state: ClientKeyState, at: Date): ClientKeyState {
  const { rotation, revokePrevious } = state;
  const end = addDuration(at, state.validity);
  const made = {
    createdAt: formatTime(at),
    expiresAt: formatTime(end),
    notAfter: formatTime(new Date(end.getTime() - MARK_SECONDS * 1000)),
  };
  const replaced = asPrevious(state, retirementTime(at, rotation));
  const left = timesOf(state, state).previous.filter((key) => !hasCome(key.retireAfter, at));
  const settled = { currentSince: undefined, pending: undefined, pendingKey: undefined };
  return { ...state, ...made, ...settled, state: "active", previous: revokePrevious ? [] : [replaced, ...left] };
}
