/** The setting of a story: an example, of which every engine has its own program, and the runs' environment. */
export interface Stage {
  readonly example: string;
  readonly env: Readonly<Record<string, string>>;
  /** The environment variables that a run needs for a real account: `NAME=…`, separated by spaces. */
  readonly accountVariables: string;
  /** Whether the created resources have secrets, which the state must keep. */
  readonly makesSecrets: boolean;
}

/** The teller of a story: an infrastructure tool, or the demo's own program. */
export interface DemoEngine {
  /** Its common name, for sentences. */
  readonly title: string;
  /** The beginning of the story: what it runs on. */
  readonly introduction: string;
  /** The folder or file of the program that it runs, relative to the repository. */
  readonly program: string;
  /** Whether every plan begins with reading all resources from the service. */
  readonly readsFirst: boolean;
  /** Instructions for the user's own project: a few lines. */
  readonly nextSteps: readonly string[];
  /** Files that may contain parts of the secrets: state, backups, output. */
  files(): readonly string[];
  printed(): string;
  /** Moves the clock of the next runs. */
  at(time: string): void;
  /** Sets a value of the program's configuration. */
  configure(name: string, value: string): Promise<void>;
  /** Returns the part of the output that is worth showing, like all the methods below. */
  preview(): Promise<string>;
  up(): Promise<string>;
  /** Records the service's present state. */
  refresh(): Promise<string>;
  destroy(): Promise<string>;
  /** Like `destroy` when a refusal is expected. @throws Error when it is not refused */
  failToDestroy(): Promise<string>;
  /** The stack's outputs, including secrets, as an authorised user would ask for them. They are kept out of `printed`. */
  outputs(): Promise<Readonly<Record<string, unknown>>>;
  /** A secret's form in the state: a few characters of ciphertext. */
  ciphertext(property: string): string;
  close(): Promise<void>;
}

/** Finds an infrastructure tool on this machine and sets it up. */
export interface EngineKind {
  /** Its command. */
  readonly name: string;
  /** Its common name. */
  readonly title: string;
  /** Installation instructions for the user. */
  readonly install: string;
  /** Whether the tool was built for tests and is not the user's own. */
  isBuilt(): boolean;
  /** @returns the engine, or the reason why it is not available here */
  open(stage: Stage): Promise<DemoEngine | string>;
}
