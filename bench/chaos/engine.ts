import type { Credentials } from "../../scripts/demo/application";
import type { Strike } from "../../test/support/command";
import type { Member } from "./world";

/** The record of one resource. */
export interface Recorded {
  /** Type and name: `ClientKey orders`. */
  readonly key: string;
  /** The id of its object at the service: the id of a key, or a name. */
  readonly id: string;
  readonly previous: readonly { readonly clientKeyId: string; readonly retireAfter: string }[];
  /** Ids of objects that it has replaced and that are still to be deleted. */
  readonly replaced: readonly string[];
  readonly nextRunBy?: string | undefined;
  /** For a key of IBM: its number of rotations. */
  readonly version?: number | undefined;
  /** The application's credentials; only client keys have them. */
  readonly credentials?: Credentials | undefined;
}

/** The task of an engine's run. */
export interface Asked {
  readonly command: "up" | "destroy";
  readonly program: readonly Member[];
  /** The time of the provider's clock. */
  readonly asOf: string;
  /** Type and name of the resources to replace, whatever the plan says. */
  readonly replace: readonly string[];
  /** Whether the run refreshes before it plans, if the engine leaves that open. */
  readonly refresh: boolean;
  readonly kill?: Kill | undefined;
}

export interface Kill {
  readonly when: Promise<unknown>;
  readonly strike: Strike;
}

export interface Ended {
  readonly well: boolean;
  readonly killed: boolean;
  readonly output: string;
  /** The records after it. */
  readonly records: readonly Recorded[];
}

/** A stack of an engine, in which anything may happen. */
export interface ChaosStack {
  run(asked: Asked): Promise<Ended>;
  /**
   * Two simultaneous runs, neither of which knows of the other.
   * @param keep the run whose state remains, if each has its own
   */
  runBoth(one: Asked, other: Asked, keep: 0 | 1): Promise<readonly [Ended, Ended]>;
  recorded(): Promise<readonly Recorded[]>;
  /** The present state, for `restore`. */
  snapshot(): Promise<unknown>;
  /** Puts a state back, or loses the present one. */
  restore(snapshot: unknown): Promise<void>;
  /** Every file that the runs have left. */
  files(): readonly string[];
  close(): Promise<void>;
}

export interface ChaosEngine {
  readonly name: string;
  /** The reason why it cannot be used here. */
  readonly unavailable?: string | undefined;
  /** Whether the engine has a process of its own that can be killed at any moment, not only in a call. */
  readonly hasProcess: boolean;
  /**
   * Keys of the resources that a run with replacements creates without telling the creates what they replace.
   * @param refresh whether the run refreshes
   */
  untold(replace: readonly string[], refresh: boolean): readonly string[];
  open(env: Readonly<Record<string, string>>, time: string): Promise<ChaosStack>;
}
