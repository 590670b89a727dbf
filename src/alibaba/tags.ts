import type { AlibabaContext, Parameters } from "./api/client";
import { change, type Operation } from "./api/operation";

// Tags of keys and secrets, which a program writes as `team=orders`.

const tagResources = change("TagResources");
const untagResources = change("UntagResources");

type Pair = readonly [key: string, value: string];

/** Whether the vendor sets this tag (or tag key) itself, such as `acs:rm:rgId`: no program can declare it. */
export function isOfVendor(text: string): boolean {
  return /^(aliyun|acs:)/.test(text);
}

export function pairsOf(tags: readonly string[]): Pair[] {
  return tags.map((text) => {
    const at = text.indexOf("=");
    return [text.slice(0, at), text.slice(at + 1)];
  });
}

/** The form that creates take; undefined without tags. */
export function tagList(tags: Iterable<Pair>): string | undefined {
  const listed = [...tags].map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
  return listed.length > 0 ? JSON.stringify(listed) : undefined;
}

/** One call, and the keys of the tags that it removes. */
export interface TagChange {
  readonly gone: readonly string[];
  run(): Promise<unknown>;
}

/** The calls that are needed: first unwanted tags are removed, then values are written. */
export function tagChanges(
  { client }: AlibabaContext,
  { region, type, id }: { readonly region: string; readonly type: "key" | "secret"; readonly id: string },
  had: ReadonlyMap<string, string>,
  wanted: ReadonlyMap<string, string>,
): readonly TagChange[] {
  const call = (operation: Operation<unknown>, tags: Parameters): Promise<unknown> =>
    client.call(operation, region, { RegionId: region, ResourceType: type, "ResourceId.1": id, ...tags });
  const gone = [...had.keys()].filter((key) => !wanted.has(key));
  const set = [...wanted].filter(([key, value]) => had.get(key) !== value);
  const keys = gone.map((key, index) => [`TagKey.${index + 1}`, key]);
  const tags = set.flatMap(([key, value], index) => [
    [`Tag.${index + 1}.Key`, key],
    [`Tag.${index + 1}.Value`, value],
  ]);
  return [
    ...(gone.length > 0 ? [{ gone, run: () => call(untagResources, Object.fromEntries(keys)) }] : []),
    ...(set.length > 0 ? [{ gone: [], run: () => call(tagResources, Object.fromEntries(tags)) }] : []),
  ];
}
