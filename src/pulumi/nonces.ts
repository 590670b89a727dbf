import { addressOf } from "../core/address";
import { labelField } from "../core/claims";
import type { Definition, Values } from "../core/definition";
import { noteRecorded } from "../core/lifecycle";
import { type Nonces, newNonce, nonceOf, successorOf } from "../core/nonce";
import type { Run } from "../core/run";
import { NONCE_INPUT, type Properties } from "./wire";

/** The nonces of one definition's resources, as many as a program has: each is recorded with the inputs and with the outputs. */
export class RecordedNonces {
  readonly #definition: Definition;
  readonly #run: Run;
  /** Of what this run has found recorded, by `#keyOf`: what is created under the same key takes its place. */
  readonly #found = new Map<string, string>();

  constructor(definition: Definition, run: Run) {
    this.#definition = definition;
    this.#run = run;
  }

  /**
   * The nonce that goes on record with the inputs. A state of a version without it gets one with its outputs, at its next update.
   * @param olds as `check` has them
   */
  ofChecked(olds: Properties, values: Values): unknown {
    const { [NONCE_INPUT]: recorded } = olds;
    if (Object.keys(olds).length === 0) return this.ofNew({}, values).own;
    if (typeof recorded === "string") this.#found.set(this.#keyOf(values), recorded);
    return recorded;
  }

  /** @param inputs as they were checked */
  ofNew({ [NONCE_INPUT]: checked }: Properties, values: Values): Nonces {
    const replaced = this.#found.get(this.#keyOf(values));
    if (typeof checked === "string") return { own: checked, replaced };
    return { own: replaced === undefined ? newNonce(this.#run.now()) : successorOf(replaced), replaced };
  }

  /** The nonce of a recorded resource, also of one that was recorded before there were any. */
  of({ [NONCE_INPUT]: nonce }: Properties, state: Values): string {
    if (typeof nonce === "string") return nonce;
    return nonceOf(addressOf(this.#definition, state)) ?? newNonce(this.#run.now());
  }

  /** Notes what a state records: nothing that is made in this run may adopt it. */
  note(recorded: Properties, state: Values): void {
    noteRecorded(this.#definition, this.#run.ledger, state);
    this.#found.set(this.#keyOf(state), this.of(recorded, state));
  }

  /** What tells a resource from the others of the program, where neither its inputs nor its address are those of before. */
  #keyOf(values: Values): string {
    const label = labelField(this.#definition);
    const place = addressOf(this.#definition, values)?.place;
    return JSON.stringify([place, (label && values[label.name]) ?? values[this.#definition.subject]]);
  }
}
