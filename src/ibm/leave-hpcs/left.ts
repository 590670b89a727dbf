import { granteeOf } from "./grants";
import type { Verdict } from "./keys";
import type { LeavePlan } from "./plan";
import { anewOf, type Survey } from "./survey";
import type { Failures, Kind } from "./work";

export interface Left {
  readonly kind: Kind | "service" | "program";
  /** Its id, or where it is. */
  readonly id: string;
  readonly name: string | undefined;
  /** And what is to be done. */
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
      // One that was made a moment ago may not be listed yet.
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
