import type { Emulator } from "../../src/emulator";
import { findSecrets } from "../../test/support/secrets";
import type { DemoEngine } from "./engine";
import { claim } from "./telling";

/** What is told, on one engine, and what it has in common with every other story. */
export abstract class Story {
  protected readonly engine: DemoEngine;
  protected readonly emulator: Emulator;

  constructor(engine: DemoEngine, emulator: Emulator) {
    this.engine = engine;
    this.emulator = emulator;
  }

  /** Each step checks what it claims. @throws Error when a claim is false */
  abstract tell(): Promise<void>;

  /** Ends what the story has started, told to its end or not. */
  async stop(): Promise<void> {}

  protected async at(time: string): Promise<void> {
    this.engine.at(time);
    await this.emulator.clock.set(time);
    await this.emulator.clearCalls();
  }

  /** The calls since the last time, in order, without those that the engine doesn't make. */
  protected async expectCalls(others: readonly string[], ...expected: readonly string[]): Promise<void> {
    const calls = (await this.emulator.calls()).map(({ operation }) => operation);
    const told = calls.filter((name) => !others.includes(name));
    claim(told.join() === expected.join(), `calls to the service: ${told.join(", ") || "none"}`);
    await this.emulator.clearCalls();
  }

  protected expectNowhere(what: string, secrets: readonly string[]): void {
    const files = this.engine.files();
    const found = findSecrets(secrets, files, { "what was printed": this.engine.printed() });
    claim(
      found.length === 0,
      `${files.length} files and all that was printed searched for ${what}: ${found.join(", ") || "found nowhere"}`,
    );
  }
}
