import type { Values } from "../../core/definition";
import type { Program } from "../../core/task";
import { placementOf } from "../kms/functions/one-key";
import type { KeyAccess } from "../kms/key/access";
import { parseKeyCrn } from "../platform/crn";
import { placeIn, placeOf } from "../platform/instance";
import type { Wrapped } from "./ciphertexts";

// Data keys whose ciphertext is nowhere but in a state: they are wrapped anew as those of files are.

interface Instance {
  readonly access: KeyAccess;
  readonly named: ReadonlyMap<string, unknown>;
}

/** What a state has of a data key, where its root key is one of this instance. */
export function recordedWrapped(state: Values, place: string, { access }: Instance): Wrapped | undefined {
  const {
    key,
    ciphertext,
    instance,
    instanceId,
    url,
    aad = [],
  } = state as Readonly<Partial<Record<"key" | "ciphertext" | "instance" | "instanceId" | "url", string>>> & {
    readonly aad?: readonly string[];
  };
  if (key === undefined || ciphertext === undefined) return undefined;
  const placement = placementOf({ key, instance, service: undefined, instanceId, url });
  if (placeIn(placement) !== placeOf(access.instance)) return undefined;
  const id = (parseKeyCrn(key)?.resource ?? key).toLowerCase();
  return { place, key: id, ciphertext, aad, record: { key: id, ciphertext, aad: [...aad] } };
}

/** Those of a program whose root keys the instance has. */
export function recordedIn(file: string, { resources }: Program, source: Instance): readonly Wrapped[] {
  return resources.flatMap(({ definition, title, inputs, outputs }) => {
    if (definition.name !== "WrappedKey") return [];
    const wrapped = recordedWrapped({ ...inputs, ...outputs }, `${title} in ${file}`, source);
    return wrapped && source.named.has(wrapped.key) ? [wrapped] : [];
  });
}
