import { z } from "zod";
import { field } from "../../core/fields";
import { defineTaskPart, type TaskPart } from "../../core/task";
import type { IbmClient } from "../client";
import type { ListedPolicy } from "../iam/api";
import type { Key, Registration } from "../kms/api/wire";
import { DEFAULT_RING } from "../kms/key/fields";
import { DESTROYED, policyMonthsOf, stateWord } from "../kms/key/state";
import { HPCS_DELETION, hpcsDaysLeft } from "../platform/hpcs";
import { granteeOf, grantsOf, keyOfGrant, verdictOfGrant } from "./grants";
import { leaveChecks, leaveInputs } from "./inputs";
import { judgeOfKeys, kindOf, type Verdict } from "./keys";
import { type Other, othersField, othersOf } from "./others";
import { type ProgramRow, programRows } from "./programs";
import { type Survey, survey } from "./survey";
import { verdictOfUse } from "./users";

export interface Judged<T> {
  readonly of: T;
  readonly verdict: Verdict;
}

/** What is to be done, in the order in which it is done. Plain data. */
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
    grants: grantsOf(found).map((policy) => ({
      of: policy,
      verdict: verdictOfGrant(policy, found, (id) => verdicts.get(id)),
    })),
    uses: source.registrations.map((use) => ({ of: use, verdict: verdictOfUse(use, found) })),
    programs: programRows(found),
  };
}

const text = (doc: string): z.ZodString => field(z.string(), { doc });
const maybeText = (doc: string): z.ZodOptional<z.ZodString> => field(z.string().optional(), { doc });

const nexts = z.enum(["moves", "moved", "there", "waits", "stays"]);
const next = (): typeof nexts =>
  field(nexts.clone(), {
    doc: "`moves`: a run moves it; `moved`; `there`: no run has made it, and it counts; `waits`: for what only people can give or do; `stays`: nothing of it is to be moved.",
  });
const why = (): z.ZodOptional<z.ZodString> => maybeText("Why, or what is to be done.");

export const deadlineFields = {
  deletedOn: text("When IBM deletes the old instance."),
  daysLeft: field(z.number(), { doc: "Until then." }),
};

export function deadline(now: Date): { readonly deletedOn: string; readonly daysLeft: number } {
  return { deletedOn: HPCS_DELETION, daysLeft: Math.max(0, hpcsDaysLeft(now)) };
}

const outputs = z.object({
  ...deadlineFields,
  rings: field(z.array(z.object({ name: text("The ring."), next: next(), why: why() })), { doc: "The key rings." }),
  keys: field(
    z.array(
      z.object({
        id: text("The key's id."),
        name: text("The key's name."),
        kind: field(z.enum(["root", "standard"]), { doc: "Its kind." }),
        state: text("Its state."),
        next: next(),
        twin: maybeText("The id of the key in its place."),
        keyRing: maybeText("Its ring."),
        aliases: field(z.array(z.string()), { doc: "Its aliases." }),
        policies: field(z.array(z.string()), { doc: "Its policies." }),
        authorizations: field(z.number().optional(), { doc: "How many authorizations are for this key." }),
        services: field(z.number().optional(), { doc: "How many services use it." }),
        ciphertexts: field(z.number().optional(), { doc: "How many of the given ciphertexts it has wrapped." }),
        why: why(),
      }),
    ),
    { doc: "The keys, with what uses them." },
  ),
  authorizations: field(
    z.array(
      z.object({
        policy: text("The id of the policy."),
        for: text("Which service may."),
        key: text("What it may use."),
        next: next(),
        why: why(),
      }),
    ),
    { doc: "The service authorizations." },
  ),
  services: field(
    z.array(z.object({ service: text("Its CRN."), key: text("The key that it uses."), next: next(), why: why() })),
    { doc: "The services that use a key, by its registrations." },
  ),
  programs: field(
    z.array(z.object({ file: text("The state."), resource: text("The resource."), next: next(), why: why() })),
    {
      doc: "What the programs manage in the old instance.",
    },
  ),
  others: othersField,
  order: field(
    z.array(z.object({ step: field(z.number(), { doc: "Its number." }), work: text("What is to be done.") })),
    {
      doc: "The work, in its order.",
    },
  ),
});

type Answer = z.output<typeof outputs>;

function answerOf(found: Survey, plan: LeavePlan, others: readonly Other[], now: Date): Answer {
  const uses = found.source.registrations;
  const wrapped = found.files.flatMap(({ records }) => records);
  const keyOf = new Map(wrapped.map((each) => [each, found.source.named.get(each.key)?.id]));
  return {
    ...deadline(now),
    rings: plan.rings.map(({ of, verdict }) => ({ name: of, ...verdict })),
    keys: plan.keys.map(({ of: key, verdict }) => ({
      id: key.id,
      name: key.name,
      kind: kindOf(key),
      state: stateWord(key.state),
      ...verdict,
      twin: found.journal.keys.get(key.id),
      keyRing: key.keyRingID === DEFAULT_RING ? undefined : key.keyRingID,
      aliases: [...key.aliases],
      policies: policiesOf(key),
      authorizations: some(plan.grants.filter(({ of }) => keyOfGrant(of) === key.id)),
      services: some(uses.filter(({ keyId }) => keyId === key.id)),
      ciphertexts: some(wrapped.filter((each) => keyOf.get(each) === key.id)),
    })),
    authorizations: plan.grants.map(({ of, verdict }) => ({
      policy: of.id,
      for: granteeOf(of),
      key: keyOfGrant(of) ?? "all keys",
      ...verdict,
    })),
    services: plan.uses.map(({ of, verdict }) => ({ service: of.resourceCrn, key: of.keyId, ...verdict })),
    programs: [...plan.programs],
    others: [...others],
    order: orderOf(found, plan, others),
  };
}

function some(items: readonly unknown[]): number | undefined {
  return items.length === 0 ? undefined : items.length;
}

function policiesOf(key: Key): string[] {
  const months = policyMonthsOf(key);
  return [
    ...(months > 0 ? [`rotation every ${months} months`] : []),
    ...(key.dualAuthDelete?.enabled ? ["dual authorization"] : []),
  ];
}

/** Whatever there is nothing to do for is left out. */
function orderOf(
  { files }: Survey,
  { rings, keys, grants, uses, programs }: LeavePlan,
  others: readonly Other[],
): Answer["order"] {
  const open = (all: readonly Judged<unknown>[], next: Verdict["next"]): number =>
    all.filter(({ verdict }) => verdict.next === next).length;
  const wrapped = files.flatMap(({ records }) => records).length;
  const waiting = open(keys, "waits");
  const byHand = others.filter((each) => each.next === "waits").length;
  const moving = [
    [open(rings, "moves"), "key ring"],
    [open(keys, "moves"), "key"],
    [open(grants, "moves"), "authorization"],
    [wrapped, "ciphertext"],
  ] as const;
  const deleted = keys.filter(({ of }) => of.state === DESTROYED).length;
  const listed = moving.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}${count === 1 ? "" : "s"}`] : []));
  const steps = [
    waiting > 0 && `give or decide what keys wait for, as said beside them: ${waiting}`,
    open(grants, "waits") > 0 && `grant by hand what has no counterpart: ${open(grants, "waits")}`,
    `keysmith ibm leave-hpcs run: ${listed.join(", ") || "nothing is left to move"}`,
    byHand > 0 && `set up what no run moves, as said beside it: ${byHand}`,
    wrapped > 0 && "put the new ciphertexts where applications read the old ones",
    open(uses, "waits") > 0 && `let services use the new keys: ${open(uses, "waits")}`,
    programs.length > 0 && `let programs go over, by the files that a run writes: ${programs.length}`,
    deleted > 0 && `restore what is still needed of the deleted keys, and run again: ${deleted}`,
    "keysmith ibm leave-hpcs check: until it ends with exit code 0",
  ].filter((step) => step !== false);
  return steps.map((work, index) => ({ step: index + 1, work }));
}

export const planPart: TaskPart = defineTaskPart<typeof leaveInputs, typeof outputs, IbmClient>({
  command: "plan",
  summary:
    "Shows what is in a Hyper Protect Crypto Services instance, who uses it, and what of it can be moved to a Key Protect instance. Changes nothing.",
  inputs: leaveInputs,
  outputs,
  checks: leaveChecks,
  async perform(context, inputs, desk) {
    const found = await survey(context, inputs, desk);
    const others = await othersOf(context, found);
    const now = context.clock.now();
    return { answer: answerOf(found, planOf(found, now), others, now), isComplete: true };
  },
});
