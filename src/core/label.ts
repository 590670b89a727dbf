import { createHash } from "node:crypto";

// Apart from `ownership`, which loads zod: a program of constructs loads this file, and none of that.

const LONGEST = 200;
const FORBIDDEN = /[()]|\p{Surrogate}/gu;

/**
 * The label of a resource that is given none, from where it is in the program, outermost first: always one that is allowed.
 * What can't stand in one makes a hash begin it, so that labels differ where the parts do, but for slashes in them.
 * @param longest in UTF-16 units
 */
export function labelFrom(parts: readonly string[], longest: number = LONGEST): string {
  const text = parts.join("/");
  if (text.length > 0 && text.length <= longest && text.search(FORBIDDEN) < 0) return text;
  const hash = createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
  return `${hash}/${text.slice(-(longest - hash.length - 1))}`.replaceAll(FORBIDDEN, "-");
}
