import { readFile } from "node:fs/promises";
import * as z from "zod";
import { formatTime } from "../../core/clock";
import { CredentialsError } from "../../core/errors";
import { parseJson } from "../../core/json";
import { howToGive, message, ref } from "../../core/message";
import { Secret } from "../../core/secret";
import type { Setting } from "../../core/settings";
import { type Issued, renewing } from "../../http/renewing";

export const VISIBLE = /^[\x21-\x7e]+$/;

/**
 * The files in which IBM's platforms put the token of a compute resource, in the order in which IBM's SDKs look: two for
 * clusters, one for Code Engine.
 */
export const COMPUTE_RESOURCE_TOKENS: readonly string[] = [
  "/var/run/secrets/tokens/vault-token",
  "/var/run/secrets/tokens/sa-token",
  "/var/run/secrets/codeengine.cloud.ibm.com/compute-resource-token/token",
];

/**
 * The secret in a setting, or in the file that the setting names after an `@`, as the IBM Cloud CLI reads
 * `IBMCLOUD_API_KEY` and `IBMCLOUD_CR_TOKEN`.
 * @param tidy removes text around the secret that isn't part of it
 * @throws CredentialsError naming the setting and the file, never their content
 */
export async function readSecret(
  text: string,
  setting: Setting,
  tidy: (content: string) => string = (content) => content,
): Promise<Secret> {
  const content = tidy(text.startsWith("@") ? await readFileOf(text.slice(1), setting) : text);
  if (VISIBLE.test(content)) return new Secret(content);
  throw new CredentialsError(
    message`The setting ${ref(setting.config)} ${content === "" ? "names an empty file" : "holds a blank, a line break or another character that no key has"}`,
    message`Correct it in ${howToGive(setting)}.`,
  );
}

/**
 * The token in the first of `paths` that can be read. The files are read each time, because the platform replaces the token.
 * @throws CredentialsError naming the paths
 */
export async function firstSecret(paths: readonly string[], setting: Setting): Promise<Secret> {
  for (const path of paths) {
    const content = await readFile(path, "utf8").catch(() => "");
    if (VISIBLE.test(content.trim())) return new Secret(content.trim());
  }
  throw new CredentialsError(
    `This machine has no compute resource token for the trusted profile (looked in ${paths.join(", ")})`,
    message`Name the file that holds it, as @path, in ${howToGive(setting)}, or set an API key.`,
  );
}

async function readFileOf(path: string, setting: Setting): Promise<string> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new CredentialsError(
      message`The setting ${ref(setting.config)} names the file ${JSON.stringify(path)}, which can't be read (${String(code)})`,
      message`Correct it in ${howToGive(setting)}.`,
      { cause },
    );
  }
}

export interface TokenSource {
  /** @throws CredentialsError when there is no credential, or none that is valid @throws ConfigurationError */
  token(): Promise<Secret>;
  /** Whether this source makes new tokens. A service that refuses a new token doesn't doubt the credential. */
  readonly renews: boolean;
  /** Says that a service refused a token that seemed valid. The next token is a new one, unless this one was new already. */
  forget(refused: Secret): void;
}

export type IssuedToken = Issued<Secret>;

export type Grant = () => Promise<IssuedToken>;

/** Keeps the token of one credential for the whole process. @param now milliseconds since 1970, by the real clock */
export function cachedTokens(grant: Grant, now: () => number): TokenSource {
  const { get: token, forget } = renewing<Secret, []>(grant, now, (one, other) => one.equals(other));
  return { renews: true, token, forget };
}

/** A source with one token, which can't be renewed. */
export function onlyToken(token: () => Promise<Secret>): TokenSource {
  return { renews: false, token, forget: () => undefined };
}

export function givenToken(text: string, setting: Setting, now: () => number): TokenSource {
  return onlyToken(async () => {
    const token = await readSecret(text, setting, (token) => token.replace(/^Bearer\s+/i, ""));
    const { exp } = claimsOf(token.reveal());
    if (exp === undefined || exp * 1000 > now()) return token;
    throw new CredentialsError(
      message`The token in the setting ${ref(setting.config)} expired at ${formatTime(new Date(exp * 1000))}`,
      message`Give a new one in ${howToGive(setting)}, or a credential from which Keysmith can get tokens.`,
    );
  });
}

interface Lifetime {
  /** Seconds from the reply on. */
  readonly expiresIn?: number | undefined;
  /** Seconds since 1970, by the service's clock. */
  readonly expiration?: number | undefined;
}

/**
 * The end of a token's validity, in milliseconds since 1970 by our clock. A relative lifetime takes precedence, because it
 * holds even when our clock is wrong.
 * @param asked the time of the request for the token, in milliseconds since 1970
 */
export function endOf({ expiresIn, expiration }: Lifetime, token: string, asked: number): number | undefined {
  if (expiresIn !== undefined) return asked + expiresIn * 1000;
  if (expiration !== undefined) return expiration * 1000;
  const { iat, exp } = claimsOf(token);
  if (exp === undefined) return undefined;
  return iat === undefined ? exp * 1000 : asked + (exp - iat) * 1000;
}

/** The account and the kind of caller of an IBM Cloud token. `account` is undefined where the token doesn't name one. */
export function ownerOf(token: Secret) {
  const { account: of, iam_id: id } = claimsOf(token.reveal());
  // A person's access isn't limited to the account in which the API key was made: "Managing user API keys", IAM.
  return { account: of?.bss, isPerson: !id?.startsWith("iam-") };
}

const number = z.number().optional().catch(undefined);
const text = z.string().min(1).optional().catch(undefined);
const account = z.object({ bss: text }).optional().catch(undefined);
const claims = z.object({ iat: number, exp: number, iam_id: text, account }).catch({});

function claimsOf(token: string): z.output<typeof claims> {
  const payload = token.split(".")[1] ?? "";
  return claims.parse(parseJson(Buffer.from(payload, "base64url").toString()));
}
