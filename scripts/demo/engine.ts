import type { Credentials } from "./application";

/** An infrastructure tool that can tell the story. */
export interface DemoEngine {
  readonly name: string;
  /** Files that may hold something of the credentials: state, backups, what was printed. */
  files(): readonly string[];
  printed(): string;
  /** Moves the time that the next runs see. */
  at(time: string): void;
  preview(): Promise<string>;
  up(): Promise<string>;
  destroy(): Promise<string>;
  credentials(): Promise<Credentials & { readonly clientKeyId: string }>;
  /** How the state holds the client key: a few characters of ciphertext. */
  ciphertext(): string;
  close(): void;
}

/** What it takes to find an engine on this machine and to set it up. */
export interface EngineKind {
  readonly name: string;
  /** How to install it, for a person. */
  readonly install: string;
  /** @returns nothing when the engine can't be had here */
  open(env: Readonly<Record<string, string>>): Promise<DemoEngine | undefined>;
}
