import { randomInt } from "node:crypto";
import type * as z from "zod";
import { checkedText } from "../../core/fields";
import { Secret } from "../../core/secret";

/** The special characters that the service accepts beside digits and letters, per the API reference of CreateClientKey. */
const SPECIAL = "~!@#$%^&*?_-";
const CLASSES = ["0123456789", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", SPECIAL] as const;
const ALL = CLASSES.join("");
const LENGTH = 32;

/**
 * 8 to 64 characters of the accepted set. The vendor's pages disagree on the kinds of characters (are capitals a kind of their own?), so
 * two of digits, letters and special characters are required: enough under every reading.
 */
export const passwordText: z.ZodString = checkedText(passwordProblem);

export function generatePassword(): Secret {
  for (;;) {
    const password = Array.from({ length: LENGTH }, () => ALL.charAt(randomInt(ALL.length))).join("");
    if (CLASSES.every((characters) => [...password].some((each) => characters.includes(each))))
      return new Secret(password);
  }
}

function passwordProblem(password: string): string | undefined {
  if (password.length < 8 || password.length > 64) return `has ${password.length} characters: 8 to 64 are allowed`;
  if ([...password].some((character) => !ALL.includes(character))) {
    return `has a character that the service refuses: use digits, letters and ${SPECIAL}`;
  }
  const kinds = [/\d/, /[a-z]/i, /[^\da-z]/i].filter((kind) => kind.test(password)).length;
  return kinds >= 2 ? undefined : `has characters of one kind only: mix two of digits, letters and ${SPECIAL}`;
}
