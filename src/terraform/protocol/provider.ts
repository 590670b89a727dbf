import type { Unknown } from "../../core/unknown";
import type { ProviderSchema } from "./schema";

/** A value as the engine has it: absent is null, what isn't known yet is `UNKNOWN`, a set is an array. */
export type Value = null | string | number | boolean | Unknown | readonly Value[] | Attributes;

/** An object of the engine's: every attribute of its schema is there. */
export interface Attributes {
  readonly [name: string]: Value;
}

/** Steps from the top of a resource to one of its attributes. A path ends at a set, as its elements can't be named. */
export type AttributePath = readonly (string | number)[];

export interface Diagnostic {
  readonly severity: "error" | "warning";
  /** One line. */
  readonly summary: string;
  readonly detail?: string;
  /** The attribute that it is about, whose line of the user's file the engine shows. */
  readonly attribute?: AttributePath;
}

export interface Diagnosed {
  readonly diagnostics: readonly Diagnostic[];
}

export interface Capabilities {
  /** Whether the engine takes write-only attributes: Terraform and OpenTofu from 1.11 on. */
  readonly writeOnly: boolean;
  /** Whether the engine hands back the private bytes of the plan that it applies: Terraform from 1.16 on. */
  readonly storesPlanned?: true;
}

export interface ConfigRequest {
  readonly type: string;
  readonly config: Attributes;
  readonly capabilities: Capabilities;
}

export interface PlanRequest {
  readonly type: string;
  /** Null for a create. */
  readonly prior: Attributes | null;
  /** The engine's own mix of config and prior; null for a destroy. */
  readonly proposed: Attributes | null;
  readonly config: Attributes | null;
  /** The private bytes from `readResource` or the last apply. */
  readonly private: Uint8Array;
  /** The private bytes of the plan that is applied; none in that plan itself, or if the engine doesn't store them. */
  readonly plannedPrivate?: Uint8Array;
  readonly capabilities: Capabilities;
  /** The recorded identity: none for a create, nor from an engine that keeps none. */
  readonly identity?: Attributes | null;
}

export interface Planned extends Diagnosed {
  readonly planned: Attributes | null;
  readonly requiresReplace?: readonly AttributePath[];
  /** Handed to `applyChange`. */
  readonly private?: Uint8Array;
  /** Left out if it isn't known before the change is done. */
  readonly identity?: Attributes | null | undefined;
}

export interface ApplyRequest {
  readonly type: string;
  readonly prior: Attributes | null;
  readonly planned: Attributes | null;
  readonly config: Attributes | null;
  /** The private bytes from `planChange`. */
  readonly private: Uint8Array;
  readonly identity?: Attributes | null;
}

/** A state to record, also beside an error: a half-done object must not be lost. Null if there is no object. */
export interface Recorded extends Diagnosed {
  readonly state: Attributes | null;
  readonly private?: Uint8Array;
  /** Tells the object from all others; left out if it isn't known. */
  readonly identity?: Attributes | null | undefined;
}

export interface ReadRequest {
  readonly type: string;
  readonly state: Attributes;
  readonly private: Uint8Array;
  readonly identity?: Attributes | null;
}

/** An import by the id that a person gives, or by the identity. */
export interface ImportRequest {
  readonly type: string;
  readonly id: string;
  readonly identity?: Attributes | null;
}

/** A state as the engine stored it. */
export interface StoredState {
  readonly type: string;
  /** The version of the schema by which it was stored. */
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

/** An object with its identity, or diagnostics between objects. */
export interface ListEvent extends Diagnosed {
  /** The object's name for people. */
  readonly name?: string;
  readonly identity?: Attributes;
  readonly state?: Attributes;
}

export interface Opened extends Diagnosed {
  /** Null only beside an error. */
  readonly result: Attributes | null;
}

/**
 * The engine's calls to a provider, without the wire. The server turns a thrown error into an error diagnostic. Engines
 * first move or upgrade resources, and call functions, with no configuration set.
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
  /** Brings a stored identity to this version. */
  upgradeIdentity(stored: StoredState): Promise<Attributes>;
  readResource(request: ReadRequest): Promise<Recorded>;
  planChange(request: PlanRequest): Promise<Planned>;
  applyChange(request: ApplyRequest): Promise<Recorded>;
  importState(request: ImportRequest): Promise<Imported>;
  moveState(request: MoveRequest): Promise<Recorded>;
  readDataSource(request: ConfigRequest): Promise<Recorded>;
  openEphemeral(request: ConfigRequest): Promise<Opened>;
  validateAction(request: ConfigRequest): Promise<Diagnosed>;
  /** Reports what would stand in the way of an action, and does nothing. */
  planAction(request: ConfigRequest): Promise<Diagnosed>;
  /** @param tell takes a line about what was done so far, for the engine to show at once */
  invokeAction(request: ConfigRequest, tell: (line: string) => void): Promise<Diagnosed>;
  listResources(request: ListRequest): AsyncIterable<ListEvent>;
  /** The configuration that keeps an object as a state has it. */
  generateConfig(request: { readonly type: string; readonly state: Attributes }): Promise<Attributes>;
  callFunction(name: string, args: readonly Value[]): Promise<Value>;
  /** The user has interrupted the run: calls under way are to end soon, in order. */
  stop(): Promise<void>;
}
