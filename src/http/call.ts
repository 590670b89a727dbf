import { AS_OF, AS_OF_APPLY, type Clock } from "../core/clock";
import { ClockMovedError, type KeysmithError, ThrottledError } from "../core/errors";
import type { Environment } from "../core/settings";
import type { Timing } from "../core/timing";
import type { Lane } from "./pace";
import { type Repeatable, type RetryPolicy, retryAfter, type Try, withRetry } from "./retry";
import type { HttpReply, HttpRequest, Transport } from "./transport";

/** One call to a service, with as many tries as it takes. `C` proves who calls, `T` is the content of the reply. */
export interface Call<C, T> {
  readonly operation: string;
  readonly kind: "read" | "write";
  readonly retry: Repeatable;
  readonly loopback: boolean;
  readonly transport: Transport;
  /** The lane of the quota that the call counts against. */
  readonly lane: Lane;
  authorise(): Promise<C>;
  /** Written anew for each try: a service refuses a signature that is old or that it has seen. */
  request(credential: C): HttpRequest;
  /** Another credential to try once, after a refusal that is about the credential and so did nothing; undefined if there is none. */
  renew?(reply: HttpReply, refused: C): Promise<C | undefined>;
  read(reply: HttpReply): T;
  refuse(reply: HttpReply, credential: C): KeysmithError;
}

export interface CallTerms {
  readonly retry: RetryPolicy;
  readonly timing: Timing;
  /** Only asked whether it was moved. */
  readonly clock: Clock;
  readonly env: Environment;
  /** Milliseconds since 1970, by the real clock. */
  now(): number;
}

/**
 * Carries out a call: authorise, keep to the pace, enter the gate, send, renew the credential once, classify the reply. Repeats the
 * call as far as that is safe.
 * @throws KeysmithError, one class per cause; `mayHaveActed` tells whether a failed write may have been carried out
 */
export async function carryOut<C, T>(call: Call<C, T>, terms: CallTerms): Promise<T> {
  refuseMovedClock(call, terms);
  return withRetry(call.retry, terms.retry, terms.timing, (current) => attempt(call, terms, current));
}

async function attempt<C, T>(call: Call<C, T>, terms: CallTerms, current: Try): Promise<T> {
  const { lane, transport } = call;
  const send = (by: C, isAgain: boolean): Promise<HttpReply> =>
    lane.run(() => transport.send(call.request(by)), isAgain);
  let credential = await call.authorise();
  let reply = await send(credential, !current.isFirst);
  const renewed = reply.status < 400 ? undefined : await call.renew?.(reply, credential);
  if (renewed !== undefined) {
    credential = renewed;
    reply = await send(credential, true);
  }
  if (reply.status < 400) lane.passed();
  if (reply.status >= 200 && reply.status < 300) return call.read(reply);
  const error = call.refuse(reply, credential);
  if (error instanceof ThrottledError) lane.throttled();
  current.waitAtLeast(retryAfter(reply.headers["retry-after"], terms.now()));
  throw error;
}

/**
 * A run at another date must not change the real world: keys would be made, or deleted, at the wrong time.
 * @throws ClockMovedError
 */
function refuseMovedClock(
  { operation, kind, loopback }: Pick<Call<unknown, unknown>, "operation" | "kind" | "loopback">,
  { clock, env }: CallTerms,
): void {
  if (kind === "read" || clock.movedTo === undefined || loopback || env[AS_OF_APPLY] === "1") return;
  throw new ClockMovedError(
    `${operation} was not sent: ${AS_OF} moves the clock to ${clock.movedTo}, and the endpoint is a real one`,
    `Unset ${AS_OF}, or set ${AS_OF_APPLY}=1 to write all the same.`,
  );
}
