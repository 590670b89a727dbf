import * as z from "zod";
import type { Repeatable } from "../../http/retry";
import { done, listIn } from "./wire";

/** The services with an API of the same style, by their host names and the prefix of their RAM actions. */
export type Service = "kms" | "sts";

export interface Operation<Reply> {
  readonly service: Service;
  readonly action: string;
  /** A GET carries its parameters in the URL, so none may be secret. */
  readonly method: "GET" | "POST";
  /** The quota that the call counts against. */
  readonly kind: "read" | "write";
  readonly retry: Repeatable;
  readonly reply: z.ZodType<Reply>;
  /** Whether its parameters prove who calls, so that nothing is signed. */
  readonly unsigned?: true;
  /** A field of the reply that nobody here needs and that makes up most of a long reply. */
  readonly leavesOut?: string;
  /** Whether the reply holds a secret: then the words of a refusal aren't shown either. */
  readonly asksSecret?: true;
}

/** `GetClientKey` and `ListClientKeys` accept GET only; all other reads accept it. */
export function look<T>(action: string, reply: z.ZodType<T>, service: Service = "kms"): Operation<T> {
  return { service, action, method: "GET", kind: "read", retry: "idempotent", reply };
}

/** Parameters go into the body, so that no proxy or log sees them in a URL. */
function write<T>(action: string, retry: Repeatable, reply: z.ZodType<T>): Operation<T> {
  return { service: "kms", action, method: "POST", kind: "write", retry, reply };
}

/** No operation takes a client token, so a repeated create makes a second object, or fails because of the first. */
export function create<T>(action: string, reply: z.ZodType<T>): Operation<T> {
  return write(action, "never-blindly", reply);
}

export function change(action: string): Operation<unknown> {
  return write(action, "idempotent", done);
}

/** The operations of a kind whose list returns only names, as most do. @param plural the kind's name in the list operation */
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
