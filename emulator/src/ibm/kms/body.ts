import { z } from "zod";
import type { IbmRequest } from "../operation";
import { badBody, bodyQueryMismatch, collectionTotalMismatch, noBody, numCollectionResource } from "./errors";

/**
 * An object as the service reads it: Go's encoding/json matches names regardless of case, treats null as an absent field, and is
 * set to refuse unknown fields.
 */
export function goStruct<Shape extends z.ZodRawShape>(shape: Shape) {
  const names = new Map(Object.keys(shape).map((name) => [name.toLowerCase(), name]));
  return z.preprocess((value) => (isObject(value) ? named(value, names) : value), z.strictObject(shape));
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object's fields under the schema's names. An unknown field keeps its name, so that it is refused. */
function named(value: object, names: ReadonlyMap<string, string>): object {
  const known = Object.entries(value).map(([given, field]) => ({ given, field, name: names.get(given.toLowerCase()) }));
  const kept = known.filter(({ field, name }) => name === undefined || field !== null);
  return Object.fromEntries(kept.map(({ given, field, name }) => [name ?? given, field]));
}

/**
 * A JSON body in the shape of `schema`, whose objects are {@link goStruct}s.
 * @throws KeyError NO_BODY_ERR, BAD_BODY_ERR; in the words of the service's own decoder where they are known
 */
export function readBody<T>(request: IbmRequest, schema: z.ZodType<T>): T {
  if (isAbsent(request)) throw noBody();
  const result = schema.safeParse(parse(request.body));
  if (result.success) return result.data;
  throw badBody(reasonOf(result.error.issues[0]));
}

/** Like `readBody` for a body that may be absent. */
export function readOptionalBody<T>(request: IbmRequest, schema: z.ZodType<T>): T {
  return readBody(isAbsent(request) ? { ...request, body: "{}" } : request, schema);
}

/** IBM's client for Go sends `null` in place of an absent body. */
function isAbsent({ body }: IbmRequest): boolean {
  return ["", "null"].includes(body.trim());
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badBody("invalid JSON");
  }
}

/** Never repeats the given value: it may be key material. */
function reasonOf(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === "unrecognized_keys") return `json: unknown field "${issue.keys[0]}"`;
  const path = issue?.path.join(".") || "the body";
  return `json: cannot unmarshal ${path}: ${issue?.code === "invalid_type" ? `expected ${issue.expected}` : "wrong"}`;
}

export interface Collection<T> {
  readonly total: number;
  readonly resources: readonly T[];
}

/**
 * The resources of a body `{metadata: {collectionType, collectionTotal}, resources: […]}`.
 * @throws KeyError NO_BODY_ERR, BAD_BODY_ERR
 */
export function readCollection<T>(request: IbmRequest, resource: z.ZodType<T>): Collection<T> {
  const metadata = goStruct({
    collectionType: z.string().optional(),
    collectionTotal: z.number().optional(),
  });
  const schema = goStruct({ metadata: metadata.optional(), resources: z.array(resource).optional() });
  const body = readBody(request, schema);
  const { collectionType, collectionTotal } = body.metadata ?? {};
  if (collectionType === undefined || collectionTotal === undefined) throw badBody("CollectionMetadata is empty");
  if (body.resources === undefined) throw badBody("there are no resources");
  return { total: collectionTotal, resources: body.resources };
}

/**
 * The policies in a body: any number, or exactly one of the kind that the query asks for.
 *
 * @param isAsked whether a policy is of the kind that the query asks for; absent when it asks for none
 * @throws KeyError
 */
export function readPolicies<T>(
  request: IbmRequest,
  policy: z.ZodType<T>,
  isAsked: ((policy: T) => boolean) | undefined,
): readonly T[] {
  const { total, resources } = readCollection(request, policy);
  if (total !== resources.length) throw collectionTotalMismatch();
  if (resources.length === 0) throw badBody("there are no resources");
  if (isAsked && resources.length > 1) throw numCollectionResource();
  if (isAsked && !resources.every(isAsked)) throw bodyQueryMismatch();
  return resources;
}
