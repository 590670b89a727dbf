import { DAY, parseTime, storedTime } from "../../../core/clock";
import { type Message, message, ref } from "../../../core/message";
import type { Moment } from "../../../core/moments";
import type { Reason } from "../../../core/reasons";
import { ALERT_DAYS, hasCome } from "../../../core/rotation";
import { idOf, type KeyInputs, type KeyOutputs, RESTORATION, wholeSeconds } from "./fields";

type Deletable = Pick<KeyOutputs, "state" | "restorableUntil">;

/** The reason to restore a key that somebody deleted. @param also the outputs that change in addition to the state */
export function restoration(
  { state, restorableUntil }: Deletable,
  { restore }: Pick<KeyInputs, "restore">,
  now: Date,
  also: readonly string[] = [],
): Reason | undefined {
  if (state !== "destroyed" || !restorableUntil || restore !== "auto" || hasCome(restorableUntil, now))
    return undefined;
  const message = `the key was deleted outside of this program, and can be restored until ${restorableUntil}`;
  return { code: "restore", outputs: [...RESTORATION, ...also], message };
}

export function lostKeyWarning(state: Deletable, inputs: Pick<KeyInputs, "restore">, now: Date): string | undefined {
  if (state.state !== "destroyed" || restoration(state, inputs, now)) return undefined;
  return "the key was deleted and isn't restored: refresh the state, and the next run makes another";
}

export function expiryWarning(expirationDate: string | undefined, now: Date): Message | undefined {
  if (!expirationDate) return undefined;
  const end = wholeSeconds(expirationDate);
  const left = parseTime(end).getTime() - now.getTime();
  if (left <= 0)
    return message`the key expired on ${end}: make another, with a later ${ref("expirationDate")} and another name`;
  const threshold = ALERT_DAYS.find((days) => left <= days * DAY);
  if (threshold === undefined) return undefined;
  return `the key expires on ${end}, in less than ${threshold} days; rotating doesn't extend its life: only another key lasts longer`;
}

/** The time at which the service deactivates an existing key: one moment at most. */
export function endOf(state: KeyOutputs & Pick<KeyInputs, "expirationDate">): readonly Moment[] {
  if (!state.expirationDate || state.state === "destroyed") return [];
  return [{ what: "end", at: storedTime(state.expirationDate), about: idOf(state) }];
}
