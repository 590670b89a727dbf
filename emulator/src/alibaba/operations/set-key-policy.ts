import { findKey, requireKept } from "../keys/find";
import { readPolicy } from "../keys/read";
import type { Operation } from "../operation";
import { requirePolicy } from "./get-key-policy";

export const setKeyPolicy: Operation = {
  name: "SetKeyPolicy",
  kind: "write",
  run: (context) => {
    const key = requireKept(findKey(context));
    const policy = readPolicy(context.parameters);
    requirePolicy(context, key);
    context.region.keys.set(key.id, { ...key, policy });
    return {};
  },
};
