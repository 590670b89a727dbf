import { rejectedStateModifiedFailed } from "../errors";
import { findKey } from "../keys/find";
import type { Operation } from "../operation";

/** Enables the key, even one that was disabled before, as the operation's reference says. */
export const cancelKeyDeletion: Operation = {
  name: "CancelKeyDeletion",
  kind: "write",
  run: (context) => {
    const { deleteDate, ...key } = findKey(context, { named: "id" });
    if (deleteDate === undefined) throw rejectedStateModifiedFailed();
    const state = key.state === "PendingImport" ? key.state : "Enabled";
    context.region.keys.set(key.id, { ...key, state });
    return {};
  },
};
