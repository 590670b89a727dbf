import type { Values } from "../../src/core/definition";
import type { Recorded } from "./engine";

/** The service's id of the object of a state. */
export function idOf({ clientKeyId, keyId, name }: Values): string {
  return String(clientKeyId ?? keyId ?? name);
}

/** @param state as recorded, its secrets in clear or left out; @param replaced ids of objects that are still to be deleted */
export function recordedOf(key: string, state: Values, replaced: readonly string[]): Recorded {
  const { clientKeyId, previous, nextRunBy, version, clientKeyContent, password } = state;
  const isKnown = typeof clientKeyContent === "string" && typeof password === "string";
  return {
    key,
    id: idOf(state),
    previous: (previous ?? []) as Recorded["previous"],
    replaced,
    nextRunBy: nextRunBy as string | undefined,
    // A client key's version adds nothing to its id.
    version: clientKeyId === undefined ? (version as number | undefined) : undefined,
    credentials: isKnown ? { clientKeyContent, password } : undefined,
  };
}
