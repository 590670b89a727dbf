import { defineTaskPart, type TaskPart } from "../../core/task";
import type { IbmClient } from "../client";
import type { ListedPolicy } from "../iam/api";
import type { Key, Registration } from "../kms/api/wire";
import { DEFAULT_RING } from "../kms/key/fields";
import { DESTROYED, policyMonthsOf, stateWord } from "../kms/key/state";
import { HPCS_DELETION, hpcsDaysLeft } from "../platform/hpcs";
import { granteeOf, keyOfGrant, verdictOfGrant } from "./grants";
import { leaveChecks, leaveInputs } from "./inputs";
import { judgeOfKeys, kindOf, type Verdict } from "./keys";
import { type Other, othersOf } from "./others";
import { type ProgramRow, programRows } from "./programs";
import { anewOf, type Survey, survey } from "./survey";
import { verdictOfUse } from "./users";
import type { Failures, Kind } from "./work";

export interface Judged<T> {
  readonly of: T;
  readonly verdict: Verdict;
}

/** In the order of a run. */
export interface LeavePlan {
  readonly rings: readonly Judged<string>[];
  readonly keys: readonly Judged<Key>[];
  readonly grants: readonly Judged<ListedPolicy>[];
  readonly uses: readonly Judged<Registration>[];
  readonly programs: readonly ProgramRow[];
}

/** Pure. */
export function planOf(found: Survey, now: Date): LeavePlan {
  const { source, target, journal } = found;
  const judge = judgeOfKeys(found, now);
  const keys = source.keys.map((key) => ({ of: key, verdict: judge(key) }));
  const verdicts = new Map(keys.map(({ of, verdict }) => [of.id, verdict]));
  const there = new Set(target.rings.map(({ id }) => id));
  const rings = source.rings.filter(({ id }) => id !== DEFAULT_RING);
  return {
    rings: rings.map(({ id }) => ({
      of: id,
      verdict: { next: there.has(id) || journal.rings.has(id) ? "moved" : "moves" },
    })),
    keys,
    grants: found.grants.map((policy) => ({
      of: policy,
      verdict: verdictOfGrant(policy, found, (id) => verdicts.get(id)),
    })),
    uses: source.registrations.map((use) => ({ of: use, verdict: verdictOfUse(use, found) })),
    programs: programRows(found),
  };
}

export interface Left {
  readonly kind: Kind | "service" | "program";
  /** The id of the object, or its place. */
  readonly id: string;
  readonly name: string | undefined;
  /** The reason, and the remedy. */
  readonly why: string;
}

export function leftover(kind: Left["kind"], id: string, why: string, name?: string): Left {
  return { kind, id, name, why };
}

const NOT_YET = "it isn't moved yet: run";

export function leftOf(found: Survey, plan: LeavePlan, failures?: Failures): readonly Left[] {
  const open = (kind: Kind, id: string, { next, why = NOT_YET }: Verdict, name?: string): Left[] =>
    next === "moves" || next === "waits" ? [leftover(kind, id, failures?.get(`${kind} ${id}`) ?? why, name)] : [];
  return [
    ...plan.rings.flatMap(({ of, verdict }) => open("ring", of, verdict)),
    ...plan.keys.flatMap(({ of, verdict }) => open("key", of.id, verdict, of.name)),
    ...plan.grants.flatMap(({ of, verdict }) => {
      // A policy that was made a moment ago may not be listed yet.
      const isMade = verdict.next === "moves" && found.journal.policies.has(of.id);
      const isDone = isMade && failures?.get(`authorization ${of.id}`) === undefined;
      return isDone ? [] : open("authorization", of.id, verdict, granteeOf(of));
    }),
    ...ciphertextsLeft(found, failures),
    ...plan.uses.flatMap(({ of, verdict: { next, why = "" } }): Left[] =>
      next === "moved" ? [] : [leftover("service", of.resourceCrn, why, `key ${of.keyId}`)],
    ),
    ...plan.programs.map(({ file, resource, why = "" }) => leftover("program", resource, why, file)),
  ];
}

function ciphertextsLeft(found: Survey, failures: Failures | undefined): Left[] {
  return found.ciphertexts.flatMap((wrapped): Left[] => {
    const { twin, ciphertext } = anewOf(found, wrapped);
    if (ciphertext !== undefined) return [];
    const usual = twin === undefined ? `its key ${wrapped.key} has no twin` : NOT_YET;
    return [leftover("ciphertext", wrapped.place, failures?.get(`ciphertext ${wrapped.place}`) ?? usual)];
  });
}

export function deadline(now: Date): { readonly deletedOn: string; readonly daysLeft: number } {
  return { deletedOn: HPCS_DELETION, daysLeft: Math.max(0, hpcsDaysLeft(now)) };
}

function answerOf(found: Survey, plan: LeavePlan, others: readonly Other[], now: Date) {
  const uses = found.source.registrations;
  const keyOf = new Map(found.ciphertexts.map((each) => [each, found.source.named.get(each.key)?.id]));
  return {
    ...deadline(now),
    rings: plan.rings.map(({ of, verdict }) => ({ name: of, ...verdict })),
    keys: plan.keys.map(({ of: key, verdict }) => ({
      id: key.id,
      name: key.name,
      kind: kindOf(key),
      state: stateWord(key.state),
      next: verdict.next,
      twin: found.journal.keys.get(key.id),
      keyRing: key.keyRingID === DEFAULT_RING ? undefined : key.keyRingID,
      aliases: key.aliases,
      policies: policiesOf(key),
      authorizations: plan.grants.filter(({ of }) => keyOfGrant(of) === key.id).length || undefined,
      services: uses.filter(({ keyId }) => keyId === key.id).length || undefined,
      ciphertexts: found.ciphertexts.filter((each) => keyOf.get(each) === key.id).length || undefined,
      why: verdict.why,
    })),
    authorizations: plan.grants.map(({ of, verdict }) => ({
      policy: of.id,
      for: granteeOf(of),
      key: keyOfGrant(of) ?? "all keys",
      ...verdict,
    })),
    services: plan.uses.map(({ of, verdict }) => ({ service: of.resourceCrn, key: of.keyId, ...verdict })),
    programs: plan.programs,
    others,
    order: orderOf(found, plan, others),
  };
}

function policiesOf(key: Key): string[] {
  const months = policyMonthsOf(key);
  return [
    ...(months > 0 ? [`rotation every ${months} months`] : []),
    ...(key.dualAuthDelete?.enabled ? ["dual authorization"] : []),
  ];
}

/** Leaves out the steps for which there is nothing to do. */
function orderOf(
  { ciphertexts }: Survey,
  { rings, keys, grants, uses, programs }: LeavePlan,
  others: readonly Other[],
): readonly { readonly step: number; readonly work: string }[] {
  const open = (all: readonly Judged<unknown>[], next: Verdict["next"]): number =>
    all.filter(({ verdict }) => verdict.next === next).length;
  const waiting = open(keys, "waits");
  const byHand = others.filter((each) => each.next === "waits").length;
  const moving = [
    [open(rings, "moves"), "key ring"],
    [open(keys, "moves"), "key"],
    [open(grants, "moves"), "authorization"],
    [ciphertexts.length, "ciphertext"],
  ] as const;
  const deleted = keys.filter(({ of }) => of.state === DESTROYED).length;
  const listed = moving.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}${count === 1 ? "" : "s"}`] : []));
  const steps = [
    waiting > 0 && `give or decide what keys wait for, as \`why\` says: ${waiting}`,
    open(grants, "waits") > 0 && `grant by hand what has no counterpart: ${open(grants, "waits")}`,
    `keysmith ibm leave-hpcs run: ${listed.join(", ") || "nothing is left to move"}`,
    byHand > 0 && `set up what no run moves, as \`why\` says: ${byHand}`,
    ciphertexts.length > 0 && "put the new ciphertexts where applications read the old ones",
    open(uses, "waits") > 0 && `let services use the new keys: ${open(uses, "waits")}`,
    programs.length > 0 && `switch programs over, by the files that a run writes: ${programs.length}`,
    deleted > 0 && `restore the deleted keys that are still needed, and run again: ${deleted}`,
    "keysmith ibm leave-hpcs check: until it ends with exit code 0",
  ].filter((step) => step !== false);
  return steps.map((work, index) => ({ step: index + 1, work }));
}

export const planPart: TaskPart = defineTaskPart<typeof leaveInputs, IbmClient>({
  command: "plan",
  summary:
    "Shows what is in a Hyper Protect Crypto Services instance, who uses it, and which parts of it can be moved to a Key Protect instance. Changes nothing.",
  inputs: leaveInputs,
  checks: leaveChecks,
  async perform(context, inputs, desk) {
    const found = await survey(context, inputs, desk);
    const others = await othersOf(context, found);
    const now = context.clock.now();
    return { answer: answerOf(found, planOf(found, now), others, now), isComplete: true };
  },
});
