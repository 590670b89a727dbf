import { addressOf } from "../core/address";
import { labelField } from "../core/claims";
import type { Definition, Values } from "../core/definition";
import { noteRecorded } from "../core/lifecycle";
import { type Nonces, newNonce, nonceOf, successorOf } from "../core/nonce";
import type { Run } from "../core/run";
import { NONCE_INPUT, type Properties } from "./wire";

/** The nonces of a program's resources of one definition. Each is recorded with the inputs and with the outputs. */
export class RecordedNonces {
  readonly #definition: Definition;
  readonly #run: Run;
  /** The nonces that this run found recorded, by `#keyOf`: a resource created under the same key is a replacement. */
  readonly #found = new Map<string, string>();

  constructor(definition: Definition, run: Run) {
    this.#definition = definition;
    this.#run = run;
  }

  /**
   * The nonce to record with the inputs. A state from a version without nonces gets one in the next update's outputs.
   * @param olds as in `check`
   */
  ofChecked(olds: Properties, values: Values): unknown {
    const { [NONCE_INPUT]: recorded } = olds;
    if (Object.keys(olds).length === 0) return this.ofNew({}, values).own;
    if (typeof recorded === "string") this.#found.set(this.#keyOf(values), recorded);
    return recorded;
  }

  ofNew({ [NONCE_INPUT]: checked }: Properties, values: Values): Nonces {
    const replaced = this.#found.get(this.#keyOf(values));
    if (typeof checked === "string") return { own: checked, replaced };
    return { own: replaced === undefined ? newNonce(this.#run.now()) : successorOf(replaced), replaced };
  }

  /** The nonce of a recorded resource, also of one that was recorded before there were nonces. */
  of({ [NONCE_INPUT]: nonce }: Properties, state: Values): string {
    if (typeof nonce === "string") return nonce;
    return nonceOf(addressOf(this.#definition, state)) ?? newNonce(this.#run.now());
  }

  /** Notes a recorded object, which nothing that is made in this run may adopt. */
  note(recorded: Properties, state: Values): void {
    noteRecorded(this.#definition, this.#run.ledger, state);
    this.#found.set(this.#keyOf(state), this.of(recorded, state));
  }

  /** Tells a resource from the others of the program even if both its inputs and its address have changed. */
  #keyOf(values: Values): string {
    const label = labelField(this.#definition);
    const place = addressOf(this.#definition, values)?.place;
    return JSON.stringify([place, (label && values[label.name]) ?? values[this.#definition.subject]]);
  }
}
