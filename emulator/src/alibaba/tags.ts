import { z } from "zod";
import { forbiddenKeyNotFound, invalidParameter } from "./errors";
import { requireKept } from "./keys/find";
import type { Key } from "./keys/key";
import { inOrder } from "./keys/read";
import { findSecret, replace, secretsOf } from "./known-secrets";
import type { OperationContext } from "./operation";

export type Tags = Readonly<Record<string, string>>;

export interface Tagged {
  readonly id: string;
  readonly tags: Tags;
  /** @throws KmsError when the object may not be changed */
  check?(): void;
  set(tags: Tags): void;
}

/** A kind of object that has tags. */
interface Kind {
  /** @throws KmsError the kind's own error when there is no such object */
  readonly find: (context: OperationContext, id: string) => Tagged;
  readonly all: (context: OperationContext) => Tagged[];
}

/** By ResourceType. `parameter` names the kind's id at TagResource, which has one id parameter for each kind. */
const kinds: Readonly<Record<string, Kind & { readonly parameter: string }>> = {
  secret: {
    parameter: "SecretName",
    find: (context, name) => taggedSecret(context, findSecret(context, name)),
    all: (context) => secretsOf(context).map((secret) => taggedSecret(context, secret)),
  },
  key: {
    parameter: "KeyId",
    find: (context, id) => {
      const key = context.region.keys.get(id);
      if (key === undefined) throw forbiddenKeyNotFound();
      return taggedKey(context, key);
    },
    all: (context) => [...context.region.keys.values()].map((key) => taggedKey(context, key)),
  },
};

function taggedKey({ region }: OperationContext, key: Key): Tagged {
  return {
    id: key.id,
    tags: Object.fromEntries(key.tags.map(({ key: name, value }) => [name, value])),
    check: () => {
      requireKept(key);
    },
    set: (tags) => {
      const list = Object.entries(tags).map(([name, value]) => ({ key: name, value }));
      region.keys.set(key.id, { ...key, tags: inOrder(list) });
    },
  };
}

function taggedSecret(context: OperationContext, secret: ReturnType<typeof findSecret>): Tagged {
  return {
    id: secret.name,
    tags: secret.tags,
    set: (tags) => replace(context, secret, { tags }),
  };
}

/** The object that TagResource and UntagResource name. @throws KmsError InvalidParameter, or the kind's own when there is none */
export function readTagged(context: OperationContext): Tagged {
  const given = Object.values(kinds).filter(({ parameter }) => context.parameters.optional(parameter));
  const [kind] = given;
  if (kind === undefined || given.length > 1) {
    throw invalidParameter(Object.values(kinds)[0]?.parameter ?? "", "exactly one resource must be named");
  }
  const item = kind.find(context, context.parameters.required(kind.parameter));
  item.check?.();
  return item;
}

/** ResourceType and ResourceId.N. @throws KmsError MissingParameter, InvalidParameter */
export function readTaggedList(context: OperationContext, isOptional = false): { type: string; items: Tagged[] } {
  const { parameters } = context;
  const type = parameters.required("ResourceType");
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  if (kind === undefined) throw invalidParameter("ResourceType", `it must be ${Object.keys(kinds).join(" or ")}`);
  const ids = parameters.repeated("ResourceId");
  if (ids.length > 50) throw invalidParameter("ResourceId", "at most 50 are allowed");
  if (ids.length === 0 && isOptional) return { type, items: kind.all(context) };
  if (ids.length === 0) parameters.required("ResourceId.1");
  const items = ids.map((id) => kind.find(context, id));
  if (!isOptional) for (const item of items) item.check?.();
  return { type, items };
}

/** `[{"TagKey": "a", "TagValue": "b"}]`. */
const listSchema = z.array(z.object({ TagKey: z.string(), TagValue: z.string() }));

/** The parameter Tags. @throws KmsError InvalidParameter */
export function readTagList({ parameters }: OperationContext): Tags {
  const rule = 'it must look like [{"TagKey":"a","TagValue":"b"}]';
  const list = parameters.json("Tags", listSchema, rule);
  return checkTags("Tags", Object.fromEntries(list.map(({ TagKey, TagValue }) => [TagKey, TagValue])));
}

/** Tag.N.Key and Tag.N.Value. @throws KmsError InvalidParameter */
export function readRepeatedTags({ parameters }: OperationContext): Tags {
  const tags: [string, string][] = [];
  for (let i = 1; parameters.optional(`Tag.${i}.Key`) !== undefined; i++) {
    tags.push([parameters.required(`Tag.${i}.Key`), parameters.optional(`Tag.${i}.Value`) ?? ""]);
  }
  return checkTags("Tag", Object.fromEntries(tags));
}

/** @throws KmsError InvalidParameter */
function checkTags(name: string, tags: Tags): Tags {
  const entries = Object.entries(tags);
  if (entries.length > 20) throw invalidParameter(name, "at most 20 tags are allowed");
  for (const [key, value] of entries) {
    if (!/^[\w/\-.+=@: ]{1,128}$/.test(key) || /^(aliyun|acs:)/.test(key) || !/^[\w/\-.+=@: ]{0,128}$/.test(value)) {
      throw invalidParameter(name, "keys and values are up to 128 letters, digits and / _ - . + = @ :");
    }
  }
  return tags;
}

/** Tags in the form that operations answer. */
export function shownTags(tags: Tags): { Tag: { TagKey: string; TagValue: string }[] } {
  return { Tag: Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })) };
}

/** The tags without the given keys. */
export function without(tags: Tags, keys: readonly string[]): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)));
}
