import type { Operation } from "../operation";
import { readTaggedList, without } from "../tags";

/** All counts only when no tag key is given. */
export const untagResources: Operation = {
  name: "UntagResources",
  kind: "write",
  run: (context) => {
    const { parameters } = context;
    const { items } = readTaggedList(context);
    const keys = parameters.repeated("TagKey");
    const isAll = parameters.flag("All") && keys.length === 0;
    if (!isAll) parameters.required("TagKey.1");
    for (const item of items) item.set(isAll ? {} : without(item.tags, keys));
    return {};
  },
};
