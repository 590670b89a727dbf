import * as z from "zod";
import { checkedText, fixed } from "../core/fields";
import { alibabaSettings } from "./api/settings";

/** The vendor publishes no pattern for names; characters that would break a list or a reference are refused. */
export function nameText(): z.ZodString {
  return checkedText((text) =>
    /^[^\s/*,"'[\]\p{C}]+$/u.test(text)
      ? undefined
      : "is not a name: give at least one character, and no blanks, quotes, brackets, commas, / or *",
  );
}

export const INSTANCE_ID = /^kst-\S+$/;
export const INSTANCE_FORM = "write an instance id such as kst-hzz1";

/** The name of one secret, which may have slashes. */
export function secretNameText(): z.ZodString {
  return checkedText((text) => {
    if (text.startsWith("secret/")) return `is a raw form: write ${JSON.stringify(text.slice(7))} here`;
    return /^[^\s*,"'[\]\p{C}]+$/u.test(text)
      ? undefined
      : "is not the name of a secret: give at least one character, and no blanks, quotes, brackets, commas or *";
  });
}

export const regionField: z.ZodString = fixed(
  z.string().regex(/^[a-z]{2}(-[a-z0-9]+)+$/, "write it as cn-hangzhou or eu-central-1"),
  {
    doc: "The region of the object.",
    examples: ["cn-hangzhou", "eu-central-1"],
    from: ["reference", alibabaSettings.region],
  },
);
