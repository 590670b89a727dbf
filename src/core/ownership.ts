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

export function readDescription(text: string | undefined): Owned {
  const marked = MARKED.exec(text ?? "");
  return marked ? { description: marked[1] || undefined, label: marked[2] } : { description: text || undefined };
}

/** What may be a label: it stands in parentheses. */
export const labelText: z.ZodString = z
  .string()
  .regex(/^[^()]{1,200}$/, "give 1 to 200 characters, and no parentheses");
