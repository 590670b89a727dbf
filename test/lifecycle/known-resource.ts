import type { Emulator } from "keysmith-emulator";
import type { Values } from "../../src/core/definition";
import type { Declared } from "./engine";

/** A call to the service. */
export interface Call {
  readonly operation: string;
  /** Made once in a run for all resources of which this says the same. */
  readonly shared?: string;
}

/** How one kind of resource is known to its service, and what can be done to it behind the engine's back. */
export interface KnownResource {
  /**
   * What creating one costs when nothing goes wrong and no earlier run has left anything.
   * @param args as the program gives them; @param made all that the same run makes
   */
  creating(args: Values, made: readonly Declared[]): readonly Call[];
  reading(args: Values): readonly Call[];
  /** Of what only a state keeps: whether the service can still open it. */
  exists(emulator: Emulator, state: Values): Promise<boolean>;
  /** Absent where the service has no object that could be deleted: what was made outlives its record. */
  readonly remove?: (emulator: Emulator, state: Values) => Promise<void>;
  /** Another person agrees to the deletion, where two must. */
  readonly agree?: (emulator: Emulator, state: Values) => Promise<void>;
  /** Changes the object where its definition can see it. Absent where the service can't. */
  readonly drift?: (emulator: Emulator, state: Values) => Promise<void>;
}
