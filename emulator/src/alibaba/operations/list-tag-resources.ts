import { invalidParameter } from "../errors";
import type { Key, Tag } from "../keys/key";
import type { Operation, OperationContext } from "../operation";
import { readNumberedTags, requireKeyType, taggedKeys } from "./tag-resources";

const pageSize = 200;

export const listTagResources: Operation = {
  name: "ListTagResources",
  kind: "read",
  run: (context) => {
    requireKeyType(context.parameters);
    const wanted = readNumberedTags(context.parameters);
    const rows = keysOf(context)
      .filter((key) => wanted.every((tag) => has(key, tag)))
      .flatMap((key) => key.tags.map((tag) => rowOf(key, tag)));
    const from = readToken(context);
    const isMore = rows.length > from + pageSize;
    return {
      TagResources: { TagResource: rows.slice(from, from + pageSize) },
      NextToken: isMore ? String(from + pageSize) : "",
    };
  },
};

function keysOf(context: OperationContext): Key[] {
  const isNamed = context.parameters.optional("ResourceId.1") !== undefined;
  return isNamed ? taggedKeys(context) : [...context.region.keys.values()];
}

/** A tag without a value stands for each of that key. */
function has({ tags }: Key, { key, value }: Tag): boolean {
  return tags.some((tag) => tag.key === key && (value === "" || tag.value === value));
}

function rowOf(key: Key, tag: Tag): Record<string, string> {
  return { ResourceId: key.id, ResourceType: "key", TagKey: tag.key, TagValue: tag.value };
}

/** How many rows have been shown. */
function readToken({ parameters }: OperationContext): number {
  const token = parameters.optional("NextToken") || "0";
  if (!/^\d+$/.test(token)) throw invalidParameter("NextToken", "it is none of this list");
  return Number(token);
}
