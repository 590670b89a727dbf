import { z } from "zod";
import { field } from "../../core/fields";
import { digestOf } from "./ciphertexts";
import { granteeOf } from "./grants";
import type { Verdict } from "./keys";
import type { LeavePlan } from "./plan";
import { keyNamed, type Survey } from "./survey";
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
    ...plan.grants.flatMap(({ of, verdict }) => open("authorization", of.id, verdict, granteeOf(of))),
    ...ciphertextsLeft(found, failures),
    ...plan.uses.flatMap(({ of, verdict: { next, why = "" } }): Left[] =>
      next === "moved" ? [] : [{ kind: "service", id: of.resourceCrn, name: `key ${of.keyId}`, why }],
    ),
    ...plan.programs.map(({ file, resource, why = "" }): Left => ({ kind: "program", id: resource, name: file, why })),
  ];
}

function ciphertextsLeft({ files, source, journal }: Survey, failures: Failures | undefined): Left[] {
  return files
    .flatMap(({ records }) => records)
    .flatMap((wrapped): Left[] => {
      const { id } = keyNamed(source, wrapped.key, wrapped.place);
      if (journal.ciphertexts.has(digestOf(id, wrapped))) return [];
      const usual = journal.keys.has(id) ? NOT_YET : `its key ${id} has no twin`;
      return [{ kind: "ciphertext", id: wrapped.place, why: failures?.of("ciphertext", wrapped.place) ?? usual }];
    });
}
