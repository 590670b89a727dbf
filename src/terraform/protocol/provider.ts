import type { Unknown } from "../../core/unknown";
import type { ProviderSchema } from "./schema";

/** A value as the engine has it: absent is null, what isn't known yet is `UNKNOWN`, a set is an array. */
export type Value = null | string | number | boolean | Unknown | readonly Value[] | Attributes;

/** An object of the engine's: every attribute of its schema is there. */
export interface Attributes {
  readonly [name: string]: Value;
}

/** Steps from the top of a resource to one of its attributes. Elements of sets can't be named: the path ends at the set. */
export type AttributePath = readonly (string | number)[];

export interface Diagnostic {
  readonly severity: "error" | "warning";
  /** One line. */
  readonly summary: string;
  readonly detail?: string;
  /** The attribute that it is about: the engine shows that line of the user's file. */
  readonly attribute?: AttributePath;
}

export interface Diagnosed {
  readonly diagnostics: readonly Diagnostic[];
}

export interface Capabilities {
  /** Whether it takes write-only attributes: Terraform and OpenTofu from 1.11 on. */
  readonly writeOnly: boolean;
  /** Whether it asks for a plan again with what the plan that it applies has answered: Terraform from 1.16 on. */
  readonly storesPlanned?: true;
}

export interface ConfigRequest {
  readonly type: string;
  readonly config: Attributes;
  readonly capabilities: Capabilities;
}

export interface PlanRequest {
  readonly type: string;
  /** Null for what is to be created. */
  readonly prior: Attributes | null;
  /** The engine's own mix of config and prior; null for what is to be destroyed. */
  readonly proposed: Attributes | null;
  readonly config: Attributes | null;
  /** What `readResource` or the last apply left. */
  readonly private: Uint8Array;
  /** What the plan that is applied has answered; empty in that plan itself, and where engines don't store it. */
  readonly plannedPrivate?: Uint8Array;
  readonly capabilities: Capabilities;
  /** As it is recorded: none for what is to be created, nor from an engine that keeps none. */
  readonly identity?: Attributes | null;
}

export interface Planned extends Diagnosed {
  readonly planned: Attributes | null;
  readonly requiresReplace?: readonly AttributePath[];
  /** Handed to `applyChange`. */
  readonly private?: Uint8Array;
  /** Left out where it isn't known before the change is done. */
  readonly identity?: Attributes | null | undefined;
}

export interface ApplyRequest {
  readonly type: string;
  readonly prior: Attributes | null;
  readonly planned: Attributes | null;
  readonly config: Attributes | null;
  /** What `planChange` answered. */
  readonly private: Uint8Array;
  readonly identity?: Attributes | null;
}

/** A state to record, also beside an error: what is half done must not be lost. Null when there is no object. */
export interface Recorded extends Diagnosed {
  readonly state: Attributes | null;
  readonly private?: Uint8Array;
  /** What tells the object from all others; left out where that isn't known. */
  readonly identity?: Attributes | null | undefined;
}

export interface ReadRequest {
  readonly type: string;
  readonly state: Attributes;
  readonly private: Uint8Array;
  readonly identity?: Attributes | null;
}

/** By the id that a person gives, or by the identity. */
export interface ImportRequest {
  readonly type: string;
  readonly id: string;
  readonly identity?: Attributes | null;
}

/** A state that the engine stored, as it did. */
export interface StoredState {
  readonly type: string;
  /** Of the schema by which it was stored. */
  readonly version: number;
  readonly json: unknown;
}

export interface MoveRequest {
  readonly sourceType: string;
  readonly source: unknown;
  readonly targetType: string;
}

export interface Imported extends Diagnosed {
  readonly imported: readonly {
    readonly type: string;
    readonly state: Attributes;
    readonly private?: Uint8Array;
    readonly identity?: Attributes;
  }[];
}

export interface ListRequest {
  readonly type: string;
  readonly config: Attributes;
  readonly includeResource: boolean;
  readonly limit: number;
}

/** An object with its identity, or something to be said between objects. */
export interface ListEvent extends Diagnosed {
  /** What people call it. */
  readonly name?: string;
  readonly identity?: Attributes;
  readonly state?: Attributes;
}

export interface Opened extends Diagnosed {
  /** Null beside an error only. */
  readonly result: Attributes | null;
}

/**
 * What the engine may ask of a provider, without the wire. The server turns whatever is thrown into an error diagnostic.
 * Resources are first moved or upgraded, and functions called, with no configuration set.
 */
export interface Provider {
  schema(): ProviderSchema;
  validateProvider(config: Attributes): Promise<Diagnosed>;
  configure(request: {
    readonly config: Attributes;
    readonly engineVersion: string;
    readonly capabilities: Capabilities;
  }): Promise<Diagnosed>;
  validateResource(request: ConfigRequest): Promise<Diagnosed>;
  validateDataSource(request: ConfigRequest): Promise<Diagnosed>;
  validateEphemeral(request: ConfigRequest): Promise<Diagnosed>;
  upgradeState(stored: StoredState): Promise<Recorded>;
  /** An identity as it was stored, as this version has it. */
  upgradeIdentity(stored: StoredState): Promise<Attributes>;
  readResource(request: ReadRequest): Promise<Recorded>;
  planChange(request: PlanRequest): Promise<Planned>;
  applyChange(request: ApplyRequest): Promise<Recorded>;
  importState(request: ImportRequest): Promise<Imported>;
  moveState(request: MoveRequest): Promise<Recorded>;
  readDataSource(request: ConfigRequest): Promise<Recorded>;
  openEphemeral(request: ConfigRequest): Promise<Opened>;
  validateAction(request: ConfigRequest): Promise<Diagnosed>;
  /** Says what would stand in the way of an action; does nothing. */
  planAction(request: ConfigRequest): Promise<Diagnosed>;
  /** @param tell takes a line about what was done so far, for the engine to show at once */
  invokeAction(request: ConfigRequest, tell: (line: string) => void): Promise<Diagnosed>;
  listResources(request: ListRequest): AsyncIterable<ListEvent>;
  /** The configuration by which an object stays as a state has it. */
  generateConfig(request: { readonly type: string; readonly state: Attributes }): Promise<Attributes>;
  callFunction(name: string, args: readonly Value[]): Promise<Value>;
  /** The user has interrupted the run: what is under way is to end soon, in order. */
  stop(): Promise<void>;
}
