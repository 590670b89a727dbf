import { z } from "zod";
import { invalidParameter, unsupportedOperation } from "../errors";
import type { Parameters } from "../parameters";
import type { Key, Tag } from "./key";
import { isSymmetric } from "./spec";

// Parameters that several operations on keys share.

const day = 86_400;
const units: Readonly<Record<string, number>> = { d: day, h: 3600, m: 60, s: 1 };
const mostTags = 20;
const longestPolicy = 32_768;

/** `true` or `false`; undefined when it was not sent. @throws KmsError InvalidParameter */
export function readBoolean(parameters: Parameters, name: string): boolean | undefined {
  const text = parameters.optional(name);
  if (text === undefined || text === "") return undefined;
  if (text !== "true" && text !== "false") throw invalidParameter(name, "it must be true or false");
  return text === "true";
}

/** One of the given words; undefined when it was not sent. @throws KmsError InvalidParameter */
export function readWord<T extends string>(parameters: Parameters, name: string, words: readonly T[]): T | undefined {
  const text = parameters.optional(name);
  if (text === undefined || text === "") return undefined;
  const word = words.find((each) => each === text);
  if (word === undefined) throw invalidParameter(name, `it must be ${words.join(" or ")}`);
  return word;
}

/** Base64. @throws KmsError MissingParameter, InvalidParameter */
export function readBytes(parameters: Parameters, name: string): Buffer {
  const checked = z.base64().safeParse(parameters.required(name));
  if (!checked.success) throw invalidParameter(name, "it must be base64");
  return Buffer.from(checked.data, "base64");
}

/** RotationInterval in seconds: a number and d, h, m or s, from 7 to 730 days. @throws KmsError MissingParameter, InvalidParameter */
export function readInterval(parameters: Parameters): number {
  const [, count, unit = ""] = /^(\d+)([dhms])$/.exec(parameters.required("RotationInterval")) ?? [];
  const seconds = Number(count) * (units[unit] ?? Number.NaN);
  if (!(seconds >= 7 * day && seconds <= 730 * day)) {
    throw invalidParameter("RotationInterval", "it must be from 7d to 730d");
  }
  return seconds;
}

/** @throws KmsError UnsupportedOperation for keys without automatic rotation */
export function requireRotatable(key: Pick<Key, "spec" | "origin">): void {
  if (!isSymmetric(key.spec) || key.origin === "EXTERNAL") throw unsupportedOperation();
}

/** Additional data from a JSON map of texts, independent of its order. @throws KmsError InvalidParameter */
export function readContext(parameters: Parameters, name = "EncryptionContext"): Buffer | undefined {
  if (!parameters.optional(name)) return undefined;
  const map = parameters.json(name, z.record(z.string(), z.string()), "it must be a JSON object of strings");
  return Buffer.from(JSON.stringify(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** A key's policy in its stored form. @throws KmsError InvalidParameter */
export function readPolicy(parameters: Parameters): string {
  const text = parameters.required("Policy");
  if (text.length > longestPolicy) throw invalidParameter("Policy", `it may have ${longestPolicy} bytes at most`);
  parameters.json("Policy", policySchema, "it must be a policy of version 1 with statements");
  return text;
}

const textsSchema = z.array(z.string()).min(1);
const policySchema = z.object({
  Version: z.literal("1"),
  Statement: z
    .array(
      z.object({
        Sid: z.string().max(128).optional(),
        Effect: z.enum(["Allow", "Deny"]),
        Principal: z.object({ RAM: textsSchema }),
        Action: z.array(z.string().startsWith("kms:")).min(1),
        Resource: z.tuple([z.literal("*")]),
        Condition: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .min(1),
});

/** @throws KmsError InvalidParameter with the parameter's name */
function checkTags(name: string, tags: readonly Tag[]): void {
  if (tags.length > mostTags) throw invalidParameter(name, `a key has at most ${mostTags} tags`);
  for (const { key, value } of tags) {
    if (!/^[\w/\\.+=:@-]{1,128}$/.test(key)) throw invalidParameter(name, `"${key}" is no key of a tag`);
    if (/^(aliyun|acs:)/.test(key)) throw invalidParameter(name, "keys of tags don't start with aliyun or acs:");
    if (!/^[\w/\\.+=:@-]{0,128}$/.test(value)) throw invalidParameter(name, `"${value}" is no value of a tag`);
  }
}

/** `Tags` of CreateKey. @throws KmsError InvalidParameter */
export function readTags(parameters: Parameters): Tag[] {
  if (!parameters.optional("Tags")) return [];
  const form = z.array(z.object({ TagKey: z.string(), TagValue: z.string().default("") }));
  const given = parameters.json("Tags", form, "it must be an array of TagKey and TagValue");
  const tags = given.map(({ TagKey, TagValue }) => ({ key: TagKey, value: TagValue }));
  checkTags("Tags", tags);
  return inOrder(tags);
}

/** A key's tags in their stored order, which does not depend on the order in which they were set. */
export function inOrder(tags: readonly Tag[]): Tag[] {
  return [...tags].sort((one, other) => (one.key < other.key ? -1 : 1));
}
