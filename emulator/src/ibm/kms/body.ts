import { z } from "zod";
import type { IbmRequest } from "../operation";
import { badBody, bodyQueryMismatch, collectionTotalMismatch, noBody, numCollectionResource } from "./errors";

/**
 * A JSON body in the shape of `schema`, which has strict objects.
 * @throws KeyError NO_BODY_ERR, BAD_BODY_ERR; worded as the service's own decoder does where that is known
 */
export function readBody<T>({ body }: IbmRequest, schema: z.ZodType<T>): T {
  if (body.trim() === "") throw noBody();
  const result = schema.safeParse(parse(body));
  if (result.success) return result.data;
  throw badBody(reasonOf(result.error.issues[0]));
}

/** Like `readBody`, where the body may be left out. */
export function readOptionalBody<T>(request: IbmRequest, schema: z.ZodType<T>): T {
  return readBody(request.body.trim() === "" ? { ...request, body: "{}" } : request, schema);
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
  const metadata = z.strictObject({
    collectionType: z.string().optional(),
    collectionTotal: z.number().optional(),
  });
  const schema = z.strictObject({ metadata: metadata.optional(), resources: z.array(resource).optional() });
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
