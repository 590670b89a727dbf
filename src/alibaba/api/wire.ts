import * as z from "zod";
import { formatTime } from "../../core/clock";
import { secretText } from "../../core/fields";
import { parseJson } from "../../core/json";

/**
 * A list of texts in any form that an operation returns: an array, its JSON text, an array with one such text, or texts separated by
 * commas. DescribePolicy and CreatePolicy differ in this, and so do samples and real replies.
 */
export const strings: z.ZodType<string[]> = z
  .union([z.array(z.string()), z.string()])
  .transform((value, context) => [value].flat().flatMap((text) => parseList(text, Array.isArray(value), context)));

function parseList(text: string, isItem: boolean, context: z.core.ParsePayload): string[] {
  if (!text.trim().startsWith("[")) return isItem ? [text] : splitAtCommas(text);
  const parsed = z.array(z.string()).safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  context.issues.push({ code: "custom", message: "is not a list of texts", input: text });
  return [];
}

function splitAtCommas(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** The network rules in a policy's `AccessControlRules`: the JSON text of `{"NetworkRules":[…]}`, or that object itself. */
export const networkRulesOf: z.ZodType<string[]> = z
  .union([z.string(), z.record(z.string(), z.unknown())])
  .optional()
  .transform((value, context) => {
    const rules = typeof value === "string" ? (value.trim() === "" ? {} : parseJson(value)) : (value ?? {});
    const parsed = z.object({ NetworkRules: strings.optional() }).safeParse(rules);
    if (parsed.success) return parsed.data.NetworkRules ?? [];
    context.issues.push({ code: "custom", message: "is not an object with NetworkRules", input: value });
    return z.NEVER;
  });

export const time: z.ZodType<string> = z.string().transform((text, context) => {
  const parsed = new Date(text);
  if (!Number.isNaN(parsed.getTime())) return formatTime(parsed);
  context.issues.push({ code: "custom", message: "is not a time", input: text });
  return z.NEVER;
});

/** A text; empty if it is absent. */
export const maybe: z.ZodType<string> = z
  .string()
  .nullish()
  .transform((text) => text ?? "");

type Named<T> = { readonly [K in keyof T as K extends string ? Uncapitalize<K> : never]: T[K] };

/** A reply whose fields have the vendor's names, which begin with a capital; the names in the result don't. */
function reply<S extends z.ZodRawShape>(shape: S): z.ZodType<Named<z.output<z.ZodObject<S>>>> {
  return z.object(shape).transform((fields) => {
    const named = Object.entries(fields).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]);
    return Object.fromEntries(named);
  });
}

export const networkRule = reply({ Arn: z.string(), Type: z.string(), SourcePrivateIp: strings, Description: maybe });

/** A list, or a page of one, in the service's nesting: `{ Keys: { Key: […] } }`. */
export function listIn<T>(plural: string, kind: string, item: z.ZodType<T>): z.ZodType<readonly T[]> {
  const page = z.object({ [plural]: z.object({ [kind]: z.array(item) }) });
  return page.transform((found) => Object.values(found).flatMap((each) => Object.values(each).flat()));
}

export const stages: z.ZodType<string[]> = z
  .object({ VersionStage: z.array(z.string()) })
  .default({ VersionStage: [] })
  .transform(({ VersionStage }) => VersionStage);

/** Permissions with their prefix: `RbacPermission/Template/CryptoServiceKeyUser`; resources as `key/…` and `secret/…`. */
export const policy = reply({
  Arn: z.string(),
  KmsInstance: maybe,
  Permissions: strings,
  Resources: strings,
  AccessControlRules: networkRulesOf,
  Description: maybe,
}).transform(({ accessControlRules, ...rest }) => ({ ...rest, networkRules: accessControlRules }));

export const accessPoint = reply({
  Arn: z.string(),
  AuthenticationMethod: z.string(),
  Policies: strings,
  Description: maybe,
});

/** Tags as a program writes them: `team=orders`. */
export const tag: z.ZodType<string> = z
  .object({ TagKey: z.string(), TagValue: maybe })
  .transform(({ TagKey, TagValue }) => `${TagKey}=${TagValue}`);

const keyFields = { ClientKeyId: z.string().min(1), KeyAlgorithm: z.string(), NotBefore: time, NotAfter: time };

/**
 * Only the create returns this, because the service keeps no copy of the private key: a PKCS#12 file in base64, protected by the password
 * that was sent.
 */
export const createdClientKey = reply({ ...keyFields, PrivateKeyData: secretText(z.string().min(1)) });
export type CreatedClientKeyReply = z.output<typeof createdClientKey>;

/** With the names of the recorded fields. */
export const clientKey = reply({ ...keyFields, AapName: z.string(), CreateTime: time }).transform(
  ({ aapName: accessPoint, createTime: createdAt, ...key }) => ({ ...key, accessPoint, createdAt }),
);
export type ClientKeyReply = z.output<typeof clientKey>;

/** A missing list is not an empty one: a lost key would be taken for one that was never made. */
export const clientKeyList = z
  .object({ ClientKeys: z.union([z.array(clientKey), z.object({ ClientKey: z.array(clientKey) })]) })
  .transform(({ ClientKeys: keys }) => (Array.isArray(keys) ? keys : keys.ClientKey));

/**
 * For some instances that don't exist, the service returns an empty id. The status is `Uninitialized`, `Connecting`, `Connected`,
 * `Disconnected` or `Error`.
 */
export const kmsInstance = z
  .object({
    KmsInstance: reply({
      InstanceId: maybe,
      InstanceName: maybe,
      Status: maybe,
      CaCertificateChainPem: maybe,
      EndDate: maybe,
    }),
  })
  .transform(({ KmsInstance }) => KmsInstance);

/** Shows that a secret exists: its content is left out. */
export const secretRead = z.object({ SecretName: z.string() });

export const done = z.object({});
