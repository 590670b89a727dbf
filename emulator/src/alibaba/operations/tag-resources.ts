import type { Operation } from "../operation";
import { readRepeatedTags, readTaggedList } from "../tags";

export const tagResources: Operation = {
  name: "TagResources",
  kind: "write",
  run: (context) => {
    const { items } = readTaggedList(context);
    context.parameters.required("Tag.1.Key");
    const tags = readRepeatedTags(context);
    for (const item of items) item.set({ ...item.tags, ...tags });
    return {};
  },
};
