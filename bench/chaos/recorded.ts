import type { Values } from "../../src/core/definition";
import type { Recorded } from "./engine";

/** What the service calls the object of a state. */
export function idOf({ clientKeyId, keyId, name }: Values): string {
  return String(clientKeyId ?? keyId ?? name);
}

/** @param state as it is recorded, its secrets in clear, or without them; @param replaced ids of what is still to be deleted */
export function recordedOf(key: string, state: Values, replaced: readonly string[]): Recorded {
  const { clientKeyId, previous, nextRunBy, version, clientKeyContent, password } = state;
  const isKnown = typeof clientKeyContent === "string" && typeof password === "string";
  return {
    key,
    id: idOf(state),
    previous: (previous ?? []) as Recorded["previous"],
    replaced,
    nextRunBy: nextRunBy as string | undefined,
    // Of a client key it says nothing that the id doesn't.
    version: clientKeyId === undefined ? (version as number | undefined) : undefined,
    credentials: isKnown ? { clientKeyContent, password } : undefined,
  };
}
