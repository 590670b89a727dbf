import { parseTime } from "../../core/clock";
import { type Message, message, ref } from "../../core/message";
import type { DueRule, Reason } from "../../core/reasons";
import { expiryWarning, hasCome, nextRun, retirementTime, rotationTime } from "../../core/rotation";
import { type ClientKeyInputs, type ClientKeyState, isUnderOneYear, type PreviousKey, RETIREMENT } from "./fields";

export const clientKeyDue: readonly DueRule<ClientKeyState, ClientKeyInputs>[] = [
  // The current key is replaced in good time before it expires.
  rotation,
  // All previous keys go at once where the program asks for that,
  revocation,
  // and otherwise each of them when its overlap is over.
  retirement,
];

function rotation(state: ClientKeyState, inputs: ClientKeyInputs, now: Date): Reason | undefined {
  const { rotateAt } = timesOf(state, inputs);
  if (!hasCome(rotateAt, now)) return undefined;
  const { renewBefore, overlap } = inputs.rotation;
  const old = inputs.revokePrevious ? "is deleted at once" : `keeps working for ${overlap}`;
  const version = `version ${state.version} expires ${state.expiresAt}`;
  return {
    code: "rotate",
    outputs: "all",
    message: message`rotation has been due since ${rotateAt} (${version}, ${ref("rotation.renewBefore")} is ${renewBefore}); the old key ${old}`,
  };
}

function revocation({ previous }: ClientKeyState, { revokePrevious }: ClientKeyInputs): Reason | undefined {
  if (!revokePrevious || previous.length === 0) return undefined;
  return {
    code: "revoke",
    outputs: RETIREMENT,
    message: message`${ref("revokePrevious")} deletes ${listed(previous)} now`,
  };
}

function retirement(state: ClientKeyState, inputs: ClientKeyInputs, now: Date): Reason | undefined {
  const overdue = timesOf(state, inputs).previous.filter(({ retireAfter }) => hasCome(retireAfter, now));
  if (inputs.revokePrevious || overdue.length === 0) return undefined;
  return { code: "retire", outputs: RETIREMENT, message: `the overlap is over: ${listed(overdue)} is deleted` };
}

function listed(keys: readonly PreviousKey[]): string {
  return keys.map(({ clientKeyId, retireAfter }) => `${clientKeyId} (kept until ${retireAfter})`).join(", ");
}

/** The stored times, reckoned again for the rotation terms of `inputs`. */
export function timesOf(
  state: ClientKeyState,
  inputs: ClientKeyInputs,
): Pick<ClientKeyState, "rotateAt" | "nextRunBy" | "previous"> {
  const madeAt = parseTime(state.createdAt);
  const storedEnd = retirementTime(madeAt, state.rotation);
  const end = retirementTime(madeAt, inputs.rotation);
  const previous = state.previous.map((key) => (key.retireAfter === storedEnd ? { ...key, retireAfter: end } : key));
  const rotateAt = rotationTime(state.expiresAt, inputs.rotation);
  return { rotateAt, previous, nextRunBy: nextRun(rotateAt, previous) };
}

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
