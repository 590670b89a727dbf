import { type AdoptionForms, recordText } from "../../core/adoption";
import type { Values } from "../../core/definition";
import { REGION_LEFT_OUT, regionBefore } from "../adoption";

/** `key-…` of keys that are made today; older ones have a UUID. */
const KEY_ID = /^[\w-]+$/;

interface KeyPlace {
  readonly keyId: string;
  readonly region?: string;
}

/** How a key is told. */
export const keyPlace: Pick<AdoptionForms<KeyPlace>, "form" | "doc"> & { place(text: string): KeyPlace | undefined } = {
  form: "<keyId> or <region>/<keyId>",
  doc: `The id of the key, as the KMS console shows it; ${REGION_LEFT_OUT}.`,
  place(text) {
    const [keyId = "", region, ...rest] = text.split("/").reverse();
    const before = rest.length === 0 && KEY_ID.test(keyId) ? regionBefore(region) : undefined;
    return before && { keyId, ...before };
  },
};

/** Attributes of alicloud_kms_key, resource_alicloud_kms_key.go; how long a deletion can be cancelled only the record says. */
export function keyInRecord(
  record: Values,
): (KeyPlace & { deletion?: { mode: "schedule"; window: string } }) | undefined {
  const place = keyPlace.place(recordText(record, "id") ?? "");
  const days = record["pending_window_in_days"] ?? record["deletion_window_in_days"];
  if (!place || typeof days !== "number" || days < 7 || days > 366) return place;
  return { ...place, deletion: { mode: "schedule", window: `P${days}D` } };
}
