import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { listFiles } from "../../support/files";

const KEPT = ".json.bak";

/** A kill can cut off the file that the engine is writing; it keeps the one before beside it, which people put back. */
export function mendCheckpoints(state: string): void {
  for (const kept of listFiles(join(state, ".pulumi", "stacks")).filter((file) => file.endsWith(KEPT))) {
    const file = kept.slice(0, -".bak".length);
    if (!isWhole(file)) copyFileSync(kept, file);
  }
}

function isWhole(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return true;
  } catch {
    return false;
  }
}
