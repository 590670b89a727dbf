import { findKey, requireKept } from "../keys/find";
import type { Operation } from "../operation";

export const updateKeyDescription: Operation = {
  name: "UpdateKeyDescription",
  kind: "write",
  run: (context) => {
    const key = requireKept(findKey(context, { named: "id" }));
    const description = context.parameters.required("Description");
    context.region.keys.set(key.id, { ...key, description });
    return {};
  },
};
