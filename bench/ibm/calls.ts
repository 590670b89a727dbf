import type { Values } from "../../src/core/definition";
import { deleteState } from "../../src/core/lifecycle";
import { CallCount, observed } from "../call-count";
import { type Figure, promise, type Section } from "../figure";
import type { DirectBench } from "../workbench";
import { keysOf, TOKEN, withIbm } from "./emulated";
import { countMaterial } from "./material-calls";
import { APP_CONFIGS, SUBJECTS, type Subject } from "./subjects";

const AT_ONCE = 20;

/** The calls of each verb of each resource, as the emulator counts them. */
export const calls: Section = {
  name: "ibm-calls",
  title: "IBM: calls to the services per operation, in one process",
  measure: () =>
    withIbm((bench) => new EveryVerb(bench).measure(), { instances: [{ service: "apprapp", id: APP_CONFIGS[2] }] }),
};

/** A resource of its kind in recorded form. */
interface Recorded {
  readonly subject: Subject;
  readonly given: Values;
  readonly state: Values;
}

class EveryVerb {
  readonly #bench: DirectBench;
  readonly #calls: CallCount;
  readonly #made = new Map<string, readonly Values[]>();

  constructor(bench: DirectBench) {
    this.#bench = bench;
    this.#calls = new CallCount(bench);
  }

  async measure(): Promise<readonly Figure[]> {
    const atOnce = await this.#tokensAtOnce();
    const made: Recorded[] = [];
    for (const subject of SUBJECTS) made.push(await this.#create(subject));
    for (const each of made) await this.#refresh(each);
    for (const each of made) await this.#changeNothing(each);
    const changed: Recorded[] = [];
    for (const each of made) changed.push(await this.#change(each));
    for (const each of changed.reverse()) await this.#delete(each);
    await countMaterial(this.#bench, this.#calls);
    const later = promise("requests for a token in all that follows", this.#calls.total(TOKEN), 0);
    return [atOnce, later, ...this.#calls.figures];
  }

  async #tokensAtOnce(): Promise<Figure> {
    const keys = keysOf(this.#bench);
    const { operations } = await observed(this.#bench.emulator, () =>
      Promise.all(Array.from({ length: AT_ONCE }, () => keys.count())),
    );
    const tokens = operations.filter((operation) => operation === TOKEN).length;
    const note = `and ${operations.length - tokens} other calls`;
    return promise(`the first ${AT_ONCE} calls, all at once: requests for a token`, tokens, 1, note);
  }

  /** Creates three of a kind: the first of a run, a further one, and one whose reply is lost. @returns the first */
  async #create(subject: Subject): Promise<Recorded> {
    const { definition, creates, most } = subject;
    const given = [0, 1, 2].map((number) => subject.given(number, this.#made));
    const create = (what: string, number: 0 | 1 | 2, calls: number): Promise<Values> =>
      this.#calls.count(`${definition.name}: ${what}`, calls, () =>
        this.#bench.create(definition, given[number] ?? {}),
      );
    this.#bench.newRun();
    const first = await create("create, first of a run", 0, most.first);
    const further = await create("create, each further one", 1, most.further);
    await this.#bench.emulator.setFaults([{ operation: creates, kind: "reset-after" }]);
    const lost = await create("create, further, reply lost", 2, most.lost);
    await this.#bench.emulator.setFaults([]);
    this.#made.set(definition.name, [first, further, lost]);
    return { subject, given: given[0] ?? {}, state: first };
  }

  async #refresh({ subject: { definition }, state }: Recorded): Promise<void> {
    this.#bench.newRun();
    await this.#calls.count(`${definition.name}: refresh`, 1, () => this.#bench.read(definition, state));
  }

  async #changeNothing({ subject: { definition }, given, state }: Recorded): Promise<void> {
    const what = `${definition.name}: nothing to do`;
    const { action } = await this.#calls.count(what, 0, () => this.#bench.apply(definition, state, given));
    if (action !== "none") throw new Error(`${what}: the plan said ${action}`);
  }

  async #change({ subject, given, state }: Recorded): Promise<Recorded> {
    const { definition, changed, most } = subject;
    const desired = { ...given, ...changed };
    const what = `${definition.name}: update (${Object.keys(changed).join()})`;
    return { subject, given: desired, state: await this.#calls.update(what, most.update, definition, state, desired) };
  }

  async #delete({ subject: { definition, most }, state }: Recorded): Promise<void> {
    this.#bench.newRun();
    const what = `${definition.name}: delete, first of a run`;
    // A mark that can be rewritten is read first: another owner may have adopted the object.
    const calls = most.delete + (definition.mark ? 1 : 0);
    await this.#calls.count(what, calls, () => deleteState(definition, this.#bench.context, state));
  }
}
