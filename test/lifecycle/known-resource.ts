import type { Values } from "../../src/core/definition";
import type { Emulator } from "../../src/emulator";

/** How one kind of resource is known to its service, and what can be done to it behind the engine's back. */
export interface KnownResource {
  exists(emulator: Emulator, state: Values): Promise<boolean>;
  remove(emulator: Emulator, state: Values): Promise<void>;
  /** Another person agrees to the deletion, where two must. */
  readonly agree?: (emulator: Emulator, state: Values) => Promise<void>;
  /** Changes the object where its definition can see it. Absent where the service can't. */
  readonly drift?: (emulator: Emulator, state: Values) => Promise<void>;
}
