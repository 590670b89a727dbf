import type { KeysmithError, VendorDetail } from "../core/errors";
import { parseJson } from "../core/json";
import { resembles, showable } from "./redact";
import type { HttpReply } from "./transport";

export interface Said {
  readonly code: string | undefined;
  /** The service's message, unchanged; empty where the text may not be the service's. */
  readonly message: string;
  readonly requestId: string | undefined;
}

/** The parts of a call that its reply may repeat, in any form, and that must not be shown. */
export interface Sent {
  /** Whether the call sent or requested a secret: then only those parts of its reply are shown that can hold none. */
  readonly secret: boolean;
  /** These secrets, and those that authorised the call. */
  readonly values: readonly string[];
}

/** Makes the error for one cause. `T` is what it must know about the call. */
export type Make<T = unknown> = (problem: string, detail: VendorDetail, about: T) => KeysmithError;

export interface ErrorTable<T = unknown> {
  said(reply: HttpReply): Said;
  /** Whether a code is known to be the service's. For a call with a secret no other code is shown. */
  known?(code: string): boolean;
  /** By the service's codes, one line per cause; the first match counts. */
  readonly codes: readonly (readonly [codes: RegExp, make: Make<T>])[];
  otherwise(reply: HttpReply, said: Said, about: T): Make<T>;
}

type Simple = new (problem: string, remedy: string, detail: VendorDetail) => KeysmithError;

export function simply(Class: Simple, remedy: string): Make {
  return (problem, detail) => new Class(problem, remedy, detail);
}

/** @param call for messages: `GetClientKey in cn-hangzhou` */
export function refusal<T>(table: ErrorTable<T>, call: string, reply: HttpReply, sent: Sent, about: T): KeysmithError {
  const said = table.said(reply);
  const { code } = said;
  const byCode = table.codes.find(([codes]) => code !== undefined && codes.test(code))?.[1];
  const make = byCode ?? table.otherwise(reply, said, about);
  const problem = `${call} ${outcome(said, reply.status, sent)}`;
  return make(problem, { ...shownIds(said, table, sent), httpStatus: reply.status }, about);
}

function shownIds({ code, requestId }: Said, table: Pick<ErrorTable, "known">, sent: Sent): VendorDetail {
  const isKnown = code !== undefined && table.known?.(code) === true;
  const isOpen = (text: string | undefined): boolean => text !== undefined && !resembles(text, sent.values);
  return {
    vendorCode: isKnown || (!sent.secret && isOpen(code)) ? code : undefined,
    requestId: isOpen(requestId) ? requestId : undefined,
  };
}

/** How a call ended, in words that follow its name: the service's own words, unless a secret may be in them. */
function outcome({ code, message }: Said, status: number, sent: Sent): string {
  if (code === undefined && message === "") {
    return status >= 300 && status < 400 ? "was answered with a redirect, which is not followed" : "failed";
  }
  const words = sent.secret ? undefined : showable(message, sent.values);
  return words ? `was refused: ${words.replace(/\.$/, "")}` : "was refused";
}

/**
 * Where a JSON body says what is wrong: dotted paths, of which the first with a text counts. `*` stands for every member of a list,
 * whose texts are joined.
 */
export interface ErrorShape {
  readonly code: readonly string[];
  readonly message: readonly string[];
  readonly requestId?: readonly string[];
  /** Headers with the request id where the body has none. */
  readonly headers: readonly string[];
}

export function readError({ body, headers }: HttpReply, shape: ErrorShape): Said {
  const parsed = parseJson(body);
  const texts = (paths: readonly string[]): string[][] => paths.map((path) => textsAt(parsed, path.split(".")));
  const ids = [...texts(shape.requestId ?? []).flat(), ...shape.headers.map((name) => headers[name])];
  return {
    code: texts(shape.code)
      .flat()
      .map(codeText)
      .find((text) => text),
    message:
      texts(shape.message)
        .find((found) => found.length > 0)
        ?.join(" ") ?? "",
    requestId: ids.map(idText).find((text) => text),
  };
}

/** Finds nothing in XML or HTML. */
export function textsAt(value: unknown, [name, ...rest]: readonly string[]): string[] {
  if (name === undefined) return typeof value === "string" ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  const members = name === "*" ? Object.values(value) : [(value as Readonly<Record<string, unknown>>)[name]];
  return members.flatMap((member) => textsAt(member, rest));
}

/** A UUID, as services give it to requests and objects; undefined when the text could hold anything. */
export function idText(text: unknown): string | undefined {
  return typeof text === "string" && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text) ? text : undefined;
}

/** A code as a service sends it; undefined when the text could hold anything. */
function codeText(text: unknown): string | undefined {
  return typeof text === "string" && /^[\w.:-]{1,100}$/.test(text) ? text : undefined;
}
