import { isDeepStrictEqual } from "node:util";

/** A property value as it travels between SDK, engine and provider. */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };
export type Properties = { [key: string]: Value };

/** What stands for a value that a preview cannot know. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Marks an object that is more than an object; the value says what. */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";
export const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
const RESOURCE_SIGNATURE = "5cf8f73096256a8f31e491e813e4eb8e";

export type SecretValue = { [key: string]: Value } & { value: Value };

export function isRecord(value: Value | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isSecret(value: Value | undefined): value is SecretValue {
  return isRecord(value) && value[SIGNATURE] === SECRET_SIGNATURE;
}

export function makeSecret(value: Value): SecretValue {
  return { [SIGNATURE]: SECRET_SIGNATURE, value };
}

export function containsSecret(value: Value): boolean {
  if (isSecret(value)) return true;
  if (Array.isArray(value)) return value.some(containsSecret);
  return isRecord(value) && Object.values(value).some(containsSecret);
}

/** The value with every secret wrapper taken off. */
export function reveal(value: Value): Value {
  if (isSecret(value)) return reveal(value.value);
  if (Array.isArray(value)) return value.map(reveal);
  return isRecord(value) ? mapProperties(value, reveal) : value;
}

/** The value with `[secret]` in place of every secret. */
export function mask(value: Value): Value {
  if (isSecret(value)) return "[secret]";
  if (Array.isArray(value)) return value.map(mask);
  return isRecord(value) ? mapProperties(value, mask) : value;
}

/**
 * What a provider gets that takes neither secrets nor resource references, as the dynamic one: plain values, and for a resource
 * its id (a component has none and sends its URN).
 */
export function forProvider(properties: Properties): Properties {
  return mapProperties(properties, plain);
}

function plain(value: Value): Value {
  if (isSecret(value)) return plain(value.value);
  if (Array.isArray(value)) return value.map(plain);
  if (!isRecord(value)) return value;
  if (value[SIGNATURE] === RESOURCE_SIGNATURE) return value["id"] ?? value["urn"] ?? null;
  return mapProperties(value, plain);
}

/**
 * Marks in `results` what was secret in `originals` under the same name, in place. The engine does so with every reply of a
 * provider that does not take secrets: objects key by key, everything else as a whole.
 */
export function carrySecretsOver(results: Properties | undefined, originals: Properties | undefined): void {
  if (!results || !originals) return;
  for (const [key, original] of Object.entries(originals)) {
    const result = results[key];
    if (result === undefined || isSecret(result)) continue;
    if (isRecord(result) && isRecord(original) && !isSecret(original)) carrySecretsOver(result, original);
    else if (containsSecret(original)) results[key] = makeSecret(result);
  }
}

export function sameProperties(left: Properties | undefined, right: Properties | undefined): boolean {
  return isDeepStrictEqual(left ?? {}, right ?? {});
}

function mapProperties(properties: Properties, change: (value: Value) => Value): Properties {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, change(value)]));
}
