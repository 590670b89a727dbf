/** What a story is told on: an example, of which every engine has a program of its own, and what the runs see. */
export interface Stage {
  readonly example: string;
  readonly env: Readonly<Record<string, string>>;
  /** What a run needs in its environment to use a real account: `NAME=…`, separated by spaces. */
  readonly accountVariables: string;
  /** Whether what is made has secrets, which have to be kept in the state. */
  readonly makesSecrets: boolean;
}

/** What can tell a story: an infrastructure tool, or the program of the demo itself. */
export interface DemoEngine {
  /** What people call it, for sentences. */
  readonly title: string;
  /** How the story begins: what it is told on. */
  readonly introduction: string;
  /** The folder or file of the program that it runs, from the folder of the repository. */
  readonly program: string;
  /** Whether every plan of its own accord asks the service first how things are. */
  readonly readsFirst: boolean;
  /** What to do in a project of one's own: a few lines. */
  readonly nextSteps: readonly string[];
  /** Files that may hold something of the secrets: state, backups, what was printed. */
  files(): readonly string[];
  printed(): string;
  /** Moves the time that the next runs see. */
  at(time: string): void;
  /** Sets what the program reads from its configuration. */
  configure(name: string, value: string): Promise<void>;
  /** Like all that follow, gives what is worth showing of what was printed. */
  preview(): Promise<string>;
  up(): Promise<string>;
  /** Records what the service has now. */
  refresh(): Promise<string>;
  destroy(): Promise<string>;
  /** Like `destroy`, where it is expected to be refused. @throws Error when it isn't */
  failToDestroy(): Promise<string>;
  /** Asks for the stack's outputs, secrets too, as a person who may see them would. Kept out of `printed`. */
  outputs(): Promise<Readonly<Record<string, unknown>>>;
  /** How the state holds a secret: a few characters of ciphertext. */
  ciphertext(property: string): string;
  close(): Promise<void>;
}

/** What it takes to find an infrastructure tool on this machine and to set it up. */
export interface EngineKind {
  /** Its command. */
  readonly name: string;
  /** What people call it. */
  readonly title: string;
  /** How to install it, for a person. */
  readonly install: string;
  /** Whether it is not the user's own, but one that was built for tests. */
  isBuilt(): boolean;
  /** @returns the engine, or why it can't be had here */
  open(stage: Stage): Promise<DemoEngine | string>;
}
