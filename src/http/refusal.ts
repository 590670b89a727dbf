import type { KeysmithError, VendorDetail } from "../core/errors";
import { showable } from "./redact";
import { parseJson } from "./reply";
import type { HttpReply } from "./transport";

export interface Said {
  readonly code: string | undefined;
  /** Its words, as they came. Shown only when no secret is in them; empty where they may not be the service's. */
  readonly message: string;
  readonly requestId: string | undefined;
}

/** Makes the error of one cause. `T` is what it must know of the call. */
export type Make<T = unknown> = (problem: string, detail: VendorDetail, about: T) => KeysmithError;

export interface ErrorTable<T = unknown> {
  said(reply: HttpReply): Said;
  /** By the service's codes, one line a cause; the first that fits counts. */
  readonly codes: readonly (readonly [codes: RegExp, make: Make<T>])[];
  otherwise(reply: HttpReply, said: Said, about: T): Make<T>;
}

type Simple = new (problem: string, remedy: string, detail: VendorDetail) => KeysmithError;

export function simply(Class: Simple, remedy: string): Make {
  return (problem, detail) => new Class(problem, remedy, detail);
}

/**
 * The error for a reply that is no success.
 * @param call for messages: `GetClientKey in cn-hangzhou`
 * @param secrets what was sent and may not be repeated
 */
export function refusal<T>(
  table: ErrorTable<T>,
  call: string,
  reply: HttpReply,
  secrets: readonly string[],
  about: T,
): KeysmithError {
  const said = table.said(reply);
  const { code, requestId } = said;
  const byCode = table.codes.find(([codes]) => code !== undefined && codes.test(code))?.[1];
  const make = byCode ?? table.otherwise(reply, said, about);
  const problem = `${call} ${outcome(said, reply.status, secrets)}`;
  return make(problem, { vendorCode: code, httpStatus: reply.status, requestId }, about);
}

/** How a call ended, in words that follow its name: what the service said, unless there is one of `secrets` in it. */
function outcome({ code, message }: Said, status: number, secrets: readonly string[]): string {
  if (code === undefined && message === "") {
    return status >= 300 && status < 400 ? "was answered with a redirect, which is not followed" : "failed";
  }
  const words = showable(message, secrets);
  return words ? `was refused: ${words.replace(/\.$/, "")}` : "was refused";
}

/**
 * Where a JSON body says what is wrong: dotted paths, of which the first with a text counts. `*` stands for every member of
 * a list, whose texts are joined.
 */
export interface ErrorShape {
  readonly code: readonly string[];
  readonly message: readonly string[];
  readonly requestId: readonly string[];
  /** Headers that tell the request id where the body doesn't. */
  readonly headers: readonly string[];
}

export function readError({ body, headers }: HttpReply, shape: ErrorShape): Said {
  const parsed = parseJson(body);
  const texts = (paths: readonly string[]): string[][] => paths.map((path) => textsAt(parsed, path.split(".")));
  const firstCode = (found: readonly unknown[]): string | undefined => found.map(codeText).find((text) => text);
  return {
    code: firstCode(texts(shape.code).flat()),
    message:
      texts(shape.message)
        .find((found) => found.length > 0)
        ?.join(" ") ?? "",
    requestId: firstCode([...texts(shape.requestId).flat(), ...shape.headers.map((name) => headers[name])]),
  };
}

/** Nothing from XML or HTML. */
export function textsAt(value: unknown, [name, ...rest]: readonly string[]): string[] {
  if (name === undefined) return typeof value === "string" ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  const members = name === "*" ? Object.values(value) : [(value as Readonly<Record<string, unknown>>)[name]];
  return members.flatMap((member) => textsAt(member, rest));
}

/** A code or an id as a service sends it; nothing when the text could hold anything. */
export function codeText(text: unknown): string | undefined {
  return typeof text === "string" && /^[\w.:-]{1,100}$/.test(text) ? text : undefined;
}
