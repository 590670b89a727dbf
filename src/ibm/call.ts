import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { type KeysmithError, RejectedError } from "../core/errors";
import type { Secret } from "../core/secret";
import { refuseMovedClock } from "../http/moved-clock";
import { checkReply, parseJson } from "../http/reply";
import { type Repeatable, retryAfter, type Try, withRetry } from "../http/retry";
import type { HttpReply, HttpRequest } from "../http/transport";
import { type EncodedBody, encodeBody } from "./body";
import type { TokenSource } from "./tokens/source";
import type { Route, Wiring } from "./wiring";

/** One call to one of IBM's services, for as many tries as it takes. */
export interface Call<T> {
  readonly operation: string;
  /** Of what it is, for messages: `Key Protect instance 1111…`. */
  readonly place: string;
  readonly method: HttpRequest["method"];
  /** From the origin on, with what is variable in it encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>> | undefined;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Sent as JSON, secrets and all. */
  readonly body?: unknown;
  readonly mediaType?: string;
  readonly kind: "read" | "write";
  readonly retry: Repeatable;
  readonly reply: z.ZodType<T>;
  /** The error for a reply whose status is no success. */
  readonly refuse: (refusal: Refusal) => KeysmithError;
}

/** A reply that is no success, and what is to be known of its request. */
export interface Refusal {
  readonly reply: HttpReply;
  /** What was sent and may not be repeated. */
  readonly secrets: readonly string[];
  /** Whether the token was newly made: then the credential is right, whatever the service says of it. */
  readonly newToken: boolean;
}

/** Where a call goes, and who calls. */
export interface Destination extends Route {
  readonly tokens: TokenSource;
}

/** What `Call.reply` is asked to read. `body` is what JSON stands for; nothing when the reply had no body. */
export interface Received {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Carries out a call, held back while too many are under way, and repeats it as far as that is safe.
 * @throws KeysmithError, one class per cause; `mayHaveActed` tells whether a failed write may have been carried out
 */
export async function carryOut<T>(call: Call<T>, to: Destination, wiring: Wiring): Promise<T> {
  refuseMovedClock({ ...call, loopback: to.endpoint.loopback }, wiring.clock, wiring.env);
  const body = call.body === undefined ? undefined : encodeBody(call.body);
  return withRetry(call.retry, wiring.retry, wiring.timing, (current) => attempt(call, body, to, wiring, current));
}

async function attempt<T>(
  call: Call<T>,
  body: EncodedBody | undefined,
  to: Destination,
  wiring: Wiring,
  current: Try,
): Promise<T> {
  const send = (token: Secret): Promise<HttpReply> =>
    wiring.gate(() => to.transport.send(httpRequest(call, body, to, token)));
  let token = await to.tokens.token();
  let reply = await send(token);
  const fresh = reply.status === 401 ? await anotherToken(to.tokens, token) : undefined;
  if (fresh) {
    token = fresh;
    reply = await send(token);
  }
  if (reply.status >= 200 && reply.status < 300) return readReply(call, reply);
  current.waitAtLeast(retryAfter(reply.headers["retry-after"], wiring.now()));
  const secrets = [...(body?.secrets ?? []), token.reveal()];
  throw call.refuse({ reply, secrets, newToken: reply.status === 401 && to.tokens.renews });
}

/** A token to try in place of a refused one; nothing when there is no other. */
async function anotherToken(tokens: TokenSource, refused: Secret): Promise<Secret | undefined> {
  tokens.forget(refused);
  const token = await tokens.token();
  return token.equals(refused) ? undefined : token;
}

function httpRequest(call: Call<unknown>, body: EncodedBody | undefined, to: Route, token: Secret): HttpRequest {
  const url = new URL(call.path, to.endpoint.origin);
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  const id = randomUUID();
  const headers = {
    accept: "application/json",
    // The key services know their requests by the one, IAM by the other.
    "correlation-id": id,
    "transaction-id": id,
    authorization: `Bearer ${token.reveal()}`,
    ...(body && { "content-type": call.mediaType ?? "application/json" }),
    ...defined(call.headers ?? {}),
  };
  return { operation: call.operation, method: call.method, url, headers, ...(body && { body: body.text }) };
}

function readReply<T>({ operation, place, reply: schema }: Call<T>, { status, headers, body }: HttpReply): T {
  const json = body === "" ? null : parseJson(body);
  const received: Received | undefined = json === undefined ? undefined : { body: json ?? undefined, headers };
  return checkReply(`${operation} on ${place}`, status, schema, received);
}

const HEADER = /^[\x20-\x7e\x80-\xff]*$/;

/** @throws RejectedError for what no header can hold */
function defined(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const entries = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const [name] = entries.find(([, value]) => !HEADER.test(value)) ?? [];
  if (name === undefined) return Object.fromEntries(entries);
  throw new RejectedError(
    `What is to be sent as ${name} holds a character that a header can't`,
    "Correct it; nothing was sent.",
  );
}
