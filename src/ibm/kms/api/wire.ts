import * as z from "zod";
import { secretText } from "../../../core/fields";
import { body, maybe } from "../../platform/call";

const text = maybe(z.string());
const flag = maybe(z.boolean());
const secret = maybe(secretText());
const texts = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);

const versionId = z
  .object({ id: z.string() })
  .nullish()
  .transform((value) => value?.id);

export const KEY_STATES = {
  0: "pre-activation",
  1: "active",
  2: "suspended",
  3: "deactivated",
  5: "destroyed",
} as const;

/** A key as list, create, get and metadata return it. Only a get of a standard key returns `payload`. */
export const key = z.object({
  id: z.string(),
  name: z.string(),
  aliases: texts,
  description: text,
  tags: texts,
  state: z.number(),
  extractable: z.boolean(),
  imported: flag,
  crn: text,
  keyRingID: text,
  expirationDate: text,
  creationDate: text,
  lastUpdateDate: text,
  lastRotateDate: text,
  keyVersion: versionId,
  dualAuthDelete: maybe(z.object({ enabled: z.boolean(), keySetForDeletion: flag, authExpiration: text })),
  rotation: maybe(z.object({ enabled: flag, interval_month: z.number().optional() })),
  deletionDate: text,
  restoreExpirationDate: text,
  restoreAllowed: flag,
  payload: secret,
});
export type Key = z.output<typeof key>;

export const keyRing = z.object({ id: z.string(), creationDate: text });
export type KeyRing = z.output<typeof keyRing>;

export const keyAlias = z.object({ keyId: z.string(), alias: z.string() });

export const registration = z.object({
  keyId: z.string(),
  resourceCrn: z.string(),
  description: text,
  preventKeyDeletion: flag,
});
export type Registration = z.output<typeof registration>;

const settings = z.object({ enabled: z.boolean(), attributes: maybe(z.record(z.string(), z.unknown())) });

export const instancePolicy = z
  .object({ policy_type: z.string(), policy_data: settings })
  .transform(({ policy_type: type, policy_data: data }) => ({ type, data }));
export type InstancePolicy = z.output<typeof instancePolicy>;

/** `key` is the root key that encrypts the adapter's content. Source: IBM's client for Go. */
export const kmipAdapter = z
  .object({ id: z.string(), name: text, profile_data: maybe(z.record(z.string(), z.string())) })
  .transform(({ id, name, profile_data }) => ({ id, name, key: profile_data?.["crk_id"] }));
export type KmipAdapter = z.output<typeof kmipAdapter>;

/** Only a get returns `nonce` and `payload`, which is a PEM in base64. */
export const importToken = z.object({
  payload: text,
  nonce: text,
});

/** `plaintext` is returned only when the service generated it. */
export const wrapped = z.object({ plaintext: secret, ciphertext: z.string(), keyVersion: versionId });

/** `ciphertext` and `rewrappedKeyVersion` are returned when the key has rotated since. */
export const unwrapped = z.object({
  plaintext: secretText(),
  ciphertext: text,
  keyVersion: versionId,
  rewrappedKeyVersion: versionId,
});

export const rewrapped = z.object({ ciphertext: z.string(), keyVersion: versionId, rewrappedKeyVersion: versionId });

export const count = z
  .object({ headers: z.object({ "key-total": z.coerce.number().int().nonnegative() }) })
  .transform(({ headers }) => headers["key-total"]);

/** All resources of an envelope. Older services leave out an empty list. */
export function resources<T>(item: z.ZodType<T>): z.ZodType<T[]> {
  return body(
    z
      .object({ metadata: z.object({}), resources: z.array(item).nullish() })
      .transform((received) => (received.resources ?? []) as T[]),
  );
}

export function resource<T>(item: z.ZodType<T>): z.ZodType<T> {
  return body(
    z.object({ resources: z.tuple([item], z.unknown()) }).transform((received) => received.resources[0] as T),
  );
}

/** @param type a media type, which is also the resources' type */
export function envelope(type: string, ...content: readonly object[]): object {
  const metadata = { collectionType: type, collectionTotal: content.length };
  return { metadata, resources: content.map((each) => ({ type, ...each })) };
}

export function mediaType(name: string): string {
  return `application/vnd.ibm.kms.${name}+json`;
}
