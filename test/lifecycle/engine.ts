import type { Declared, Outcome } from "../../scripts/direct/program";
import type { Values } from "../../src/core/definition";

export {
  type Action,
  type Declared,
  isReference,
  keyOf,
  type Outcome,
  type Reference,
} from "../../scripts/direct/program";

export interface LifecycleStack {
  /** Moves the clock of what is under test; the service's clock is the caller's to move. */
  at(time: string): void;
  preview(program: readonly Declared[]): Promise<Outcome>;
  up(program: readonly Declared[]): Promise<Outcome>;
  refresh(): Promise<void>;
  destroy(): Promise<Outcome>;
  /** Inputs and outputs of a resource as recorded, secrets in clear; nothing when there is no record. */
  state(key: string): Promise<Values | undefined>;
  /** Every file that the runs left, and all that they printed. */
  files(): readonly string[];
  printed(): string;
  stop(): Promise<void>;
}

export interface LifecycleEngine {
  readonly name: string;
  /** Why it can't be used here. */
  readonly unavailable?: string | undefined;
  /** Whether every run, also a preview, first reads what is on record; such a run finds by itself what is gone. */
  readonly looksFirst?: boolean;
  /** Whether a run takes seconds: a quick run of the tests then leaves out of a life what another suite shows on the engine. */
  readonly isSlow?: boolean;
  start(env: Readonly<Record<string, string>>, time: string): Promise<LifecycleStack>;
}
