import type { Operation } from "../operation";
import { readRepeatedTags, readTaggedList } from "../tags";

/** All on one page. */
export const listTagResources: Operation = {
  name: "ListTagResources",
  kind: "read",
  run: (context) => {
    const { type, items } = readTaggedList(context, true);
    const wanted = Object.entries(readRepeatedTags(context));
    const found = items.filter(({ tags }) => wanted.every(([key, value]) => tags[key] === value));
    const all = found.flatMap(({ id, tags }) =>
      Object.entries(tags).map(([TagKey, TagValue]) => ({ ResourceId: id, ResourceType: type, TagKey, TagValue })),
    );
    return { NextToken: "", TagResources: { TagResource: all } };
  },
};
