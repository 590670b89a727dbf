import { z } from "zod";

/** For the docs of what may hold any text: IBM says how many characters are allowed, and not what it counts as one. */
export const COUNTED =
  "How the service counts isn't documented: what is beyond the BMP, such as an emoji, counts as two here.";

/** A text of `least` to `most` UTF-16 units, in which `problem` finds nothing wrong. */
export function textOf(
  least: number,
  most: number,
  problem: (text: string) => string | undefined = () => undefined,
): z.ZodString {
  return z.string().check((context) => {
    const { length } = context.value;
    const wrong =
      length < least || length > most
        ? `has ${length} ${length === 1 ? "character" : "characters"}: ${least} to ${most} are allowed`
        : problem(context.value);
    if (wrong) context.issues.push({ code: "custom", message: wrong, input: context.value });
  });
}

export function different(text: z.ZodString, most: number): z.ZodArray<z.ZodString> {
  return z
    .array(text)
    .max(most)
    .check(({ value, issues }) => {
      for (const [index, each] of value.entries()) {
        if (value.indexOf(each) === index) continue;
        issues.push({ code: "custom", message: "is listed twice", input: each, path: [index] });
      }
    });
}
