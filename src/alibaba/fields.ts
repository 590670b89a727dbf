import * as z from "zod";
import { checkedText, field } from "../core/fields";
import { alibabaSettings } from "./api/settings";

/** The vendor publishes no pattern for names; what would break a list or a reference is refused. */
export function nameText(): z.ZodString {
  return checkedText((text) =>
    /^[^\s/*,"'[\]\p{C}]+$/u.test(text)
      ? undefined
      : "is not a name: give at least one character, and no blanks, quotes, brackets, commas, / or *",
  );
}

export function distinct(
  item: z.ZodType<string, string>,
  canonical: (value: unknown) => unknown = (value) => value,
): z.ZodArray<z.ZodType<string, string>> {
  return z.array(item).check((context) => {
    const seen = context.value.map((value) => JSON.stringify(canonical(value)));
    for (const [index, value] of seen.entries()) {
      if (seen.indexOf(value) === index) continue;
      const input = context.value[index];
      context.issues.push({ code: "custom", message: "is listed twice", input, path: [index] });
    }
  });
}

export const regionField: z.ZodString = field(
  z.string().regex(/^[a-z]{2}(-[a-z0-9]+)+$/, "write it as cn-hangzhou or eu-central-1"),
  {
    doc: "The region of the object.",
    examples: ["cn-hangzhou", "eu-central-1"],
    onChange: "replace",
    from: ["reference", alibabaSettings.region],
  },
);
