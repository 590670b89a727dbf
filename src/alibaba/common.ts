import { z } from "zod";
import { field } from "../core/fields";
import { labelText } from "../core/ownership";
import { alibabaSettings } from "./api/settings";

/** The vendor publishes no pattern for names; what would break a list or a reference is refused. */
export function nameText(): z.ZodString {
  return z.string().check((context) => {
    if (/^[^\s/*,"'[\]\p{C}]+$/u.test(context.value)) return;
    const message = "is no name: give at least one character, and none of blanks, quotes, brackets, commas, / and *";
    context.issues.push({ code: "custom", message, input: context.value });
  });
}

/** A list of texts in which nothing stands twice. */
export function distinct(
  item: z.ZodType<string, string>,
  canonical: (value: unknown) => unknown = (value) => value,
): z.ZodArray<z.ZodType<string, string>> {
  return z.array(item).check((context) => {
    const seen = context.value.map((value) => JSON.stringify(canonical(value)));
    seen.forEach((value, index) => {
      if (seen.indexOf(value) === index) return;
      context.issues.push({
        code: "custom",
        message: "stands in the list twice",
        input: context.value[index],
        path: [index],
      });
    });
  });
}

/** The input by which the service knows the object. */
export function nameField(what: string): z.ZodString {
  return field(nameText(), {
    doc: `The name of the ${what} at the service, unique in the account and region.`,
    examples: ["orders", "payments"],
    onChange: "replace",
    from: ["name"],
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

export function descriptionField(): z.ZodOptional<z.ZodString> {
  return field(z.string().optional(), {
    doc: "What a person should know about it.",
    examples: ["made by the platform team", "see the runbook"],
    canonical: (text) => text || undefined,
  });
}

/** Whose the object is, for `ownership.ts`. */
export const ownerField: z.ZodOptional<z.ZodString> = field(labelText.optional(), {
  doc:
    "Whose the object is: the end of its description at the service. What an interrupted run made is known again by " +
    "it; an object of the same name with another label, or with none, is somebody else's.",
  examples: ["shop/prod/orders", "shop/test/orders"],
  from: ["label"],
});

export function adoptField(what: string): z.ZodDefault<z.ZodBoolean> {
  return field(z.boolean().default(false), {
    doc: `Whether to take over a ${what} of that name that exists already, instead of failing.`,
    examples: [true, false],
    onChange: "ignore",
  });
}

export function arnField(what: string): z.ZodString {
  return field(z.string(), { doc: `The Alibaba Cloud resource name of the ${what}.` });
}
