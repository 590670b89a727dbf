import { rejectedStateModifiedFailed } from "../errors";
import { findKey } from "../keys/find";
import type { Operation } from "../operation";

/** A key is enabled by it, also one that was disabled, as the reference of the operation says. */
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
