/** What a story is told on: an example, of which every engine has a program of its own, and what the runs see. */
export interface Stage {
  readonly example: string;
  readonly env: Readonly<Record<string, string>>;
}

/** An infrastructure tool that can tell a story. */
export interface DemoEngine {
  /** With the version, where that matters to who reads it. */
  readonly name: string;
  /** The folder of the program that it runs, from that of the repository. */
  readonly program: string;
  /** Whether every plan of its own accord asks the service first how things are. */
  readonly readsFirst: boolean;
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

/** What it takes to find an engine on this machine and to set it up. */
export interface EngineKind {
  readonly name: string;
  /** How to install it, for a person. */
  readonly install: string;
  /** @returns the engine, or why it can't be had here */
  open(stage: Stage): Promise<DemoEngine | string>;
}
