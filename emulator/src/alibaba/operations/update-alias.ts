import { readKeyId, readKnownAlias } from "../alias";
import { rejectedState } from "../errors";
import type { Operation } from "../operation";

export const updateAlias: Operation = {
  name: "UpdateAlias",
  kind: "write",
  run: ({ parameters, region }) => {
    const keyId = readKeyId(parameters);
    const name = readKnownAlias(parameters, region.aliases);
    if (region.keys.get(keyId)?.deleteDate !== undefined) throw rejectedState("PendingDeletion");
    region.aliases.set(name, { name, keyId });
    return {};
  },
};
