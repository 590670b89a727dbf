import { type Command, type Declared, DeclaredStack } from "./engine";
import { type Figure, promise } from "./figure";

/** A run of the engine, and the calls that it may make. */
export interface Run {
  readonly what: string;
  readonly command: Command;
  readonly most: number;
  /** Moves the clock before. */
  readonly at?: string;
}

/** Calls of whole runs, one after the other on one stack. */
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
