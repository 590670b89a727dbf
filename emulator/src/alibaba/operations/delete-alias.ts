import { readKnownAlias } from "../alias";
import type { Operation } from "../operation";

export const deleteAlias: Operation = {
  name: "DeleteAlias",
  kind: "write",
  run: ({ parameters, region }) => {
    region.aliases.delete(readKnownAlias(parameters, region.aliases));
    return {};
  },
};
