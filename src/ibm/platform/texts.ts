import type * as z from "zod";
import { checkedText } from "../../core/fields";

/** For the docs of free-text inputs. IBM says how many characters are allowed, but not what it counts as one. */
export const COUNTED =
  "How the service counts isn't documented: what is beyond the BMP, such as an emoji, counts as two here.";

/** A text of `least` to `most` UTF-16 code units in which `problem` finds nothing wrong. */
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
