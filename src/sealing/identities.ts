import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { ConfigurationError } from "../core/errors";
import { Secret } from "../core/secret";
import type { Environment } from "../core/settings";
import { readBech32 } from "./recipients";

export const IDENTITY_VARIABLE = "KEYSMITH_AGE_IDENTITY";

export const howToGiveIdentity = `Give the age identity (AGE-SECRET-KEY-1…), or the path of a file with it, in the environment variable ${IDENTITY_VARIABLE}.`;

/** The prefixes, in lower case, of identities that can open (age specification); all keys have 32 bytes. */
const PREFIXES = ["age-secret-key-", "age-secret-key-pq-"];
const KEY_LENGTH = 32;

/** Why an identity can't be used; undefined for one that can. Never shows anything of the identity. */
export async function identityProblem(identity: Secret): Promise<string | undefined> {
  const text = identity.reveal();
  if (/^age1/i.test(text)) return "is a recipient, which can seal but not open";
  if (/^age-plugin-/i.test(text)) return "belongs to a plugin of age, which Keysmith doesn't run";
  if (/^-----BEGIN AGE|^age-encryption\.org/.test(text)) return "is protected by a passphrase: decrypt it first";
  if (/^-----BEGIN/.test(text)) return "is a private key of another kind, not an age identity";
  const read = text === text.toUpperCase() ? await readBech32(text) : undefined;
  return read && PREFIXES.includes(read.prefix) && read.bytes === KEY_LENGTH
    ? undefined
    : "is not an age identity, or is cut or mistyped";
}

/**
 * The user's identities: those in `file`, else those that `KEYSMITH_AGE_IDENTITY` holds, itself or in the file that it names. They
 * are written as in age's key files: one a line, with empty lines and comments (`#`).
 * @param file a path; `~/` at its beginning is the home folder
 * @returns none when the user gives none
 * @throws ConfigurationError for a file that can't be read, and for text that is no identity
 */
export async function identitiesFrom(env: Environment, file?: string): Promise<readonly Secret[]> {
  if (file) {
    const shown = isIdentities(file) || MAY_BE_CUT.test(file) ? "the given file" : file;
    return identitiesIn(await readIdentities(file, env, `${shown} can't be read as a file with age identities`), shown);
  }
  const given = env[IDENTITY_VARIABLE]?.trim();
  if (!given) return [];
  if (isIdentities(given)) return identitiesIn(given, IDENTITY_VARIABLE);
  // The value isn't repeated, as it may be a mistyped identity.
  const problem = `${IDENTITY_VARIABLE} holds neither an age identity nor the path of a file that can be read`;
  return identitiesIn(await readIdentities(given, env, problem), `the file that ${IDENTITY_VARIABLE} names`);
}

/** The rest of an identity whose beginning was lost; nobody would choose such a path. */
const MAY_BE_CUT = /^[a-z0-9-]{20,}$/i;

/** Whether a text is meant as identities, or as something that people take for them, and not as a path. */
function isIdentities(text: string): boolean {
  return /^\s*(AGE-SECRET-KEY-|AGE-PLUGIN-|age1|-----BEGIN|#)|[\r\n]/im.test(text);
}

/** Each error names the line and shows nothing of its content. */
export async function identitiesIn(text: string, source: string): Promise<readonly Secret[]> {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const found: Secret[] = [];
  for (const [index, line] of lines.entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const identity = new Secret(line.trim());
    const problem = await identityProblem(identity);
    if (problem) throw new ConfigurationError(`${source}, line ${index + 1}, ${problem}`, howToGiveIdentity);
    found.push(identity);
  }
  if (found.length === 0) throw new ConfigurationError(`${source} holds no age identity`, howToGiveIdentity);
  return found;
}

async function readIdentities(file: string, env: Environment, problem: string): Promise<string> {
  try {
    return await readFile(expanded(file, env), "utf8");
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? "unreadable";
    throw new ConfigurationError(`${problem} (${why})`, howToGiveIdentity);
  }
}

/** Shells expand the tilde; configurations don't. */
function expanded(file: string, env: Environment): string {
  return /^~[/\\]/.test(file) ? path.join(env["HOME"] || homedir(), file.slice(2)) : file;
}
