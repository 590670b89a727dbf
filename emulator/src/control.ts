import { type Admin, adminPrefix } from "./admin";
import type { AdminAnswer, Ask } from "./admin-route";
import { type AlibabaControl, alibabaControl } from "./alibaba/control";
import type { RecordedCall } from "./calls";
import { EmulatorError } from "./error";
import type { FaultRule, FaultStatus } from "./faults";
import { type IbmControl, ibmControl } from "./ibm/control";
import type { Quotas } from "./quota";

/** The emulator's clock. Times are ISO 8601 in UTC; every method answers the new time. */
export interface EmulatorClock {
  now(): Promise<string>;
  /** Stops the clock at a time, e.g. `2026-01-01T00:00:00Z`. */
  set(time: string): Promise<string>;
  /** Moves the clock forward by an ISO 8601 duration, e.g. `P1Y`, `P30D`, `PT1H`. */
  advance(duration: string): Promise<string>;
  /** Returns to the system's time, which then runs on. */
  reset(): Promise<string>;
}

/** Controls an emulator. @throws EmulatorError from every method when an argument is wrong. */
export interface EmulatorControl {
  /** The address for clients, e.g. `http://127.0.0.1:4010`. */
  readonly url: string;
  readonly clock: EmulatorClock;
  readonly alibaba: AlibabaControl;
  readonly ibm: IbmControl;
  /** Calls received, oldest first. */
  calls(): Promise<RecordedCall[]>;
  clearCalls(): Promise<void>;
  faults(): Promise<FaultStatus[]>;
  /** Replaces all fault rules; an empty list removes them. */
  setFaults(rules: readonly FaultRule[]): Promise<void>;
  quotas(): Promise<Quotas>;
  /** Replaces the quotas; `{}` removes them. */
  setQuotas(quotas: Quotas): Promise<void>;
  /** The content of the state file without key material; it holds no secret. */
  state(): Promise<Record<string, unknown>>;
}

/** Sends an admin request: directly to the routes, or over HTTP. */
type Send = (method: string, route: string, body?: unknown) => Promise<AdminAnswer>;

/** Control of an emulator in this process. */
export function localControl(url: string, admin: Admin): EmulatorControl {
  return control(url, async (method, route, body) => {
    const answer = admin(method, adminPrefix + route, body === undefined ? "" : JSON.stringify(body));
    return structuredClone(answer);
  });
}

/**
 * Control of an emulator in another process, over its admin routes.
 *
 * @param url the emulator's address, e.g. `http://127.0.0.1:4010`
 */
export function connectEmulator(url: string): EmulatorControl {
  return control(url, async (method, route, body) => {
    const response = await fetch(new URL(adminPrefix + route, url), {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    return { status: response.status, body: await response.json() };
  });
}

function control(url: string, send: Send): EmulatorControl {
  const ask: Ask = async <T>(method: string, route: string, body?: unknown): Promise<T> => {
    const answer = await send(method, route, body);
    if (answer.status !== 200) throw toError(answer);
    return answer.body as T;
  };
  const tell = async (method: string, route: string, body?: unknown): Promise<void> => {
    await ask(method, route, body);
  };
  return {
    url,
    clock: clockControl(ask),
    alibaba: alibabaControl(ask),
    ibm: ibmControl(ask),
    calls: () => ask("GET", "calls"),
    clearCalls: () => tell("DELETE", "calls"),
    faults: () => ask("GET", "faults"),
    setFaults: (rules) => tell("PUT", "faults", rules),
    quotas: () => ask("GET", "quotas"),
    setQuotas: (quotas) => tell("PUT", "quotas", quotas),
    state: () => ask("GET", "state"),
  };
}

function clockControl(ask: Ask): EmulatorClock {
  const time = async (method: string, body?: unknown): Promise<string> => {
    const { now } = await ask<{ now: string }>(method, "clock", body);
    return now;
  };
  return {
    now: () => time("GET"),
    set: (to) => time("PUT", { time: to }),
    advance: (duration) => time("PUT", { advance: duration }),
    reset: () => time("PUT", { reset: true }),
  };
}

function toError({ status, body }: AdminAnswer): EmulatorError {
  const { error, code } = body as { error?: string; code?: string };
  return new EmulatorError(code ?? "EmulatorInput", error ?? `the emulator answered ${status}`, status);
}
