import { type Command, type Declared, DeclaredStack } from "./engine";
import { type Figure, promise } from "./figure";

/** A run of the engine, and its allowed calls. */
export interface Run {
  readonly what: string;
  readonly command: Command;
  readonly most: number;
  /** Moves the clock first. */
  readonly at?: string;
}

/** Calls of whole runs, one after another on one stack. */
export async function callsOfRuns(declared: Declared, runs: readonly Run[]): Promise<readonly Figure[]> {
  const stack = await DeclaredStack.open(declared);
  const figures: Figure[] = [];
  try {
    for (const { what, command, most, at } of runs) {
      if (at) await stack.at(at);
      const made = await stack.run(command);
      figures.push(promise(what, made.length, most, made.join(", ")));
    }
  } finally {
    await stack.close();
  }
  return figures;
}
