import { rejectedStateModifiedFailed } from "../errors";
import { findKey } from "../keys/find";
import { type Key, stateOf } from "../keys/key";
import type { Operation } from "../operation";
import { formatKmsTime } from "../time";

export const enableKey: Operation = {
  name: "EnableKey",
  kind: "write",
  run: (context) => {
    const key = findKey(context, { named: "id" });
    requireSwitchable(key);
    const { rotation } = key;
    // A rotation that came due while the key was disabled happens now, and once.
    const next = rotation && { ...rotation, next: latest(rotation.next, formatKmsTime(context.now)) };
    context.region.keys.set(key.id, { ...key, state: "Enabled", ...(next && { rotation: next }) });
    return {};
  },
};

/** @throws KmsError Rejected.StateModifiedFailed for a key that can be neither enabled nor disabled */
export function requireSwitchable(key: Key): void {
  const state = stateOf(key);
  if (state === "PendingDeletion" || state === "PendingImport") throw rejectedStateModifiedFailed();
}

function latest(one: string, other: string): string {
  return one > other ? one : other;
}
