import { AS_OF, AS_OF_APPLY, type Clock } from "../core/clock";
import { ClockMovedError } from "../core/errors";
import type { Environment } from "../core/settings";

/** A call, as far as it matters here. */
export interface DatedCall {
  readonly operation: string;
  readonly kind: "read" | "write";
  /** Whether it goes to this machine: to an emulator. */
  readonly loopback: boolean;
}

/**
 * A run that plays at another date must not change the real world: keys would be made, or deleted, at the wrong time.
 * @throws ClockMovedError
 */
export function refuseMovedClock({ operation, kind, loopback }: DatedCall, clock: Clock, env: Environment): void {
  if (kind === "read" || clock.movedTo === undefined || loopback || env[AS_OF_APPLY] === "1") return;
  throw new ClockMovedError(
    `${operation} was not sent: ${AS_OF} moves the clock to ${clock.movedTo}, and the endpoint is a real one`,
    `Unset ${AS_OF}, or set ${AS_OF_APPLY}=1 to write all the same.`,
  );
}
