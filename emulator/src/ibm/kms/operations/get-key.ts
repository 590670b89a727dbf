import { foundKey } from "../found";
import { currentVersion, type KeyRecord } from "../key";
import type { KeyCall, KeyOperation } from "../operation";
import { collection, keyType, shownKey } from "../view";

/** Includes the payload of a standard key. */
export const getKey: KeyOperation = {
  operation: "getKey",
  method: "GET",
  path: "/keys/{id}",
  kind: "read",
  action: "kms.secrets.read",
  failure: "Key could not be retrieved",
  on: "everywhere",
  run: (call) => {
    const key = foundKey(call);
    const shown = { ...shownKey(call.instance, key, call.now), ...payloadOf(call, key) };
    return { status: 200, body: collection(keyType, [shown]) };
  },
};

export const getKeyMetadata: KeyOperation = {
  operation: "getKeyMetadata",
  method: "GET",
  path: "/keys/{id}/metadata",
  kind: "read",
  action: "kms.secrets.readmetadata",
  failure: "Key could not be retrieved",
  run: (call) => {
    const key = foundKey(call);
    return { status: 200, body: collection(keyType, [shownKey(call.instance, key, call.now)]) };
  },
};

/** A destroyed key no longer shows its material. */
function payloadOf({ instance }: KeyCall, key: KeyRecord): { readonly payload?: string } {
  if (!key.extractable || key.deletion) return {};
  return { payload: instance.materialOf(currentVersion(key).id).toString("base64") };
}
