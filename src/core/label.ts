import { createHash } from "node:crypto";

// Separate from `ownership`, which loads zod: a program of constructs loads this file, and nothing of zod.

const LONGEST = 200;
const FORBIDDEN = /[()]|\p{Surrogate}/gu;

/**
 * The default label of a resource: its place in the program, outermost part first; always an allowed label. A part that a label
 * can't hold makes a hash begin the label, so that labels differ where the parts do, except for slashes in them.
 * @param longest in UTF-16 units
 */
export function labelFrom(parts: readonly string[], longest: number = LONGEST): string {
  const text = parts.join("/");
  if (text.length > 0 && text.length <= longest && text.search(FORBIDDEN) < 0) return text;
  const hash = createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
  return `${hash}/${text.slice(-(longest - hash.length - 1))}`.replaceAll(FORBIDDEN, "-");
}
