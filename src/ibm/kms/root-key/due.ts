import { formatTime, parseTime } from "../../../core/clock";
import type { Reason } from "../../../core/definition";
import { addDuration } from "../../../core/duration";
import { type Message, message, ref } from "../../../core/message";
import { hasCome } from "../../../core/rotation";
import { expiryWarning, keyDue, lostKeyWarning } from "../key/due";
import { wholeSeconds } from "../key/fields";
import { ROTATION, type RootKeyInputs, type RootKeyOutputs, type RootKeyState } from "./fields";

export const ROTATE = "rotate";

type Dated = Pick<RootKeyOutputs, "createdAt" | "lastRotatedAt" | "state" | "restorableUntil">;
type Terms = Pick<RootKeyInputs, "rotation" | "expirationDate">;

/** From when a rotation would be due by `every`, whether or not the key is in a state to rotate. */
function rotationTime({ createdAt, lastRotatedAt }: Dated, { rotation }: Terms): string | undefined {
  const from = parseTime(lastRotatedAt ?? createdAt);
  return rotation.every && formatTime(addDuration(from, rotation.every));
}

/** The moments at which something is to be done; nothing where nothing will be. */
export function timesOf(dated: Dated, terms: Terms): Pick<RootKeyOutputs, "rotateAt" | "nextRunBy"> {
  if (dated.state !== "active") return { rotateAt: undefined, nextRunBy: dated.restorableUntil };
  const due = rotationTime(dated, terms);
  const rotateAt = due && endsBy(terms, parseTime(due)) ? undefined : due;
  return { rotateAt, nextRunBy: rotateAt };
}

function endsBy({ expirationDate }: Terms, moment: Date): boolean {
  return expirationDate !== undefined && hasCome(expirationDate, moment);
}

/** Restoring what was deleted, and rotating. A key that is disabled, expired or deleted is due for no rotation. */
export function rootKeyDue(state: RootKeyState, inputs: RootKeyInputs, now: Date): Reason[] {
  const restoring = keyDue(state, inputs, now, ["rotateAt", "nextRunBy"]);
  if (state.state !== "active" || !inputs.enabled || state.imported === true || endsBy(inputs, now)) return restoring;
  const { rotateAt } = timesOf(state, inputs);
  if (!rotateAt || !hasCome(rotateAt, now)) return restoring;
  const last = state.lastRotatedAt ? `rotated on ${state.lastRotatedAt}` : `made on ${state.createdAt}`;
  const why = message`rotation has been due since ${rotateAt}: the key was ${last}, and ${ref("rotation.every")} is ${inputs.rotation.every ?? ""}`;
  return [...restoring, { code: ROTATE, outputs: ROTATION, message: why }];
}

export function rootKeyWarnings(state: RootKeyState, inputs: RootKeyInputs, now: Date): Message[] {
  return [
    expiryWarning(inputs.expirationDate, now),
    lostKeyWarning(state, inputs, now),
    lateRotation(state, inputs),
  ].flatMap((line) => line ?? []);
}

function lateRotation(state: RootKeyState, inputs: RootKeyInputs): Message | undefined {
  if (state.state !== "active" || !inputs.expirationDate) return undefined;
  const due = rotationTime(state, inputs);
  if (!due || !endsBy(inputs, parseTime(due))) return undefined;
  return message`${ref("rotation.every")} ${inputs.rotation.every ?? ""} comes to nothing any more: the next rotation would be due on ${due}, and the key expires on ${wholeSeconds(inputs.expirationDate)}`;
}
