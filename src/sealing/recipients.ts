import { createHash } from "node:crypto";
import { ConfigurationError } from "../core/errors";

/**
 * The recipients that can be sealed to, by their prefix, with the length of their keys in bytes: X25519, the hybrid of ML-KEM-768
 * and X25519, and the two kinds that hardware holds (age specification; age-encryption 0.3).
 */
const KEY_LENGTHS: Readonly<Record<string, number>> = { age: 32, age1pq: 1216, age1tag: 33, age1tagpq: 1249 };

export const ALLOWED = "give an age recipient, age1…, as `age-keygen` prints it";

/** Enough to tell recipients apart. */
const SHOWN_CHARACTERS = 16;

/**
 * The prefix, in lower case, and the number of bytes of a Bech32 text. age lifts the limit of 90 characters, for long keys.
 * @returns undefined for a text that isn't Bech32, or was cut or mistyped
 */
export async function readBech32(text: string): Promise<{ prefix: string; bytes: number } | undefined> {
  // Contains no cryptography, so that a plan can check recipients without loading any.
  const { bech32 } = await import("@scure/base");
  const decoded = bech32.decodeUnsafe(text, false);
  const data = decoded && bech32.fromWordsUnsafe(decoded.words);
  return data ? { prefix: decoded.prefix, bytes: data.length } : undefined;
}

/**
 * Why `text` can't be sealed to: what was given, and what is allowed. Undefined for a recipient. A text that begins as a recipient
 * is shown in part; any other text is not, as it may be an identity in some form.
 */
export async function recipientProblem(text: string): Promise<string | undefined> {
  if (text === "") return `is empty: ${ALLOWED}`;
  if (isPrivate(text)) return `must be a recipient, and this is a secret: ${ALLOWED}, and keep the secret to yourself`;
  if (text !== text.trim()) return `${shown(text)} has white space around it: remove that`;
  if (/^(ssh-|ecdsa-)/.test(text)) return `${shown(text)} is an SSH key, which can't be sealed to: ${ALLOWED}`;
  if (!text.startsWith("age1")) return `${shown(text)} is not an age recipient: ${ALLOWED}`;
  const read = await readBech32(text);
  if (!read) return `${shown(text)} is cut or mistyped: its checksum doesn't fit. Copy the whole recipient`;
  const length = KEY_LENGTHS[read.prefix];
  if (length === undefined) return `${shown(text)} is a recipient of a plugin, which can't be sealed to: ${ALLOWED}`;
  return read.bytes === length ? undefined : `${shown(text)} holds a key of the wrong length: ${ALLOWED}`;
}

/** Without duplicates. @throws ConfigurationError when there are none, or one can't be sealed to */
export async function checkedRecipients(recipients: readonly string[]): Promise<readonly string[]> {
  if (recipients.length === 0) {
    throw new ConfigurationError("there is nobody to seal secrets to", `For seal_to, ${ALLOWED}.`);
  }
  for (const recipient of recipients) {
    const problem = await recipientProblem(recipient);
    if (problem) throw new ConfigurationError(`a recipient to seal secrets to: ${problem}`, "Nothing was sealed.");
  }
  return [...new Set(recipients)];
}

/** A short text that is the same for the same recipients, in any order and with any repetitions. */
export function recipientsMark(recipients: readonly string[]): string {
  const given = [...new Set(recipients)].sort().join("\n");
  return createHash("sha256").update(given).digest("hex").slice(0, 16);
}

/** Identities of age and its plugins, and private keys in PEM form, even if cut or in the wrong case. */
function isPrivate(text: string): boolean {
  return /age-(secret-key|plugin)|private key|-----begin/i.test(text);
}

function shown(text: string): string {
  const line = text.trim();
  if (!/^age1[a-z0-9]*$/.test(line)) return "the given text";
  return line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)}…` : line;
}
