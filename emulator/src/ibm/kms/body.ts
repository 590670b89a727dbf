import { z } from "zod";
import type { IbmRequest } from "../operation";
import { badBody, bodyQueryMismatch, collectionTotalMismatch, noBody, numCollectionResource } from "./errors";

/**
 * An object as the service reads one: its decoder is Go's encoding/json, which takes names without regard to case and null
 * for a field that is left out, and which is told to refuse unknown fields.
 */
export function goStruct<Shape extends z.ZodRawShape>(shape: Shape) {
  const names = new Map(Object.keys(shape).map((name) => [name.toLowerCase(), name]));
  return z.preprocess((value) => (isObject(value) ? named(value, names) : value), z.strictObject(shape));
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object's fields by the names that the schema has. A field that it doesn't know stays as it is, to be refused. */
function named(value: object, names: ReadonlyMap<string, string>): object {
  const known = Object.entries(value).map(([given, field]) => ({ given, field, name: names.get(given.toLowerCase()) }));
  const kept = known.filter(({ field, name }) => name === undefined || field !== null);
  return Object.fromEntries(kept.map(({ given, field, name }) => [name ?? given, field]));
}

/**
 * A JSON body in the shape of `schema`, whose objects are {@link goStruct}s.
 * @throws KeyError NO_BODY_ERR, BAD_BODY_ERR; worded as the service's own decoder does where that is known
 */
export function readBody<T>(request: IbmRequest, schema: z.ZodType<T>): T {
  if (isAbsent(request)) throw noBody();
  const result = schema.safeParse(parse(request.body));
  if (result.success) return result.data;
  throw badBody(reasonOf(result.error.issues[0]));
}

/** Like `readBody`, where the body may be left out. */
export function readOptionalBody<T>(request: IbmRequest, schema: z.ZodType<T>): T {
  return readBody(isAbsent(request) ? { ...request, body: "{}" } : request, schema);
}

/** IBM's client for Go sends `null` where it has nothing to send. */
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

/** Never names what was given: it may be key material. */
function reasonOf(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === "unrecognized_keys") return `json: unknown field "${issue.keys[0]}"`;
  const path = issue?.path.join(".") || "the body";
  return `json: cannot unmarshal ${path}: ${issue?.code === "invalid_type" ? `expected ${issue.expected}` : "wrong"}`;
}

/** A body of several resources. */
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
 * The policies that a body brings: any number, or, where the query asks for one kind, one of that.
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
