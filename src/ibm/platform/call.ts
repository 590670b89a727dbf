import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { type KeysmithError, RejectedError } from "../../core/errors";
import { Secret } from "../../core/secret";
import { type Call, type CallTerms, carryOut } from "../../http/call";
import type { Endpoint } from "../../http/endpoint";
import type { Lane } from "../../http/pace";
import { checkReply, parseJson } from "../../http/reply";
import type { Repeatable } from "../../http/retry";
import type { HttpReply, HttpRequest, Transport } from "../../http/transport";
import type { TokenSource } from "../auth/source";

/** Where requests go, and by which connections. */
export interface Route {
  readonly endpoint: Endpoint;
  readonly transport: Transport;
}

/** The same, and who calls. */
export interface Destination extends Route {
  readonly tokens: TokenSource;
}

/** What everything that sends requests shares. */
export interface Wiring extends CallTerms {
  readonly lane: Lane;
}

export interface ServiceCall<T> {
  readonly operation: string;
  /** Of what it is, for messages: `Key Protect instance 1111…`. */
  readonly place: string;
  readonly method: HttpRequest["method"];
  /** From the origin on, with what is variable in it encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>> | undefined;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly mediaType?: string;
  readonly kind: "read" | "write";
  readonly retry: Repeatable;
  readonly reply: z.ZodType<T>;
  readonly refuse: (refused: Refused) => KeysmithError;
}

export interface Refused {
  /** For messages: `getKey on Key Protect instance 1111…`. */
  readonly call: string;
  readonly reply: HttpReply;
  /** What was sent and may not be repeated. */
  readonly secrets: readonly string[];
  /** Whether the token was newly made: then the credential is right, whatever the service says of it. */
  readonly newToken: boolean;
}

/** What `ServiceCall.reply` is asked to read. `body` is what JSON stands for; nothing when the reply had no body. */
export interface Received {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** @throws KeysmithError as `carryOut` does */
export async function callService<T>(asked: ServiceCall<T>, to: Destination, wiring: Wiring): Promise<T> {
  const { operation, kind, retry, place } = asked;
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
        secrets: [...(body?.secrets ?? []), token.reveal()],
        newToken: reply.status === 401 && tokens.renews,
      }),
  };
  return carryOut(call, wiring);
}

/** A token to try in place of a refused one; nothing when there is no other. */
async function anotherToken(tokens: TokenSource, refused: Secret): Promise<Secret | undefined> {
  tokens.forget(refused);
  const token = await tokens.token();
  return token.equals(refused) ? undefined : token;
}

interface EncodedBody {
  readonly text: string;
  readonly secrets: readonly string[];
}

/** JSON as the services take it. The one place where secrets that are sent are unwrapped. */
function encodeBody(content: unknown): EncodedBody {
  const secrets: string[] = [];
  function reveal(this: Readonly<Record<string, unknown>>, name: string, value: unknown): unknown {
    // What arrives as `value` is already redacted: a Secret's own toJSON runs first.
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
    // The key services know their requests by the one, IAM by the other.
    "correlation-id": id,
    "transaction-id": id,
    authorization: `Bearer ${token.reveal()}`,
    ...(body && { "content-type": call.mediaType ?? "application/json" }),
    ...defined(call.headers ?? {}),
  };
  return { operation: call.operation, method: call.method, url, headers, ...(body && { body: body.text }) };
}

function received({ headers, body }: HttpReply): Received | undefined {
  const json = body === "" ? null : parseJson(body);
  return json === undefined ? undefined : { body: json ?? undefined, headers };
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
