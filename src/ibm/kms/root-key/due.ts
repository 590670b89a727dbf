import { formatTime, parseTime } from "../../../core/clock";
import { addDuration } from "../../../core/duration";
import { type Message, message, ref } from "../../../core/message";
import type { Moment } from "../../../core/moments";
import type { DueRule, Reason } from "../../../core/reasons";
import { hasCome } from "../../../core/rotation";
import { endOf, restoration } from "../key/due";
import { idOf, wholeSeconds } from "../key/fields";
import { ROTATION, type RootKeyInputs, type RootKeyOutputs, type RootKeyState } from "./fields";

type Dated = Pick<RootKeyOutputs, "createdAt" | "lastRotatedAt" | "state" | "restorableUntil">;
type Terms = Pick<RootKeyInputs, "rotation" | "expirationDate">;

/** The time from which `every` makes a rotation due, whether or not the key can rotate in its present state. */
function rotationTime({ createdAt, lastRotatedAt }: Dated, { rotation }: Terms): string | undefined {
  const from = parseTime(lastRotatedAt ?? createdAt);
  return rotation.every && formatTime(addDuration(from, rotation.every));
}

export function timesOf(dated: Dated, terms: Terms): Pick<RootKeyOutputs, "rotateAt" | "nextRunBy"> {
  if (dated.state !== "active") return { rotateAt: undefined, nextRunBy: dated.restorableUntil };
  const due = rotationTime(dated, terms);
  const rotateAt = due && endsBy(terms, parseTime(due)) ? undefined : due;
  return { rotateAt, nextRunBy: rotateAt };
}

function endsBy({ expirationDate }: Terms, moment: Date): boolean {
  return expirationDate !== undefined && hasCome(expirationDate, moment);
}

export const rootKeyDue: readonly DueRule<RootKeyState, RootKeyInputs>[] = [
  // A key that somebody deleted is restored as it was.
  (state, inputs, now) => restoration(state, inputs, now, ["rotateAt", "nextRunBy"]),
  // An active key gets new material once its own is old enough.
  rotation,
];

/** A key that is disabled, expired or deleted is never due for rotation. */
function rotation(state: RootKeyState, inputs: RootKeyInputs, now: Date): Reason | undefined {
  if (state.state !== "active" || !inputs.enabled || state.imported === true || endsBy(inputs, now)) return undefined;
  const { rotateAt } = timesOf(state, inputs);
  if (!rotateAt || !hasCome(rotateAt, now)) return undefined;
  const last = state.lastRotatedAt ? `rotated on ${state.lastRotatedAt}` : `made on ${state.createdAt}`;
  const why = message`rotation has been due since ${rotateAt}: the key was ${last}, and ${ref("rotation.every")} is ${inputs.rotation.every ?? ""}`;
  return { code: "rotate", outputs: ROTATION, message: why };
}

export function lateRotation(state: RootKeyState, inputs: RootKeyInputs): Message | undefined {
  if (state.state !== "active" || !inputs.expirationDate) return undefined;
  const due = rotationTime(state, inputs);
  if (!due || !endsBy(inputs, parseTime(due))) return undefined;
  return message`${ref("rotation.every")} ${inputs.rotation.every ?? ""} no longer has an effect: the next rotation would be due on ${due}, and the key expires on ${wholeSeconds(inputs.expirationDate)}`;
}

/** A key that is imported, disabled or deleted has no rotation time; one that expires before its rotation has only its end. */
export function rootKeyMoments(state: RootKeyState): readonly Moment[] {
  const ends = endOf(state);
  const turns = state.enabled && state.imported !== true;
  const { rotateAt } = timesOf(state, state);
  const turn: readonly Moment[] =
    turns && rotateAt ? [{ what: "rotate", at: rotateAt, until: ends[0]?.at, about: idOf(state) }] : [];
  return [...turn, ...ends];
}
