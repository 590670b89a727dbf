import { readKeyId, readKnownAlias } from "../alias";
import type { Operation } from "../operation";

export const updateAlias: Operation = {
  name: "UpdateAlias",
  kind: "write",
  run: ({ parameters, region }) => {
    const keyId = readKeyId(parameters);
    const name = readKnownAlias(parameters, region.aliases);
    region.aliases.set(name, { name, keyId });
    return {};
  },
};
