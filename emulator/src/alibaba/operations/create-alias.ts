import { aliasAlreadyExists, readAliasName, readKeyId } from "../alias";
import { rejectedStateModifiedFailed } from "../errors";
import type { Operation } from "../operation";

export const createAlias: Operation = {
  name: "CreateAlias",
  kind: "write",
  run: ({ parameters, region }) => {
    const keyId = readKeyId(parameters);
    const name = readAliasName(parameters);
    if (region.keys.get(keyId)?.deleteDate !== undefined) throw rejectedStateModifiedFailed();
    if (region.aliases.has(name)) throw aliasAlreadyExists();
    region.aliases.set(name, { name, keyId });
    return {};
  },
};
