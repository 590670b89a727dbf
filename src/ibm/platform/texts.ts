import * as z from "zod";
import type { Values } from "../../core/definition";
import { checkedText } from "../../core/fields";

/** For the docs of what may hold any text: IBM says how many characters are allowed, and not what it counts as one. */
export const COUNTED =
  "How the service counts isn't documented: what is beyond the BMP, such as an emoji, counts as two here.";

/** A text of `least` to `most` UTF-16 units, in which `problem` finds nothing wrong. */
export function textOf(
  least: number,
  most: number,
  problem: (text: string) => string | undefined = () => undefined,
): z.ZodString {
  return checkedText((text) => {
    const { length } = text;
    if (length >= least && length <= most) return problem(text);
    return `has ${length} ${length === 1 ? "character" : "characters"}: ${least} to ${most} are allowed`;
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

/**
 * Records of the vendor's Terraform provider. Names of attributes are those of its documentation,
 * IBM-Cloud/terraform-provider-ibm, website/docs/r/{kms_key,kms_key_with_policy_overrides,kms_key_rings,
 * iam_authorization_policy,app_config_integration_kms}.html.markdown. What else the records hold the services tell better.
 */
export function recordText(record: Values, attribute: string): string | undefined {
  const value = record[attribute];
  return typeof value === "string" && value !== "" ? value : undefined;
}
