import type { Values } from "../../src/core/definition";
import { secretNames } from "../../src/core/lifecycle";
import { type Declared, keyOf, type LifecycleEngine, type Outcome } from "./engine";
import { type Subject, subjectOf } from "./fleet-subject";
import { prerequisites } from "./prerequisites";
import { definitions } from "./samples";
import { Scene } from "./scene";

/** The next date on which something is to be done. */
export interface Due {
  readonly time: string;
  /** About what. */
  readonly due: readonly Declared[];
  /** Whether a previous credential is still to be retired anywhere, before the next rotation. */
  readonly overlap: boolean;
}

/** One resource of every definition on an engine, with all that they need, in one program. */
export class Fleet extends Scene {
  readonly subjects: readonly Subject[] = definitions.map(subjectOf);
  readonly others: readonly Declared[];
  readonly program: readonly Declared[];
  /** All secrets that were recorded so far. */
  readonly secrets = new Set<string>();

  constructor(engine: LifecycleEngine) {
    super(engine);
    const needed = definitions.flatMap(prerequisites).map((declared) => [keyOf(declared), declared] as const);
    this.others = [...new Map(needed).values()];
    this.program = [...this.others, ...this.subjects];
  }

  /** The program with something else in the place of the subjects. */
  withSubjects(subjects: readonly Declared[]): Declared[] {
    return [...this.others, ...subjects];
  }

  readonly recorded = async (declared: Declared): Promise<Values> => (await this.stack.state(keyOf(declared))) ?? {};

  async noteSecrets(): Promise<void> {
    for (const subject of this.subjects) {
      const state = await this.recorded(subject);
      const values = secretNames(subject.definition).map((name) => state[name]);
      for (const value of values) if (typeof value === "string") this.secrets.add(value);
    }
  }

  /** That is done, and nothing else. */
  expectActions({ actions }: Outcome, action: string, on: readonly Declared[]): void {
    const done = Object.entries(actions).filter(([, each]) => each !== "same");
    expect(Object.fromEntries(done)).toEqual(Object.fromEntries(on.map((declared) => [keyOf(declared), action])));
  }

  /** Nothing is left to do, and that is known without a call but to look. */
  async expectSettled(): Promise<void> {
    await this.service.calls();
    this.expectActions(await this.stack.up(this.program), "same", []);
    expect((await this.service.calls()).sort()).toEqual(this.looking(this.program));
  }

  /** What will rotate by itself. */
  async rotating(): Promise<readonly Declared[]> {
    const dates = await this.#dates("rotateAt");
    return this.program.filter((_, index) => dates[index] !== undefined);
  }

  async nextDue(): Promise<Due> {
    const [runs, rotations] = [await this.#dates("nextRunBy"), await this.#dates("rotateAt")];
    const [time] = runs.flatMap((date) => date ?? []).sort();
    if (!time) throw new Error("nothing will ever be due");
    const due = this.program.filter((_, index) => runs[index] === time);
    return { time, due, overlap: runs.some((date, index) => date !== rotations[index]) };
  }

  async #dates(output: string): Promise<readonly (string | undefined)[]> {
    const states = await Promise.all(this.program.map(this.recorded));
    return states.map((state) => state[output] as string | undefined);
  }
}
