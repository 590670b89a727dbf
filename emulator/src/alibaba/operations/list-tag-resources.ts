import { invalidParameter } from "../errors";
import type { Operation, OperationContext } from "../operation";
import { readRepeatedTags, readTaggedList, type Tags } from "../tags";

const pageSize = 200;

export const listTagResources: Operation = {
  name: "ListTagResources",
  kind: "read",
  run: (context) => {
    const { type, items } = readTaggedList(context, true);
    const wanted = readRepeatedTags(context);
    const rows = items
      .filter(({ tags }) => hasAll(tags, wanted))
      .flatMap(({ id, tags }) =>
        Object.entries(tags).map(([TagKey, TagValue]) => ({ ResourceId: id, ResourceType: type, TagKey, TagValue })),
      );
    const from = readToken(context);
    const next = from + pageSize;
    return { TagResources: { TagResource: rows.slice(from, next) }, NextToken: rows.length > next ? String(next) : "" };
  },
};

/** A wanted tag without a value matches any value of its key. */
function hasAll(tags: Tags, wanted: Tags): boolean {
  return Object.entries(wanted).every(([key, value]) => Object.hasOwn(tags, key) && (!value || tags[key] === value));
}

/** NextToken: the number of rows already shown. */
function readToken({ parameters }: OperationContext): number {
  const token = parameters.optional("NextToken") || "0";
  if (!/^\d+$/.test(token)) throw invalidParameter("NextToken", "it is none of this list");
  return Number(token);
}
