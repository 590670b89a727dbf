import { randomInt } from "node:crypto";
import type * as z from "zod";
import { checkedText } from "../../core/fields";
import { Secret } from "../../core/secret";

export const DEFAULT_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** A repeated character would be twice as likely. */
export const alphabetText: z.ZodString = checkedText((text) => {
  const characters = [...text];
  if (characters.length < 10) return "has too few characters: give at least 10";
  return new Set(characters).size < characters.length ? "has a character twice" : undefined;
});

export function generateValue({ length, alphabet }: { readonly length: number; readonly alphabet: string }): Secret {
  const characters = [...alphabet];
  return new Secret(Array.from({ length }, () => characters[randomInt(characters.length)]).join(""));
}
