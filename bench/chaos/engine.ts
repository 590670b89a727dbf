import type { Credentials } from "../../scripts/demo/application";
import type { Strike } from "../../test/support/command";
import type { Member } from "./world";

/** What is on record of one resource. */
export interface Recorded {
  /** Type and name: `ClientKey orders`. */
  readonly key: string;
  /** What the service calls its object: the id of a key, or a name. */
  readonly id: string;
  readonly previous: readonly { readonly clientKeyId: string; readonly retireAfter: string }[];
  /** Ids of objects whose place it has taken, and that are still to be deleted. */
  readonly replaced: readonly string[];
  readonly nextRunBy?: string | undefined;
  /** Of a key of IBM: how often it was rotated. */
  readonly version?: number | undefined;
  /** What an application is given; only client keys have it. */
  readonly credentials?: Credentials | undefined;
}

/** What a run of an engine is to do. */
export interface Asked {
  readonly command: "up" | "destroy";
  readonly program: readonly Member[];
  /** The time of the provider's clock. */
  readonly asOf: string;
  /** What is to be replaced whatever the plan says, by type and name. */
  readonly replace: readonly string[];
  /** Whether the run looks at the services before it plans, where an engine leaves that open. */
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
  /** What is on record after it. */
  readonly records: readonly Recorded[];
}

/** A stack of an engine, in which anything may happen. */
export interface ChaosStack {
  run(asked: Asked): Promise<Ended>;
  /**
   * Two runs at once, neither of which knows of the other.
   * @param keep whose state it is that stays, where each has its own
   */
  runBoth(one: Asked, other: Asked, keep: 0 | 1): Promise<readonly [Ended, Ended]>;
  recorded(): Promise<readonly Recorded[]>;
  /** The state as it is, for `restore`. */
  snapshot(): Promise<unknown>;
  /** Puts a state back, or loses it. */
  restore(snapshot: unknown): Promise<void>;
  /** Every file that the runs left. */
  files(): readonly string[];
  close(): Promise<void>;
}

export interface ChaosEngine {
  readonly name: string;
  /** Why it can't be used here. */
  readonly unavailable?: string | undefined;
  /** Whether an engine's own process can be killed at any moment, and not only in a call. */
  readonly hasProcess: boolean;
  /**
   * Keys of the resources that a run which is told to replace some makes anew without telling their creates what they replace.
   * @param refresh whether the run looks
   */
  untold(replace: readonly string[], refresh: boolean): readonly string[];
  open(env: Readonly<Record<string, string>>, time: string): Promise<ChaosStack>;
}
