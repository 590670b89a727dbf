import { lengthOf } from "../../core/duration";
import type { Ledger } from "../../core/ledger";
import { assign, joined, type Message, message, ref } from "../../core/message";
import type { DueRule, Reason } from "../../core/reasons";
import { expiryWarning, hasCome } from "../../core/rotation";
import {
  type ClientKeyInputs,
  type ClientKeyState,
  ENDING,
  type PreviousKey,
  type StrayKey,
  TAKING_UP,
} from "./fields";
import { versionIdOf } from "./handed-out";
import { addressOfKey, dated, isTakenUp } from "./keys";
import { fateOf } from "./pending";
import { lastKeysOf, timesOf } from "./times";

export const clientKeyDue: readonly DueRule<ClientKeyState, ClientKeyInputs>[] = [
  // Replaces the current key before it expires, and at once if it is not as it was made.
  rotation,
  // Replaces it also if the current version of its secret is not this key: nobody can tell what that version holds.
  storing,
  // Tries the pending key again until it works.
  verification,
  // Gives a deadline to a key that a run could not record, or that the program takes over.
  takingUp,
  // Deletes all previous keys at once if the program asks for that.
  revocation,
  // Otherwise deletes each of them when its overlap is over.
  retirement,
];

function rotation(state: ClientKeyState, inputs: ClientKeyInputs, now: Date): Reason | undefined {
  const { rotateAt } = timesOf(state, inputs);
  const isGone = state.state === "deleted";
  if (!isGone && state.state !== "altered" && !hasCome(rotateAt, now)) return undefined;
  const why = whyNow(state, inputs, rotateAt, now);
  return { code: "rotate", outputs: "all", message: message`${why}${fateOfOld(state, inputs, now)}` };
}

/** Not due if the program names another secret: that alone makes a new key. */
function storing(state: ClientKeyState, inputs: ClientKeyInputs, now: Date): Reason | undefined {
  const { store } = inputs;
  if (!store || state.storedIn || state.store?.secret !== store.secret) return undefined;
  const why = `the current version of the secret ${JSON.stringify(store.secret)} is not the version with this key, ${versionIdOf(state.clientKeyId)}: another key is made and put there`;
  return { code: "mend", outputs: "all", message: why + fateOfOld(state, inputs, now) };
}

/** undefined for a key that has ended: no overlap keeps it working. */
function fateOfOld({ state, notAfter }: ClientKeyState, inputs: ClientKeyInputs, now: Date): string {
  if (state === "deleted") return "";
  if (inputs.revokePrevious) return "; the old key is deleted at once";
  return hasCome(notAfter, now) ? "" : `; the old key keeps working for ${inputs.rotation.overlap}`;
}

function whyNow(state: ClientKeyState, { rotation: terms }: ClientKeyInputs, rotateAt: string, now: Date): Message {
  const { notBefore, notAfter, expiresAt, version } = state;
  if (state.state === "deleted") return `somebody has deleted version ${version}`;
  if (hasCome(notAfter, now)) return `version ${version} ended on ${notAfter}`;
  if (state.state === "altered")
    return `the service has other time stamps for version ${version} than it was made with: ${notBefore} to ${notAfter}`;
  return message`rotation has been due since ${rotateAt} (version ${version} expires ${expiresAt}, ${ref("rotation.renewBefore")} is ${terms.renewBefore})`;
}

const ANOTHER = "another one is made in its place";

function verification(state: ClientKeyState, inputs: ClientKeyInputs, now: Date): Reason | undefined {
  const { pending } = state;
  if (!pending) return undefined;
  // A password that is left out was settled to the recorded one, which is that of the current key.
  const { rotation: terms, password, store } = inputs;
  const asked = { rotation: terms, store, password: password?.equals(state.password) ? undefined : password };
  const fates: Readonly<Record<ReturnType<typeof fateOf>, Message>> = {
    tried: inputs.verify
      ? "has not yet proven that it works: it is tried again"
      : message`becomes the current key without a proof, because ${ref("verify")} is left out`,
    ended: `did not prove in time that it works: ${ANOTHER}`,
    outdated: `has not proven that it works, and no longer matches the declaration: ${ANOTHER}`,
    unreadable: `has not yet proven that it works. A run that can't read its secrets, for example because they are sealed, makes another one in its place`,
  };
  return { code: "verify", outputs: "all", message: message`${dated(pending)} ${fates[fateOf(state, asked, now)]}` };
}

function takingUp({ strays }: ClientKeyState, inputs: ClientKeyInputs): Reason | undefined {
  const taken = strays.filter((stray) => isTakenUp(stray, inputs));
  if (taken.length === 0) return undefined;
  const each = taken.map((stray): Message => {
    const why =
      stray.origin === "ours"
        ? "was made by a run that could not record it"
        : message`is taken over by ${ref("recover")}`;
    const overlap = stray.origin === "ours" ? inputs.rotation.overlap : inputs.recover?.overlap;
    const fate = inputs.revokePrevious ? "is deleted at once" : `keeps working for ${overlap}, then it is deleted`;
    return message`${dated(stray)} ${why}: it ${fate}`;
  });
  return { code: "stray", outputs: TAKING_UP, about: idsOf(taken), message: joined(each, "; ") };
}

function revocation({ previous }: ClientKeyState, { revokePrevious }: ClientKeyInputs): Reason | undefined {
  if (!revokePrevious || previous.length === 0) return undefined;
  return {
    code: "revoke",
    outputs: ENDING,
    about: idsOf(previous),
    message: message`${ref("revokePrevious")} deletes ${listed(previous)} now`,
  };
}

function retirement(state: ClientKeyState, inputs: ClientKeyInputs, now: Date): Reason | undefined {
  const { previous } = timesOf(state, inputs);
  const [likeliest, ...others] = lastKeysOf(state, previous, now);
  const overdue = previous.filter((key) => key !== likeliest && hasCome(key.retireAfter, now));
  if (inputs.revokePrevious || overdue.length === 0) return undefined;
  const spare = overdue.filter((key) => others.includes(key));
  const over = overdue.filter((key) => !spare.includes(key));
  const each = [
    ...(over.length > 0 ? [`the overlap is over: ${listed(over)} ${are(over)} deleted`] : []),
    ...(spare.length > 0
      ? [
          `no current key works: ${listed(spare)} ${are(spare)} deleted only if there is otherwise no place for the next key`,
        ]
      : []),
  ];
  return { code: "retire", outputs: ENDING, about: idsOf(overdue), message: joined(each, "; ") };
}

function idsOf(keys: readonly { readonly clientKeyId: string }[]): readonly string[] {
  return keys.map(({ clientKeyId }) => clientKeyId);
}

function are(keys: readonly PreviousKey[]): string {
  return keys.length > 1 ? "are" : "is";
}

function listed(keys: readonly PreviousKey[]): string {
  return keys.map(({ clientKeyId, retireAfter }) => `${clientKeyId} (kept until ${retireAfter})`).join(", ");
}

/** Doesn't mention a found key whose record the run has read since the refresh. */
export function clientKeyNotes(
  inputs: ClientKeyInputs,
  state: ClientKeyState | undefined,
  now: Date,
  ledger?: Pick<Ledger, "hasRecorded">,
): Message[] {
  const { validity, revokePrevious, region } = inputs;
  const isRecorded = ({ clientKeyId }: StrayKey): boolean =>
    ledger?.hasRecorded(addressOfKey({ region, clientKeyId })) ?? false;
  const ending = state && expiryWarning(state.notAfter, timesOf(state, inputs).rotateAt, now);
  const found = (state?.strays ?? []).filter((stray) => !isTakenUp(stray, inputs) && !isRecorded(stray));
  return [
    ...(lengthOf(validity) < lengthOf("P1Y")
      ? [`validity ${validity} is shorter than one year, the shortest that the vendor documents`]
      : []),
    ...(revokePrevious
      ? [message`${ref("revokePrevious")} is set: remove it again, or the next rotation leaves no overlap`]
      : []),
    ...(ending ? [ending] : []),
    ...found.map((stray) => message`${dated(stray)} ${FOUND}`),
  ];
}

export const FOUND: Message = message`also has this label, but is not recorded by this resource, so it is left alone. If a lost state had it, set ${assign("recover", { overlap: "P7D" })} to have it deleted after that time, or delete it by hand; if another program has it, give one of the two another label`;
