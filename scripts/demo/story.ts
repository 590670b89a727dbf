import type { Emulator } from "keysmith-emulator";
import { findSecrets } from "../../test/support/secrets";
import type { DemoEngine } from "./engine";
import type { Telling } from "./telling";

/** A story on one engine: the parts that all stories share. */
export abstract class Story {
  protected readonly engine: DemoEngine;
  protected readonly emulator: Emulator;
  protected readonly telling: Telling;

  constructor(engine: DemoEngine, emulator: Emulator, telling: Telling) {
    this.engine = engine;
    this.emulator = emulator;
    this.telling = telling;
  }

  /** The operations that read the resources, one for each resource. */
  protected abstract readonly questions: readonly string[];

  /** The result of the story, in a few words. */
  abstract readonly outcome: string;

  /** Every step checks its claims. @throws Error when a claim is false */
  abstract tell(): Promise<void>;

  /** Stops everything that the story has started, whether or not it was told to its end. */
  async stop(): Promise<void> {}

  protected async at(time: string): Promise<void> {
    this.engine.at(time);
    await this.emulator.clock.set(time);
    await this.emulator.clearCalls();
  }

  /** Checks the engine's calls since the last check, in order: `others` are not its own, and the caller's identity does not count. */
  protected async expectCalls(others: readonly string[], ...expected: readonly string[]): Promise<void> {
    const calls = (await this.emulator.calls()).map(({ operation }) => operation);
    const told = calls.filter((name) => !others.includes(name) && name !== "GetCallerIdentity");
    const asked = this.#askedFirst(told, expected.length);
    const rest = told.slice(asked);
    const questions = asked > 0 ? ` (after ${asked} reads, as in every ${this.engine.title} run)` : "";
    this.telling.claim(
      rest.join() === expected.join(),
      `calls to the service: ${rest.join(", ") || "none"}${questions}`,
    );
    await this.emulator.clearCalls();
  }

  /** The number of reads with which the engine began, before `count` other calls. */
  #askedFirst(calls: readonly string[], count: number): number {
    const first = calls.slice(0, Math.max(0, calls.length - count));
    const areQuestions = first.every((name) => this.questions.includes(name));
    return this.engine.readsFirst && areQuestions ? first.length : 0;
  }

  protected expectNowhere(what: string, secrets: readonly string[]): void {
    const files = this.engine.files();
    const texts = { "what was printed": this.engine.printed(), "what this demo told": this.telling.told };
    const found = findSecrets(secrets, files, texts);
    const searched = `${files.length === 1 ? "the state file" : `${files.length} files`} and all that was printed`;
    this.telling.claim(
      files.length > 0 && found.length === 0,
      `${searched} were searched for ${what}: ${found.join(", ") || "found nowhere"}`,
    );
  }
}
