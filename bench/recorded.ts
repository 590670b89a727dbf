import type { Definition, Values } from "../src/core/definition";

/** An engine's view of a resource: the program's inputs, and the outputs recorded at the last run. */
export interface Recorded {
  readonly definition: Definition;
  readonly given: Values;
  /** The recorded outputs, without the inputs. Secrets are text, as engines send them. */
  readonly outputs: Values;
}
