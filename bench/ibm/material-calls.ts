import type { Definition, Values } from "../../src/core/definition";
import { rootKey } from "../../src/ibm/kms/root-key/lifecycle";
import { standardKey } from "../../src/ibm/kms/standard-key/lifecycle";
import type { CallCount } from "../call-count";
import type { DirectBench } from "../workbench";
import { PLACE } from "./emulated";

/** Key material of 32 bytes, and another. */
const PAYLOAD = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
const OTHER_PAYLOAD = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";

const EVERY = { rotation: { every: "P90D" } };
const DUE = "2026-04-02T00:00:00Z";

/** Counts the calls with key material: to import it, in a run that first looks for objects of earlier ones, and to rotate it. */
export async function countMaterial(bench: DirectBench, calls: CallCount): Promise<void> {
  const create = (what: string, most: number, definition: Definition, given: Values): Promise<Values> => {
    bench.newRun();
    return calls.count(what, most, () => bench.create(definition, given));
  };
  const rotate = (what: string, most: number, state: Values, given: Values): Promise<Values> =>
    calls.update(`RootKey: rotate, ${what}`, most, rootKey, state, given);

  await create("StandardKey: create, secret brought, alias and no restoring", 2, standardKey, {
    ...aliased("mine"),
    payload: PAYLOAD,
  });
  const generated = { ...aliased("generated"), ...EVERY };
  const made = await create("RootKey: create, alias and no restoring", 2, rootKey, generated);
  const imported = { ...aliased("imported"), payload: PAYLOAD };
  const brought = await create("RootKey: create, material brought", 2, rootKey, imported);
  const sealed = { ...aliased("sealed"), payload: PAYLOAD, importToken: true };
  const encrypted = await create("RootKey: create, material brought, encrypted for the service", 4, rootKey, sealed);
  await bench.at(DUE);
  await rotate("due", 1, made, generated);
  await rotate("other material", 1, brought, { ...imported, payload: OTHER_PAYLOAD });
  await rotate("other material, encrypted for the service", 3, encrypted, { ...sealed, payload: OTHER_PAYLOAD });
}

/** A key whose alias alone tells whether it was already made. */
function aliased(name: string): Values {
  return { ...PLACE, name, label: `shop/prod/${name}`, aliases: [name], restore: "never" };
}
