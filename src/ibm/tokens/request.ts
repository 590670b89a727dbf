import { z } from "zod";
import {
  ConfigurationError,
  CredentialsError,
  KeysmithError,
  ServiceError,
  ThrottledError,
  type VendorDetail,
} from "../../core/errors";
import { Secret } from "../../core/secret";
import { codeText, type Make, outcome, parseObject, type Said, simply } from "../../http/refusal";
import { checkReply, parseJson } from "../../http/reply";
import { retryAfter, withRetry } from "../../http/retry";
import type { HttpReply, HttpRequest } from "../../http/transport";
import type { Route, Wiring } from "../wiring";
import { endOf } from "./expiry";
import { type IssuedToken, VISIBLE } from "./source";

/** One way to ask an identity service for a token. */
export interface TokenRequest {
  /** For messages: `IBM Cloud IAM`. */
  readonly issuer: string;
  readonly path: string;
  readonly form: Readonly<Record<string, string | Secret | undefined>>;
  /** What to do when the service refuses the credential. */
  readonly remedy: string;
}

const FORM = "application/x-www-form-urlencoded";

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
 * Asks for a token, and again when that may help.
 * @throws CredentialsError for everything that the identity service or the network had against it: whatever the token was
 *   meant for has not been sent, so no other error may say so
 * @throws ConfigurationError when the service's certificate or the proxy can't be used
 */
export async function requestToken(request: TokenRequest, route: Route, wiring: Wiring): Promise<IssuedToken> {
  try {
    return await withRetry("idempotent", wiring.retry, wiring.timing, async (current) => {
      const asked = wiring.now();
      const reply = await wiring.gate(() => route.transport.send(httpRequest(request, route)));
      if (reply.status === 200) return readToken(request, reply, asked);
      current.waitAtLeast(retryAfter(reply.headers["retry-after"], wiring.now()));
      throw refused(request, reply);
    });
  } catch (error) {
    if (!(error instanceof KeysmithError)) throw error;
    throw error instanceof CredentialsError || error instanceof ConfigurationError ? error : noToken(request, error);
  }
}

/** The one place where what a credential consists of is unwrapped. */
function httpRequest({ path, form }: TokenRequest, { endpoint }: Route): HttpRequest {
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) {
    if (value !== undefined) fields.set(name, value instanceof Secret ? value.reveal() : value);
  }
  return {
    operation: "getToken",
    method: "POST",
    url: new URL(path, endpoint.origin),
    headers: { "content-type": FORM, accept: "application/json" },
    body: fields.toString(),
  };
}

function readToken({ issuer }: TokenRequest, { status, body }: HttpReply, asked: number): IssuedToken {
  const reply = checkReply(`getToken at ${issuer}`, status, issued, parseJson(body));
  const lifetime = { expiresIn: reply.expires_in, expiration: reply.expiration };
  return { value: reply.access_token, until: endOf(lifetime, reply.access_token.reveal(), asked) };
}

function refused({ issuer, form, remedy }: TokenRequest, reply: HttpReply): KeysmithError {
  const said = readError(reply);
  const secrets = Object.values(form).flatMap((value) => (value instanceof Secret ? [value.reveal()] : []));
  const detail: VendorDetail = { vendorCode: said.code, httpStatus: reply.status, requestId: said.requestId };
  return causeOf(reply.status, remedy)(`getToken at ${issuer} ${outcome(said, reply.status, secrets)}`, detail);
}

function causeOf(status: number, remedy: string): Make {
  if (status === 429) return simply(ThrottledError, "Run again in a minute.");
  if (status >= 500) return simply(ServiceError, "The identity service failed; run again.");
  if (status >= 400 && status !== 404) return simply(CredentialsError, remedy);
  return simply(ServiceError, "Check the endpoint and the proxy settings: this is no answer of an identity service.");
}

/** IAM's body is `{errorCode, errorMessage, context}`; that of a password grant is OAuth's `{error, error_description}`. */
function readError({ headers, body }: HttpReply): Said {
  const { errorCode, errorMessage, error, error_description, context } = parseObject(body);
  const { requestId } = { ...(context as object | undefined) } as { requestId?: unknown };
  const words = [errorMessage, error_description].find((text) => typeof text === "string");
  return {
    code: codeText(errorCode) ?? codeText(error),
    message: words === undefined ? "" : String(words),
    requestId: codeText(requestId) ?? codeText(headers["transaction-id"]),
  };
}

function noToken({ issuer }: TokenRequest, { problem, remedy, vendorCode, httpStatus, requestId }: KeysmithError) {
  return new CredentialsError(`${issuer} gave no token: ${problem}`, remedy, { vendorCode, httpStatus, requestId });
}
