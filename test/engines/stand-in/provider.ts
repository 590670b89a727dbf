import type { Properties } from "./wire";

/** Old and new sides of one resource, as the engine hands them to a provider. Secrets are wrapped. */
export interface CheckRequest {
  readonly urn: string;
  /** Empty for a resource that is to be made. */
  readonly olds: Properties;
  readonly news: Properties;
  readonly randomSeed: Uint8Array;
}

export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

export interface Checked {
  readonly inputs: Properties;
  readonly failures: readonly CheckFailure[];
}

export interface DiffRequest {
  readonly urn: string;
  readonly id: string;
  readonly oldInputs: Properties;
  readonly oldOutputs: Properties;
  readonly news: Properties;
}

export interface Difference {
  readonly changes: boolean;
  readonly replaces: boolean;
  readonly deleteBeforeReplace: boolean;
}

export interface CreateRequest {
  readonly urn: string;
  readonly properties: Properties;
}

export interface ReadRequest {
  readonly urn: string;
  readonly id: string;
  readonly properties: Properties;
  readonly inputs: Properties;
}

export interface DeleteRequest {
  readonly urn: string;
  readonly id: string;
  readonly properties: Properties;
  readonly oldInputs: Properties;
}

/** Reasons why the resource is not ready, although it has been made or changed; absent when it is. */
export interface Outcome {
  readonly outputs: Properties;
  readonly initErrors?: readonly string[];
}

export interface Created extends Outcome {
  readonly id: string;
}

/** `id` is empty when the resource is gone; `inputs` is absent when the provider doesn't say. */
export interface ReadOutcome extends Created {
  readonly inputs?: Properties;
}

/** What the engine asks of whoever manages a resource. Each method throws when the call fails and nothing was made. */
export interface Provider {
  check(request: CheckRequest): Promise<Checked>;
  diff(request: DiffRequest): Promise<Difference>;
  create(request: CreateRequest): Promise<Created>;
  read(request: ReadRequest): Promise<ReadOutcome>;
  update(request: DiffRequest): Promise<Outcome>;
  delete(request: DeleteRequest): Promise<void>;
}
