import type { Strike } from "../../support/command";

/** The real `pulumi` as tests use it. */
export interface PulumiEngine {
  /** Stands in the title of each suite: `Pulumi 3.276.0`. */
  readonly name: string;
  /** Why it can't be used here; absent when it can. */
  readonly unavailable?: string;
  /**
   * Creates the stack, or takes up the one that an earlier `open` left in the same folders.
   * @throws Error when the project cannot be read or the engine cannot be started.
   */
  open(options: OpenOptions): Promise<Stack>;
}

export interface OpenOptions {
  /** Holds Pulumi.yaml and the program; `Pulumi.<stack>.yaml` is written here. `@pulumi/pulumi` must resolve from it. */
  readonly projectDir: string;
  readonly stack: string;
  /** Takes state, backups and the engine's home. Everything in it belongs to the stack. */
  readonly workDir: string;
  /** Folders in which commands are looked for first. */
  readonly path?: readonly string[];
  /** Laid over the environment of this process for every run; see {@link Stack.setEnv}. */
  readonly env?: Readonly<Record<string, string>>;
  /** Stack configuration in clear, by `namespace:key`. */
  readonly config?: Readonly<Record<string, string>>;
  /** Stack configuration kept encrypted, by `namespace:key`. */
  readonly secretConfig?: Readonly<Record<string, string>>;
}

export interface RunOptions {
  /** One engine run in place of two: no preview before the change itself. */
  readonly skipPreview?: boolean;
  /** When it settles, the engine, the program and the provider are killed with SIGKILL, all at once. */
  readonly killWhen?: Promise<unknown>;
  /** What happens then instead, to whom. */
  readonly kill?: Strike;
}

export interface UpdateOptions extends RunOptions {
  /** Reads every resource before the program runs (`--refresh`). */
  readonly refresh?: boolean;
  /** All that the engine's own logs have, on standard error. */
  readonly verbose?: boolean;
  /** Fails with exit code 7 when anything would change (`--expect-no-changes`). */
  readonly expectNoChanges?: boolean;
  /** URNs, or patterns of them, of what alone is changed (`--target`). */
  readonly target?: readonly string[];
  /** The same of what is replaced whatever the plan says (`--replace`). */
  readonly replace?: readonly string[];
}

export type PreviewOptions = Omit<UpdateOptions, "skipPreview">;

export interface Stack {
  /** Adds to, or replaces in, the environment of the runs that follow. */
  setEnv(env: Readonly<Record<string, string>>): void;
  preview(options?: PreviewOptions): Promise<RunResult>;
  up(options?: UpdateOptions): Promise<RunResult>;
  refresh(options?: RunOptions): Promise<RunResult>;
  destroy(options?: RunOptions): Promise<RunResult>;
  /** Stack outputs; a secret one reads `[secret]` unless `showSecrets` is given. */
  outputs(options?: { readonly showSecrets?: boolean }): Promise<Record<string, unknown>>;
  /** What `pulumi stack export` prints: secrets as ciphertext, or with `showSecrets` as their JSON under `plaintext`. */
  export(options?: { readonly showSecrets?: boolean }): Promise<ExportedStack>;
  /** Puts back a state that {@link Stack.export} gave without `showSecrets`. */
  import(exported: ExportedStack): Promise<void>;
  /** Takes a resource off the record. @throws Error where another one depends on it */
  forget(urn: string): Promise<void>;
  /** What another command of the CLI prints, which names the stack itself where it needs one. @throws Error where it fails */
  command(...args: readonly string[]): Promise<string>;
  /** Paths of all files that the runs so far have left: state, backups, history, home, stack settings. */
  files(): string[];
  /** Everything printed so far by all runs. */
  output(): string;
}

export interface RunResult {
  readonly ok: boolean;
  /** As the command's: 0, or 7 for unexpected changes; a killed run has 137. */
  readonly exitCode: number;
  readonly killed: boolean;
  /** What the last engine run carried out (or, in a preview, would), in order; default providers are left out. */
  readonly steps: readonly StepRecord[];
  /** The engine's own count by kind of change for the last engine run. */
  readonly changeSummary: Readonly<Record<string, number>>;
  /** Messages of the last engine run, one a line: what the provider and the program printed, and errors. */
  readonly diagnostics: string;
  /** All that was printed, the preview of an `up` included. */
  readonly output: string;
  /** Processes below the engine that ran when `killWhen` settled. */
  readonly providers: readonly number[];
  /** Calls that the provider process got in all engine runs of this command, secrets in clear. Never write it to a file. */
  readonly calls: readonly ProviderCall[];
}

export type StepOp =
  | "same"
  | "create"
  | "update"
  | "delete"
  | "replace"
  | "create-replacement"
  | "delete-replaced"
  | "refresh"
  | "remove-pending-replace";

export interface StepRecord {
  readonly op: StepOp;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
}

export interface ProviderCall {
  /** Name of the call in the provider protocol: `Check`, `Create` ... */
  readonly method: string;
  /** Of the resource; absent for calls that concern the process. */
  readonly urn?: string;
  /** Fields under the names of the protocol's JSON form: `olds`, `news`, `oldInputs`, `properties`, `id` ... */
  readonly request: Readonly<Record<string, unknown>>;
}

export interface ExportedStack {
  readonly version: number;
  readonly deployment: {
    readonly resources?: readonly ExportedResource[];
    readonly pending_operations?: readonly { readonly type: string; readonly resource: ExportedResource }[];
    readonly [field: string]: unknown;
  };
}

export interface ExportedResource {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}
