/** What a story is told on: a program of `examples/`, and what its runs see. */
export interface Stage {
  /** The folder of the program, from that of the repository; `.` is the standard example. */
  readonly project: string;
  readonly env: Readonly<Record<string, string>>;
}

/** An infrastructure tool that can tell a story. */
export interface DemoEngine {
  readonly name: string;
  /** Files that may hold something of the secrets: state, backups, what was printed. */
  files(): readonly string[];
  printed(): string;
  /** Moves the time that the next runs see. */
  at(time: string): void;
  /** Sets what the program reads from its configuration. */
  configure(name: string, value: string): Promise<void>;
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
  close(): void;
}

/** What it takes to find an engine on this machine and to set it up. */
export interface EngineKind {
  readonly name: string;
  /** How to install it, for a person. */
  readonly install: string;
  /** @returns nothing when the engine can't be had here */
  open(stage: Stage): Promise<DemoEngine | undefined>;
}
