import { requireKept } from "../keys/find";
import { readBoolean, readList } from "../keys/read";
import type { Operation } from "../operation";
import { taggedKeys } from "./tag-resources";

export const untagResources: Operation = {
  name: "UntagResources",
  kind: "write",
  run: (context) => {
    const { parameters, region } = context;
    const keys = taggedKeys(context).map(requireKept);
    const isAll = readBoolean(parameters, "All") === true && parameters.optional("TagKey.1") === undefined;
    const names = isAll ? undefined : new Set(readList(parameters, "TagKey"));
    for (const key of keys) {
      const tags = names === undefined ? [] : key.tags.filter((tag) => !names.has(tag.key));
      region.keys.set(key.id, { ...key, tags });
    }
    return {};
  },
};
