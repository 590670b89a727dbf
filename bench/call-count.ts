import type { Emulator } from "keysmith-emulator";
import type { Definition, Values } from "../src/core/definition";
import { type Figure, promise } from "./figure";
import type { Workbench } from "./workbench";

/** A run that writes to Alibaba Cloud makes one call for the account of its credentials. */
const ACCOUNT = "GetCallerIdentity";

/** The result of `work`, and the operations that it calls, in order. */
export async function observed<T>(
  emulator: Emulator,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly operations: readonly string[] }> {
  await emulator.clearCalls();
  const result = await work();
  const calls = await emulator.calls();
  return { result, operations: calls.map(({ operation }) => operation) };
}

/** Collects the number of calls of each operation on a resource, as the emulator counts them. */
export class CallCount {
  readonly #bench: Workbench;
  readonly #counted: string[] = [];
  readonly figures: Figure[] = [];

  constructor(bench: Workbench) {
    this.#bench = bench;
  }

  /** @param most calls that `work` may make, without the one for the account of the credentials */
  async count<T>(what: string, most: number, work: () => Promise<T>): Promise<T> {
    const { result, operations } = await observed(this.#bench.emulator, work);
    this.#counted.push(...operations);
    const asked = operations.filter((operation) => operation === ACCOUNT).length;
    this.figures.push(promise(what, operations.length - Math.min(asked, 1), most, operations.join(", ")));
    return result;
  }

  /** @throws Error when the plan finds nothing to update, because nothing would be measured */
  async update(what: string, most: number, definition: Definition, prior: Values, given: Values): Promise<Values> {
    const { action, state } = await this.count(what, most, () => this.#bench.apply(definition, prior, given));
    if (action !== "update") throw new Error(`${what}: the plan said ${action}, so that nothing was measured`);
    return state;
  }

  /** The number of counted calls of one operation. */
  total(operation: string): number {
    return this.#counted.filter((each) => each === operation).length;
  }
}
