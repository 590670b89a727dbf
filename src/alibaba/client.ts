import { type Clock, systemClock } from "../core/clock";
import { CredentialsError, ThrottledError } from "../core/errors";
import type { Environment } from "../core/settings";
import type { Timing } from "../core/timing";
import type { Endpoint } from "../http/endpoint";
import { createGate } from "../http/in-flight";
import { refuseMovedClock } from "../http/moved-clock";
import { createPacer, type Pacer } from "../http/quota";
import { type RetryPolicy, retryAfter, type Try, withRetry } from "../http/retry";
import type { HttpReply, Transport } from "../http/transport";
import type { CredentialStore } from "./credentials";
import { refusal, wantsFreshSignature } from "./errors";
import type { Operation } from "./operations";
import { readReply } from "./reply";
import { type Call, type Parameters, secretsOf, signedRequest, vendorEndpoint } from "./request";
import type { Credentials } from "./signature";

export type { Parameters } from "./request";

export interface AlibabaClient {
  /**
   * Calls an operation, paced, and repeated as far as that is safe.
   * @throws KeysmithError, one class per cause; `mayHaveActed` tells whether a failed write may have been carried out
   */
  call<T>(operation: Operation<T>, region: string, parameters: Parameters): Promise<T>;
  close(): Promise<void>;
  /** Whether the service is on this machine: an emulator. */
  readonly loopback: boolean;
}

export interface AlibabaClientOptions {
  /** In place of the vendor's own, for every region. */
  readonly endpoint?: Endpoint | undefined;
  readonly network: "public" | "vpc";
  /** Calls per second and region; the vendor's quotas are per account and region. */
  readonly readQps: number;
  readonly writeQps: number;
  readonly retry: RetryPolicy;
  readonly transport: Transport;
  readonly credentials: CredentialStore;
  /** Only asked whether it was moved: requests are dated by the real time. */
  readonly clock: Clock;
  readonly env: Environment;
  readonly timing: Timing;
}

/** The quota of these operations is not published; this many at a time are known to pass. */
const MOST_IN_FLIGHT = 5;

/** A client for all regions of one account. Does no IO before the first call. */
export function createAlibabaClient(options: AlibabaClientOptions): AlibabaClient {
  const { timing } = options;
  const gate = createGate(MOST_IN_FLIGHT, timing.signal);
  const pacer = createPacer(timing);
  return {
    loopback: options.endpoint?.loopback ?? false,
    close: () => options.transport.close(),
    call: async (operation, region, parameters) => {
      const vendors = vendorEndpoint(region, options.network);
      const call = { operation, region, endpoint: options.endpoint ?? vendors, parameters };
      const { action, kind } = operation;
      refuseMovedClock({ operation: action, kind, loopback: call.endpoint.loopback }, options.clock, options.env);
      return withRetry(operation.retry, options.retry, timing, (current) =>
        gate(() => attempt(call, options, pacer, current)),
      );
    },
  };
}

async function attempt<T>(call: Call<T>, options: AlibabaClientOptions, pacer: Pacer, current: Try): Promise<T> {
  const credentials = await options.credentials.get();
  let reply = await exchange(call, credentials, options, pacer);
  if (wantsFreshSignature(reply)) reply = await exchange(call, credentials, options, pacer);
  if (reply.status >= 200 && reply.status < 300) return readReply(call, reply);
  const error = refusal(call.operation, call.region, reply, secretsOf(call, credentials));
  if (error instanceof ThrottledError) pacer.throttled(laneOf(call));
  if (error instanceof CredentialsError) options.credentials.forget();
  current.waitAtLeast(retryAfter(reply.headers["retry-after"], systemClock.now().getTime()));
  throw error;
}

/** Signs and sends one request when the quota has room, and tells the pacer how the service took it. */
async function exchange(
  call: Call<unknown>,
  credentials: Credentials,
  { transport, readQps, writeQps }: AlibabaClientOptions,
  pacer: Pacer,
): Promise<HttpReply> {
  const { kind } = call.operation;
  await pacer.slot(laneOf(call), kind === "read" ? readQps : writeQps);
  const reply = await transport.send(signedRequest(call, credentials));
  if (reply.status < 400) pacer.passed(laneOf(call));
  return reply;
}

/** What the vendor counts as one quota. */
function laneOf({ region, operation }: Call<unknown>): string {
  return `${region}/${operation.kind}`;
}
