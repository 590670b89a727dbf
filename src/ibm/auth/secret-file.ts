import { readFile } from "node:fs/promises";
import { CredentialsError } from "../../core/errors";
import { howToGive, message } from "../../core/message";
import { Secret } from "../../core/secret";
import type { Setting } from "../../core/settings";

/** What a token or a key consists of, and what an HTTP header can hold. */
export const VISIBLE = /^[\x21-\x7e]+$/;

/**
 * Where IBM's platforms put the token of a compute resource, in the order in which IBM's SDKs look for it: clusters (two
 * places) and Code Engine.
 */
export const COMPUTE_RESOURCE_TOKENS: readonly string[] = [
  "/var/run/secrets/tokens/vault-token",
  "/var/run/secrets/tokens/sa-token",
  "/var/run/secrets/codeengine.cloud.ibm.com/compute-resource-token/token",
];

/**
 * What a setting holds, or the file that it names after an `@`, as the IBM Cloud CLI reads `IBMCLOUD_API_KEY` and
 * `IBMCLOUD_CR_TOKEN`.
 * @param tidy takes off what stands there and is no part of the secret
 * @throws CredentialsError naming setting and file, never what is in them
 */
export async function readSecret(
  text: string,
  setting: Setting,
  tidy: (content: string) => string = (content) => content,
): Promise<Secret> {
  const content = tidy(text.startsWith("@") ? await readFileOf(text.slice(1), setting) : text);
  if (VISIBLE.test(content)) return new Secret(content);
  throw new CredentialsError(
    `The setting ${setting.config} ${content === "" ? "names an empty file" : "holds a blank, a line break or another character that no key has"}`,
    message`Correct it in ${howToGive(setting)}.`,
  );
}

/**
 * The token in the first of `paths` that can be read. Read anew each time: the platform replaces it.
 * @throws CredentialsError saying where it looked
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
      `The setting ${setting.config} names the file ${JSON.stringify(path)}, which can't be read (${code})`,
      message`Correct it in ${howToGive(setting)}.`,
      { cause },
    );
  }
}
