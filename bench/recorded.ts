import type { Definition, Values } from "../src/core/definition";

/** A resource as an engine has it: what the program gives, and what was recorded at the last run. */
export interface Recorded {
  readonly definition: Definition;
  readonly given: Values;
  /** The recorded outputs, without the inputs. Secrets are text, as they are when an engine sends them. */
  readonly outputs: Values;
}
