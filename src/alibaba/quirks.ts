import { z } from "zod";
import { formatTime } from "../core/clock";

/**
 * A list of texts in whichever form an operation answers it: a real list, a JSON text of one, a list that holds one such
 * text, or texts between commas. DescribePolicy and CreatePolicy differ in this; so do samples and answers.
 */
export const strings: z.ZodType<string[]> = z
  .union([z.array(z.string()), z.string()])
  .transform((value, context) => [value].flat().flatMap((text) => parseList(text, Array.isArray(value), context)));

function parseList(text: string, isItem: boolean, context: z.core.ParsePayload): string[] {
  if (!text.trim().startsWith("[")) return isItem ? [text] : splitAtCommas(text);
  const parsed = z.array(z.string()).safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  context.issues.push({ code: "custom", message: "is no list of texts", input: text });
  return [];
}

function splitAtCommas(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** The network rules in a policy's `AccessControlRules`: a JSON text of `{"NetworkRules":[…]}`, or that object itself. */
export const networkRulesOf: z.ZodType<string[]> = z
  .union([z.string(), z.record(z.string(), z.unknown())])
  .optional()
  .transform((value, context) => {
    const rules = typeof value === "string" ? (value.trim() === "" ? {} : parseJson(value)) : (value ?? {});
    const parsed = z.object({ NetworkRules: strings.optional() }).safeParse(rules);
    if (parsed.success) return parsed.data.NetworkRules ?? [];
    context.issues.push({ code: "custom", message: "is no object with NetworkRules", input: value });
    return z.NEVER;
  });

/** `{ item: [...] }` around a list, as the older operations answer, or the list itself. An empty wrapper is an empty list. */
export function wrapped<T>(item: string, schema: z.ZodType<T>): z.ZodType<T[]> {
  const list = z.array(schema);
  const wrapper = z.object({ [item]: list.optional() });
  return z.union([list, wrapper.transform((value) => (value as Record<string, T[] | undefined>)[item] ?? [])]);
}

/** A time, brought to UTC and the second. */
export const time: z.ZodType<string> = z.string().transform((text, context) => {
  const parsed = new Date(text);
  if (!Number.isNaN(parsed.getTime())) return formatTime(parsed);
  context.issues.push({ code: "custom", message: "is no time", input: text });
  return z.NEVER;
});

/** A number, or a text of one. */
export const count: z.ZodType<number> = z.coerce.number().int().nonnegative();

/** A text that may be left out or null: then it is empty. */
export const maybe: z.ZodType<string> = z
  .string()
  .nullish()
  .transform((text) => text ?? "");

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
