import * as z from "zod";
import type { Repeatable } from "../../http/retry";
import { done, listIn } from "./wire";

/** Services with an API of the same style, by their host names and the prefix of their RAM actions. */
export type Service = "kms" | "sts";

export interface Operation<Reply> {
  readonly service: Service;
  readonly action: string;
  /** A GET carries its parameters in the URL: no secret may be among them. */
  readonly method: "GET" | "POST";
  /** The quota that it counts against. */
  readonly kind: "read" | "write";
  readonly retry: Repeatable;
  readonly reply: z.ZodType<Reply>;
  /** Whether what it carries proves who calls, so that nothing is signed. */
  readonly unsigned?: true;
  /** A field of its answer, a text of no use to anyone here that makes most of a long one. */
  readonly leavesOut?: string;
  /** Whether its answer holds a secret: then no words of a refusal are shown either. */
  readonly asksSecret?: true;
}

/** `GetClientKey` and `ListClientKeys` can be called by GET only; all other reads can. */
export function look<T>(action: string, reply: z.ZodType<T>, service: Service = "kms"): Operation<T> {
  return { service, action, method: "GET", kind: "read", retry: "idempotent", reply };
}

/** Parameters go into the body, so that no proxy or log sees them in a URL. */
function write<T>(action: string, retry: Repeatable, reply: z.ZodType<T>): Operation<T> {
  return { service: "kms", action, method: "POST", kind: "write", retry, reply };
}

/** No operation takes a client token, so that a repeated create makes a second object, or fails on the first one. */
export function create<T>(action: string, reply: z.ZodType<T>): Operation<T> {
  return write(action, "never-blindly", reply);
}

export function change(action: string): Operation<unknown> {
  return write(action, "idempotent", done);
}

/** Of most kinds a list tells nothing but names. @param plural as it calls the kind */
export function named<T>(kind: string, plural: string, reply: z.ZodType<T>) {
  const name = z.object({ Name: z.string() }).transform(({ Name }) => Name);
  return {
    list: look(`List${plural}`, listIn(plural, kind, name)),
    create: create(`Create${kind}`, reply),
    describe: look(`Describe${kind}`, reply),
    update: change(`Update${kind}`),
    delete: change(`Delete${kind}`),
  };
}
