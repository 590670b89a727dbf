import type { RecordedProgram } from "../recorded-program";
import { visible } from "../visible";

/** The commands that a person types for an engine. */
export interface EngineCommands {
  /** Runs the program: what it makes is recorded, and handed on to its consumers. */
  readonly apply: string;
  /** Prints the state. */
  readonly state: string;
  /** Records what became of one resource. */
  refresh(address: string): string;
}

export const ENGINES: Readonly<Record<RecordedProgram["engine"], EngineCommands>> = {
  terraform: {
    apply: "terraform apply",
    state: "terraform state pull",
    refresh: (address) => `terraform apply -refresh-only -target=${quoted(address)}`,
  },
  pulumi: {
    apply: "pulumi up",
    state: "pulumi stack export",
    refresh: (address) => `pulumi refresh --target ${quoted(address)}`,
  },
};

/** For a shell, and on one line whatever the address holds. */
export function quoted(text: string): string {
  return `'${visible(text).replaceAll("'", "'\\''")}'`;
}
