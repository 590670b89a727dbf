import type { Definition, Values } from "../../src/core/definition";

/** A reference to another declared resource, in the arguments of one. */
export interface Reference {
  readonly $type: string;
  readonly $name: string;
}

/** One resource of a program. `name` is its logical name, by which the other resources refer to it. */
export interface Declared {
  readonly type: string;
  readonly name: string;
  readonly args: Values;
}

export type Action = "same" | "create" | "update" | "replace" | "delete";

export interface Outcome {
  /** What was done, or in a preview would be, by type and logical name, in that order: `ClientKey orders-app`. */
  readonly actions: Readonly<Record<string, Action>>;
  /** What a person was shown. */
  readonly shown: string;
}

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
  /** Whether `up` makes a preview by itself, and fails when it has done anything else. */
  readonly previewsItself?: boolean;
  /** A message of the definition as this engine words it; as it is, where that is left out. */
  wording?(message: string, definition: Definition): string;
  start(env: Readonly<Record<string, string>>, time: string): Promise<LifecycleStack>;
}

export const keyOf = ({ type, name }: { readonly type: string; readonly name: string }): string => `${type} ${name}`;

export function isReference(value: unknown): value is Reference {
  return typeof value === "object" && value !== null && "$type" in value;
}
