import { randomUUID } from "node:crypto";
import * as z from "zod";
import { type KeysmithError, RejectedError } from "../../core/errors";
import { parseJson } from "../../core/json";
import { Secret } from "../../core/secret";
import type { Timing } from "../../core/timing";
import { type Call, type CallTerms, carryOut } from "../../http/call";
import type { Endpoint } from "../../http/endpoint";
import type { Lane } from "../../http/pace";
import type { Sent } from "../../http/refusal";
import { checkReply } from "../../http/reply";
import { type Repeatable, repeat } from "../../http/retry";
import type { HttpReply, HttpRequest, Transport } from "../../http/transport";
import type { TokenSource } from "../auth/tokens";

export interface Route {
  readonly endpoint: Endpoint;
  readonly transport: Transport;
}

export interface Destination extends Route {
  readonly tokens: TokenSource;
}

export interface Wiring extends CallTerms {
  readonly lane: Lane;
}

export interface ServiceCall<T> {
  readonly operation: string;
  readonly place: string;
  readonly method: HttpRequest["method"];
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>> | undefined;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly mediaType?: string;
  /** By default, GET and HEAD read and the other methods write. */
  readonly kind?: "read" | "write";
  /** `idempotent` by default. */
  readonly retry?: Repeatable;
  readonly asksSecret?: boolean | undefined;
  readonly reply: z.ZodType<T>;
  readonly refuse: (refused: Refused) => KeysmithError;
}

export interface Refused {
  /** For messages: `getKey on Key Protect instance 1111…`. */
  readonly call: string;
  readonly reply: HttpReply;
  readonly sent: Sent;
  /** Whether the token was newly made. The credential is then right, whatever the service answers. */
  readonly newToken: boolean;
}

/** The input of the schema `ServiceCall.reply`. `body` is the parsed JSON; undefined when the reply had no body. */
interface Received {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

export async function callService<T>(asked: ServiceCall<T>, to: Destination, wiring: Wiring): Promise<T> {
  const { operation, method, retry = "idempotent", place } = asked;
  const kind = asked.kind ?? (method === "GET" || method === "HEAD" ? "read" : "write");
  const { endpoint, tokens, transport } = to;
  const body = asked.body === undefined ? undefined : encodeBody(asked.body);
  const name = `${operation} on ${place}`;
  const call: Call<Secret, T> = {
    operation,
    kind,
    retry,
    loopback: endpoint.loopback,
    transport,
    lane: wiring.lane,
    authorise: () => tokens.token(),
    request: (token) => httpRequest(asked, body, endpoint, token),
    renew: async ({ status }, refused) => (status === 401 ? anotherToken(tokens, refused) : undefined),
    read: (reply) => checkReply(name, reply.status, asked.reply, received(reply)),
    refuse: (reply, token) =>
      asked.refuse({
        call: name,
        reply,
        sent: sentBy(asked, body, token),
        newToken: reply.status === 401 && tokens.renews,
      }),
  };
  return carryOut(call, wiring);
}

type Given<T> = Pick<ServiceCall<T>, "operation" | "method" | "reply"> &
  Partial<Pick<ServiceCall<T>, "path" | "query" | "headers" | "body" | "retry">> & { readonly id?: string };

export type Ask = <T>(given: Given<T>) => Promise<T>;

/** The common part of all calls of an API whose objects are in one collection. */
export interface Collection {
  /** @throws RejectedError as `segment` */
  path(): string;
  /** For messages. @param id the object that the call is about */
  place(id: string | undefined): string;
  refuse(refused: Refused, method: ServiceCall<unknown>["method"], id: string | undefined): KeysmithError;
}

export function askerOf(all: Collection, destination: () => Destination, wiring: Wiring): Ask {
  return async ({ id, ...given }) => {
    const call = {
      path: id === undefined ? all.path() : `${all.path()}/${segment(id)}`,
      place: all.place(id),
      refuse: (refused: Refused) => all.refuse(refused, given.method, id),
      ...given,
    };
    return callService(call, destination(), wiring);
  };
}

function sentBy({ asksSecret = false }: ServiceCall<unknown>, body: EncodedBody | undefined, token: Secret): Sent {
  const handedOver = body?.secrets ?? [];
  return { secret: asksSecret || handedOver.length > 0, values: [...handedOver, token.reveal()] };
}

async function anotherToken(tokens: TokenSource, refused: Secret): Promise<Secret | undefined> {
  tokens.forget(refused);
  const token = await tokens.token();
  return token.equals(refused) ? undefined : token;
}

interface EncodedBody {
  readonly text: string;
  readonly secrets: readonly string[];
}

/** Writes the body as JSON. Only here are secrets of a request body revealed. */
function encodeBody(content: unknown): EncodedBody {
  const secrets: string[] = [];
  function reveal(this: Readonly<Record<string, unknown>>, name: string, value: unknown): unknown {
    // `value` is already redacted, because a Secret's own toJSON runs first.
    const original = this[name];
    if (!(original instanceof Secret)) return value;
    secrets.push(original.reveal());
    return original.reveal();
  }
  return { text: JSON.stringify(content, reveal), secrets };
}

function httpRequest(
  call: ServiceCall<unknown>,
  body: EncodedBody | undefined,
  endpoint: Endpoint,
  token: Secret,
): HttpRequest {
  const url = new URL(call.path, endpoint.origin);
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  const id = randomUUID();
  const headers = {
    accept: "application/json",
    // The key services identify a request by `correlation-id`, IAM by `transaction-id`.
    "correlation-id": id,
    "transaction-id": id,
    authorization: `Bearer ${token.reveal()}`,
    ...(body && { "content-type": call.mediaType ?? "application/json" }),
    ...defined(call.headers ?? {}),
  };
  return { operation: call.operation, method: call.method, url, headers, ...(body && { body: body.text }) };
}

/** A field that some services or older versions leave out. Null counts as absent. */
export function maybe<T>(schema: z.ZodType<T>): z.ZodType<T | undefined> {
  return schema.nullish().transform((value) => value ?? undefined);
}

export function body<T>(schema: z.ZodType<T>): z.ZodType<T> {
  return z.object({ body: schema }).transform((received) => received.body as T);
}

/** An empty reply, or one whose content nobody needs. It must be JSON all the same, to rule out a login page. */
export const nothing: z.ZodType<void> = body(z.union([z.undefined(), z.object({})])).transform(() => undefined);

function received({ headers, body }: HttpReply): Received | undefined {
  const json = body === "" ? null : parseJson(body);
  return json === undefined ? undefined : { body: json ?? undefined, headers };
}

const HEADER = /^[\x20-\x7e\x80-\xff]*$/;

function defined(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const entries = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const [name] = entries.find(([, value]) => !HEADER.test(value)) ?? [];
  if (name === undefined) return Object.fromEntries(entries);
  throw new RejectedError(
    `The value of the header ${name} has a character that is not allowed in a header`,
    "Correct it; nothing was sent.",
  );
}

/** @throws RejectedError for a text that would make the URL another path: that of the list, or of the folder above */
export function segment(text: string): string {
  if (["", ".", ".."].includes(text)) {
    throw new RejectedError(
      `${JSON.stringify(text)} can't be the name or the id of an object at a service`,
      "Give the object's id or name; nothing was sent.",
    );
  }
  // A lone surrogate can't be encoded. A Buffer replaces it by U+FFFD, as every other sender does.
  return encodeURIComponent(Buffer.from(text).toString());
}

/** In milliseconds. IBM's own modules wait 30 s when they create an authorization. */
const FIRST_WAIT = 250;
const LONGEST_WAIT = 5_000;
const PATIENCE = 60_000;

/**
 * Repeats an attempt that fails until a change has reached all of the vendor's cloud. The waits grow from 250 ms to 5 s,
 * for about a minute in all.
 * @param mayPass whether waiting can help against an error
 * @param onWait called once, with the error of the first attempt, before the first wait
 * @throws the errors of `repeat`
 */
export function eventually<T>(
  timing: Timing,
  attempt: () => Promise<T>,
  mayPass: (error: unknown) => boolean,
  onWait: (error: unknown) => void = () => undefined,
): Promise<T> {
  const end = timing.now() + PATIENCE;
  return repeat(timing, attempt, (error, tries) => {
    const wait = Math.min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT);
    if (!mayPass(error) || timing.now() + wait > end) return undefined;
    if (tries === 1) onWait(error);
    return wait;
  });
}
