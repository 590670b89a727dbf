import { z } from "zod";
import { field } from "../../core/fields";
import { granteeOf } from "./grants";
import type { Verdict } from "./keys";
import type { LeavePlan } from "./plan";
import { anewOf, type Survey } from "./survey";
import type { Failures, Kind } from "./work";

const left = z.object({
  kind: field(z.enum(["ring", "key", "authorization", "ciphertext", "service", "program"]), { doc: "What it is." }),
  id: field(z.string(), { doc: "Its id, or where it is." }),
  name: field(z.string().optional(), { doc: "Its name." }),
  why: field(z.string(), { doc: "Why, and what is to be done." }),
});

export type Left = z.output<typeof left>;

export const leftFields = { left: field(z.array(left), { doc: "What is still with the old instance." }) };

const NOT_YET = "it isn't moved yet: run";

/** What is still to be done, by whomever. @param failures of the run that was made just now */
export function leftOf(found: Survey, plan: LeavePlan, failures?: Failures): readonly Left[] {
  const open = (kind: Kind, id: string, { next, why = NOT_YET }: Verdict, name?: string): Left[] =>
    next === "moves" || next === "waits" ? [{ kind, id, name, why: failures?.of(kind, id) ?? why }] : [];
  return [
    ...plan.rings.flatMap(({ of, verdict }) => open("ring", of, verdict)),
    ...plan.keys.flatMap(({ of, verdict }) => open("key", of.id, verdict, of.name)),
    // One that was made a moment ago may not be listed yet.
    ...plan.grants.flatMap(({ of, verdict }) =>
      found.journal.policies.has(of.id) ? [] : open("authorization", of.id, verdict, granteeOf(of)),
    ),
    ...ciphertextsLeft(found, failures),
    ...plan.uses.flatMap(({ of, verdict: { next, why = "" } }): Left[] =>
      next === "moved" ? [] : [{ kind: "service", id: of.resourceCrn, name: `key ${of.keyId}`, why }],
    ),
    ...plan.programs.map(({ file, resource, why = "" }): Left => ({ kind: "program", id: resource, name: file, why })),
  ];
}

function ciphertextsLeft(found: Survey, failures: Failures | undefined): Left[] {
  return found.files
    .flatMap(({ records }) => records)
    .flatMap((wrapped): Left[] => {
      const { twin, ciphertext } = anewOf(found, wrapped);
      if (ciphertext !== undefined) return [];
      const usual = twin === undefined ? `its key ${wrapped.key} has no twin` : NOT_YET;
      return [{ kind: "ciphertext", id: wrapped.place, why: failures?.of("ciphertext", wrapped.place) ?? usual }];
    });
}
