import { z } from "zod";

export interface Envelope {
  readonly metadata: { readonly collectionType: string; readonly collectionTotal: number };
  readonly resources: readonly unknown[];
}

/** @param type such as `application/vnd.ibm.kms.key+json` */
export function envelope(type: string, ...resources: readonly unknown[]): Envelope {
  return { metadata: { collectionType: type, collectionTotal: resources.length }, resources };
}

export function body<T>(schema: z.ZodType<T>): z.ZodType<T> {
  return z.object({ body: schema }).transform((received) => received.body as T);
}

/** All resources of an envelope. Older services leave an empty list out. */
export function resources<T>(item: z.ZodType<T>): z.ZodType<T[]> {
  return body(
    z
      .object({ metadata: z.object({}), resources: z.array(item).nullish() })
      .transform((received) => (received.resources ?? []) as T[]),
  );
}

export function resource<T>(item: z.ZodType<T>): z.ZodType<T> {
  return body(
    z.object({ resources: z.tuple([item], z.unknown()) }).transform((received) => received.resources[0] as T),
  );
}

/** An empty reply, or one whose content nobody needs; but JSON it must be, as a login page isn't. */
export const nothing: z.ZodType<void> = body(z.union([z.undefined(), z.object({})])).transform(() => undefined);
