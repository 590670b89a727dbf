import { z } from "zod";

/** A text of `least` to `most` characters, in which `problem` finds nothing wrong. */
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

/** A list of at most `most` different texts. */
export function different(text: z.ZodString, most: number): z.ZodArray<z.ZodString> {
  return z
    .array(text)
    .max(most)
    .check(({ value, issues }) => {
      for (const [index, each] of value.entries()) {
        if (value.indexOf(each) === index) continue;
        issues.push({ code: "custom", message: "is in the list before", input: each, path: [index] });
      }
    });
}
