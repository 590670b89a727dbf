import { type Desk, defineTaskPart, type TaskPart } from "../../core/task";
import type { IbmClient, IbmContext } from "../client";
import type { Key } from "../kms/api/wire";
import { DEFAULT_RING } from "../kms/key/fields";
import { policyMonthsOf } from "../kms/key/state";
import type { Wrapped } from "./ciphertexts";
import { grantsSame, twinIn } from "./grants";
import { leaveChecks, leaveInputs } from "./inputs";
import { deadline, type LeavePlan, type Left, leftOf, leftover, planOf } from "./plan";
import { anewOf, keyNamed, type Survey, survey } from "./survey";
import { type Failures, forEach } from "./work";

/** The properties of the old key that its twin lacks. A twin that somebody chose is taken as they want it. */
function lacksOf({ target, journal }: Survey, key: Key): string[] {
  const twin = target.named.get(journal.keys.get(key.id) ?? "");
  if (!twin || journal.given.has(twin.id)) return [];
  const aliases = key.aliases.filter((alias) => !twin.aliases.includes(alias));
  const [ring = DEFAULT_RING, itsRing = DEFAULT_RING] = [key.keyRingID, twin.keyRingID];
  return [
    ...(aliases.length > 0 ? [`lacks the aliases ${aliases.join(", ")}`] : []),
    ...(ring === itsRing ? [] : [`is in the ring ${itsRing}, and not in ${ring}`]),
    ...(key.state === twin.state ? [] : ["is in another state"]),
    ...(policyMonthsOf(key) === policyMonthsOf(twin) ? [] : ["has another rotation policy"]),
    ...(key.dualAuthDelete?.enabled && !twin.dualAuthDelete?.enabled ? ["can be deleted by one user alone"] : []),
  ];
}

function keysAmiss(found: Survey, { keys }: LeavePlan): Left[] {
  return keys.flatMap(({ of: key, verdict }): Left[] => {
    const lacks = verdict.next === "moved" ? lacksOf(found, key) : [];
    const twin = found.journal.keys.get(key.id);
    return lacks.length > 0 ? [leftover("key", key.id, `${twin} ${lacks.join("; it ")}`, key.name)] : [];
  });
}

function grantsAmiss(found: Survey, { grants }: LeavePlan): Left[] {
  const { journal, targetPolicies } = found;
  return grants.flatMap(({ of: policy, verdict }): Left[] => {
    const twin = journal.policies.get(policy.id);
    // A grant that waits is reported as left anyway, with the reason.
    if (twin === undefined || verdict.next === "waits") return [];
    const there = targetPolicies.find(({ id }) => id === twin);
    if (there && journal.given.has(policy.id)) return [];
    const isRight = there && grantsSame(there, twinIn(found, policy));
    const why = there ? `the policy ${twin} no longer grants the same` : `the policy ${twin} is gone: run again`;
    return isRight ? [] : [leftover("authorization", policy.id, why)];
  });
}

async function compare(found: Survey, wrapped: Wrapped): Promise<string | undefined> {
  const { source, target } = found;
  const { id } = keyNamed(source, wrapped.key, wrapped.place);
  const { twin, ciphertext } = anewOf(found, wrapped);
  if (twin === undefined || ciphertext === undefined) return undefined;
  const { aad } = wrapped;
  const before = await source.access.api.unwrap(id, { ciphertext: wrapped.ciphertext, aad });
  const after = await target.access.api.unwrap(twin, { ciphertext, aad });
  return before.plaintext.equals(after.plaintext)
    ? undefined
    : "the new ciphertext doesn't contain the same as the old one";
}

async function ciphertextsAmiss(context: IbmContext, found: Survey, desk: Desk): Promise<Left[]> {
  const failures: Failures = new Map();
  const idOf = ({ place }: Wrapped): string => place;
  await forEach({ context, desk, failures }, "ciphertext", found.ciphertexts, idOf, async (wrapped) => {
    const why = await compare(found, wrapped);
    if (why) failures.set(`ciphertext ${wrapped.place}`, why);
  });
  return found.ciphertexts.flatMap(({ place }): Left[] => {
    const why = failures.get(`ciphertext ${place}`);
    return why === undefined ? [] : [leftover("ciphertext", place, why)];
  });
}

export const checkPart: TaskPart = defineTaskPart<typeof leaveInputs, IbmClient>({
  command: "check",
  summary:
    "Proves that nothing is left in a Hyper Protect Crypto Services instance: every given ciphertext opens with the twin of its key, every authorization and every service has moved, and no given state names the instance. Ends with exit code 0 only then, otherwise with 2.",
  inputs: leaveInputs,
  checks: leaveChecks,
  async perform(context, inputs, desk) {
    const found = await survey(context, inputs, desk);
    const now = context.clock.now();
    const plan = planOf(found, now);
    const closed = await ciphertextsAmiss(context, found, desk);
    const left = [...leftOf(found, plan), ...keysAmiss(found, plan), ...grantsAmiss(found, plan), ...closed];
    const open = left.filter(({ kind }) => kind === "ciphertext").length;
    const opened = found.ciphertexts.length - open;
    return { answer: { ...deadline(now), opened, left }, isComplete: left.length === 0 };
  },
});
