import * as z from "zod";
import {
  ConfigurationError,
  CredentialsError,
  causedBy,
  InterruptedError,
  KeysmithError,
  ServiceError,
  ThrottledError,
} from "../../core/errors";
import { parseJson } from "../../core/json";
import { Secret } from "../../core/secret";
import { type Call, carryOut } from "../../http/call";
import { type ErrorShape, type ErrorTable, type Make, readError, refusal, simply } from "../../http/refusal";
import { checkReply } from "../../http/reply";
import type { HttpReply, HttpRequest } from "../../http/transport";
import type { Route, Wiring } from "../platform/call";
import { endOf, type IssuedToken, VISIBLE } from "./tokens";

export interface TokenRequest {
  readonly issuer: string;
  readonly path: string;
  readonly form: Readonly<Record<string, string | Secret | undefined>>;
  readonly remedy: string;
}

const seconds = z.coerce.number().positive().optional();

const issued = z.object({
  access_token: z
    .string()
    .regex(VISIBLE)
    .transform((text) => new Secret(text)),
  expires_in: seconds,
  expiration: seconds,
});

/**
 * Requests a token, with retries where these may help.
 * @throws CredentialsError for any failure of the identity service or the network. The call that needs the token has not
 *   been sent, so no other error may suggest that it was
 * @throws ConfigurationError when the service's certificate or the proxy can't be used
 * @throws InterruptedError
 */
export async function requestToken(request: TokenRequest, route: Route, wiring: Wiring): Promise<IssuedToken> {
  const name = `getToken at ${request.issuer}`;
  const values = Object.values(request.form).flatMap((value) => (value instanceof Secret ? [value.reveal()] : []));
  let asked = 0;
  const call: Call<undefined, IssuedToken> = {
    operation: "getToken",
    kind: "read",
    retry: "idempotent",
    loopback: route.endpoint.loopback,
    transport: route.transport,
    lane: wiring.lane,
    authorise: async () => undefined,
    request: () => {
      asked = wiring.now();
      return httpRequest(request, route);
    },
    read: (reply) => readToken(name, reply, asked),
    refuse: (reply) => refusal(tokenErrors, name, reply, { secret: true, values }, request),
  };
  try {
    return await carryOut(call, wiring);
  } catch (error) {
    const asItIs = [CredentialsError, ConfigurationError, InterruptedError];
    if (!(error instanceof KeysmithError) || asItIs.some((Class) => error instanceof Class)) throw error;
    throw new CredentialsError(`${request.issuer} returned no token: ${error.problem}`, error.remedy, causedBy(error));
  }
}

/** Only here are the parts of a credential revealed. */
function httpRequest({ path, form }: TokenRequest, { endpoint }: Route): HttpRequest {
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) {
    if (value !== undefined) fields.set(name, value instanceof Secret ? value.reveal() : value);
  }
  return {
    operation: "getToken",
    method: "POST",
    url: new URL(path, endpoint.origin),
    headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
    body: fields.toString(),
  };
}

function readToken(call: string, { status, body }: HttpReply, asked: number): IssuedToken {
  const reply = checkReply(call, status, issued, parseJson(body));
  const lifetime = { expiresIn: reply.expires_in, expiration: reply.expiration };
  return { value: reply.access_token, until: endOf(lifetime, reply.access_token.reveal(), asked) };
}

/** IAM answers `{errorCode, errorMessage, context}`, and OAuth's `{error, error_description}` to a password grant. */
const SHAPE: ErrorShape = {
  code: ["errorCode", "error"],
  message: ["errorMessage", "error_description"],
  requestId: ["context.requestId"],
  headers: ["transaction-id"],
};

const tokenErrors: ErrorTable<TokenRequest> = {
  said: (reply) => readError(reply, SHAPE),
  // IAM's own codes, and those of OAuth in RFC 6749.
  known: (code) =>
    /^(BXNIM\d{4}[A-Z]|invalid_(request|client|grant|scope|token)|unauthorized_client|unsupported_grant_type|access_denied|TOO_MANY_REQUESTS|UNAVAILABLE)$/.test(
      code,
    ),
  codes: [],
  otherwise: ({ status }, _said, { remedy }) => causeOf(status, remedy),
};

function causeOf(status: number, remedy: string): Make {
  if (status === 429) return simply(ThrottledError, "Run again in a minute.");
  if (status >= 500) return simply(ServiceError, "The identity service failed; run again.");
  if (status >= 400 && status !== 404) return simply(CredentialsError, remedy);
  return simply(
    ServiceError,
    "Check the endpoint and the proxy settings: this is not an answer of an identity service.",
  );
}
