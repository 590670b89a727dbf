import { compareCodeUnits } from "../encoding";
import { forbiddenKeyNotFound, invalidParameter } from "../errors";
import { requireKept } from "../keys/find";
import type { Key, Tag } from "../keys/key";
import { checkTags, readList } from "../keys/read";
import type { Operation, OperationContext } from "../operation";
import type { Parameters } from "../parameters";

export const tagResources: Operation = {
  name: "TagResources",
  kind: "write",
  run: (context) => {
    const keys = taggedKeys(context).map(requireKept);
    const given = readNumberedTags(context.parameters);
    if (given.length === 0) throw invalidParameter("Tag", "none is given");
    for (const key of keys) {
      const kept = key.tags.filter((tag) => !given.some((each) => each.key === tag.key));
      const tags = [...kept, ...given].sort((one, other) => compareCodeUnits(one.key, other.key));
      checkTags("Tag", tags);
      context.region.keys.set(key.id, { ...key, tags });
    }
    return {};
  },
};

/** The keys that `ResourceId.1`, … name. @throws KmsError MissingParameter, InvalidParameter, Forbidden.KeyNotFound */
export function taggedKeys({ parameters, region }: OperationContext): Key[] {
  requireKeyType(parameters);
  return readList(parameters, "ResourceId").map((id) => {
    const key = region.keys.get(id);
    if (key === undefined) throw forbiddenKeyNotFound();
    return key;
  });
}

/** @throws KmsError MissingParameter, InvalidParameter */
export function requireKeyType(parameters: Parameters): void {
  if (parameters.required("ResourceType") !== "key") throw invalidParameter("ResourceType", "it must be key");
}

/** `Tag.1.Key`, `Tag.1.Value`, … */
export function readNumberedTags(parameters: Parameters): Tag[] {
  const tags: Tag[] = [];
  for (let at = 1; ; at++) {
    const key = parameters.optional(`Tag.${at}.Key`);
    if (key === undefined) return tags;
    tags.push({ key, value: parameters.optional(`Tag.${at}.Value`) ?? "" });
  }
}
