import type { Clock } from "../core/clock";
import type { Environment } from "../core/settings";
import type { Timing } from "../core/timing";
import type { Endpoint } from "../http/endpoint";
import type { Gate } from "../http/in-flight";
import type { RetryPolicy } from "../http/retry";
import type { Transport } from "../http/transport";

/** Where requests go, and by which connections. */
export interface Route {
  readonly endpoint: Endpoint;
  readonly transport: Transport;
}

/** What everything that sends requests shares. */
export interface Wiring {
  /** Holds back what is more than may be under way at a time. */
  readonly gate: Gate;
  readonly retry: RetryPolicy;
  readonly timing: Timing;
  /** Only asked whether it was moved. */
  readonly clock: Clock;
  /** Milliseconds since 1970, by the real clock. */
  readonly now: () => number;
  readonly env: Environment;
}
