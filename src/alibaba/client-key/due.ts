import { parseTime } from "../../core/clock";
import type { Reason } from "../../core/definition";
import { type Message, message, ref } from "../../core/message";
import { expiryWarning, hasCome, nextRun, retirementTime, rotationTime } from "../../core/rotation";
import { type ClientKeyInputs, type ClientKeyState, isUnderOneYear, type PreviousKey, RETIREMENT } from "./fields";

/** Codes of the reasons for which time, or `revokePrevious`, changes a client key. */
export const ROTATE = "rotate";
export const RETIRE = "retire";
export const REVOKE = "revoke";

export interface Times {
  readonly rotateAt: string;
  readonly nextRunBy: string;
  readonly previous: readonly PreviousKey[];
}

/** The stored times, reckoned again for the rotation terms of `inputs`. */
export function timesOf(state: ClientKeyState, inputs: ClientKeyInputs): Times {
  const madeAt = parseTime(state.createdAt);
  const storedEnd = retirementTime(madeAt, state.rotation);
  const end = retirementTime(madeAt, inputs.rotation);
  const previous = state.previous.map((key) => (key.retireAfter === storedEnd ? { ...key, retireAfter: end } : key));
  const rotateAt = rotationTime(state.expiresAt, inputs.rotation);
  return { rotateAt, previous, nextRunBy: nextRun(rotateAt, previous) };
}

/** Rotation, retirement and revocation, in this order. Pure, and true until done. */
export function clientKeyDue(state: ClientKeyState, inputs: ClientKeyInputs, now: Date): Reason[] {
  const { rotateAt, previous } = timesOf(state, inputs);
  const reasons: Reason[] = [];
  if (hasCome(rotateAt, now)) reasons.push(rotationReason(state, inputs, rotateAt));
  const overdue = previous.filter(({ retireAfter }) => hasCome(retireAfter, now));
  if (inputs.revokePrevious && previous.length > 0) {
    reasons.push({
      code: REVOKE,
      outputs: RETIREMENT,
      message: message`${ref("revokePrevious")} deletes ${listed(previous)} now`,
    });
  } else if (overdue.length > 0) {
    reasons.push({ code: RETIRE, outputs: RETIREMENT, message: `the overlap is over: ${listed(overdue)} is deleted` });
  }
  return reasons;
}

/** What is allowed and still worth a second thought, and that the end of the key is near. */
export function clientKeyNotes(inputs: ClientKeyInputs, state: ClientKeyState | undefined, now: Date): Message[] {
  const { validity, revokePrevious } = inputs;
  const ending = state && expiryWarning(state.notAfter, timesOf(state, inputs).rotateAt, now);
  return [
    ...(isUnderOneYear(validity)
      ? [`validity ${validity} is under the one year that the vendor documents as the least`]
      : []),
    ...(revokePrevious
      ? [message`${ref("revokePrevious")} is set: take it out again, or the next rotation leaves no overlap`]
      : []),
    ...(ending ? [ending] : []),
  ];
}

function rotationReason(state: ClientKeyState, inputs: ClientKeyInputs, rotateAt: string): Reason {
  const { renewBefore, overlap } = inputs.rotation;
  const old = inputs.revokePrevious ? "is deleted at once" : `keeps working for ${overlap}`;
  const version = `version ${state.version} expires ${state.expiresAt}`;
  return {
    code: ROTATE,
    outputs: "all",
    message: message`rotation has been due since ${rotateAt} (${version}, ${ref("rotation.renewBefore")} is ${renewBefore}); the old key ${old}`,
  };
}

function listed(keys: readonly PreviousKey[]): string {
  return keys.map(({ clientKeyId, retireAfter }) => `${clientKeyId} (kept until ${retireAfter})`).join(", ");
}
