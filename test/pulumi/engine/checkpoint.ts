import { copyFileSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { listFiles } from "../../support/files";

const ATTRIBUTES = ".attrs";
const KEPT = ".json.bak";

/**
 * A kill can cut off a file that the engine is writing. It keeps the checkpoint before beside it, which people put back; what its
 * file system driver notes of a file, with the suffix `.attrs`, may be missing.
 */
export function mendCheckpoints(state: string): void {
  const files = listFiles(join(state, ".pulumi"));
  for (const file of files.filter((each) => each.endsWith(ATTRIBUTES) && !isWhole(each))) rmSync(file);
  for (const kept of files.filter((each) => each.endsWith(KEPT) && isWhole(each))) {
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
