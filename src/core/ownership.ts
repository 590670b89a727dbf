import { createHash } from "node:crypto";
import { z } from "zod";

/**
 * Where a service keeps no tags of ours, a description ends with whose the object is: so what an interrupted run made can
 * be told from what others made under the same name.
 */
export interface Owned {
  readonly description?: string | undefined;
  readonly label?: string | undefined;
}

const MARKED = /^(?:(.*) )?\(keysmith: ([^()]+)\)$/s;

/** The description as the service keeps it: `office network (keysmith: shop/prod/office)`. */
export function markedDescription({ description, label }: Owned): string {
  const mark = label ? `(keysmith: ${label})` : "";
  return [description ?? "", mark].filter((part) => part !== "").join(" ");
}

/** What the service's description says. */
export function readDescription(text: string | undefined): Owned {
  const marked = MARKED.exec(text ?? "");
  return marked ? { description: marked[1] || undefined, label: marked[2] } : { description: text || undefined };
}

const LONGEST = 200;
const FORBIDDEN = /[()]|\p{Surrogate}/gu;

/** What may be a label: it stands in parentheses. */
export const labelText: z.ZodString = z
  .string()
  .regex(/^[^()]{1,200}$/, "give 1 to 200 characters, and no parentheses");

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
