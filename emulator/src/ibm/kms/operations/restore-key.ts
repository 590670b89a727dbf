import type { Reply } from "../../operation";
import { invalidState, keyExpired, restoreExpired } from "../errors";
import { changeState, foundKey, requireRest } from "../found";
import { hasExpired } from "../key";
import type { KeyCall, KeyOperation } from "../operation";
import { plus, restorable } from "../times";
import { collection, keyType, shownKey } from "../view";

const common = {
  operation: "restoreKey",
  method: "POST",
  kind: "write",
  action: "kms.secrets.restore",
  failure: "Key could not be restored",
} as const;

/** Restores a destroyed key with its policies and aliases, up to 30 days after its deletion and not after its expiry. */
export const restoreKey: KeyOperation = { ...common, path: "/keys/{id}/restore", run: restore };

/** The same in its old form. */
export const restoreKeyByQuery: KeyOperation = {
  ...common,
  path: "/keys/{id}",
  query: { action: "restore" },
  run: restore,
};

function restore(call: KeyCall): Reply {
  const { instance, now } = call;
  const key = foundKey(call);
  if (!key.deletion) throw invalidState();
  if (hasExpired(key, now)) throw keyExpired();
  if (now > plus(key.deletion.at, restorable)) throw restoreExpired();
  requireRest(key, now);
  delete key.deletion;
  key.suspended = false;
  instance.note(key);
  changeState(key, now);
  return { status: 201, body: collection(keyType, [shownKey(instance, key, now)]) };
}
