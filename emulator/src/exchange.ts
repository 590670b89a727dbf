import type { Journal } from "./calls";
import type { Clock } from "./clock";
import { EmulatorError } from "./error";
import type { FaultRule, Faults } from "./faults";
import type { QuotaKeeper } from "./quota";
import type { Store } from "./store";
import type { Answer, ReceivedRequest, Refusal, Vendor, VendorCall } from "./vendor";

/** The parts of a running emulator that every request and the admin routes use. */
export interface Parts {
  readonly vendors: readonly Vendor[];
  readonly store: Store;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly quotas: QuotaKeeper;
  readonly journal: Journal;
}

/** The fate of a request's connection. Delays are in milliseconds. */
export type Outcome =
  | { readonly cut: true }
  | { readonly cut: false; readonly answer: Answer; readonly delayHeaders: number; readonly delayBody: number };

/** The vendor's refusal of the current request. */
type Refuse = (refusal: Refusal, message?: string) => Answer;

const refusals: Partial<Record<FaultRule["kind"], Refusal>> = {
  "429": "throttled",
  "500": "failed",
  "503": "unavailable",
};

const defaultDelay = 1000;

/**
 * Takes one request through faults, quota and operation, saves the state and writes the journal. It runs without interruption,
 * so that two requests never interleave.
 */
export function exchange(parts: Parts, vendor: Vendor, request: ReceivedRequest): Outcome {
  const call = vendor.read(request);
  const fault = parts.faults.next(call.operation);
  const refuse: Refuse = (refusal, message) => vendor.refuse(refusal, request, message);
  const outcome = decide(parts, refuse, call, fault);
  parts.journal.add({
    at: parts.clock.now().toISOString(),
    vendor: vendor.name,
    operation: call.operation,
    method: request.method,
    ...(!outcome.cut && { status: outcome.answer.status }),
    ...(!outcome.cut && outcome.answer.errorCode !== undefined && { errorCode: outcome.answer.errorCode }),
    ...(!outcome.cut && outcome.answer.decision !== undefined && { decision: outcome.answer.decision }),
    ...(fault !== undefined && { fault: fault.kind }),
    ...(call.accessKeyId !== undefined && { accessKeyId: call.accessKeyId }),
    parameters: call.parameters,
    transport: call.transport,
  });
  return outcome;
}

function decide(parts: Parts, refuse: Refuse, call: VendorCall, fault: FaultRule | undefined): Outcome {
  if (fault?.kind === "reset-before") return { cut: true };
  const refusal = fault && refusals[fault.kind];
  if (refusal !== undefined) return promptly(withRetryAfter(refuse(refusal), fault?.retryAfter));
  const answer = act(parts, refuse, call);
  if (fault === undefined) return promptly(answer);
  return spoil(answer, fault);
}

function act(parts: Parts, refuse: Refuse, call: VendorCall): Answer {
  if (!parts.quotas.take(call.kind)) return refuse("throttled");
  try {
    const answer = call.perform();
    if (call.kind === "write" && answer.errorCode === undefined) parts.store.save();
    return answer;
  } catch (error) {
    if (!(error instanceof EmulatorError)) throw error;
    return refuse("failed", error.message);
  }
}

/** Applies a fault to the answer of an operation that has acted. */
function spoil(answer: Answer, fault: FaultRule): Outcome {
  const delay = fault.ms ?? defaultDelay;
  switch (fault.kind) {
    case "reset-after":
      return { cut: true };
    case "slow-headers":
      return { cut: false, answer, delayHeaders: delay, delayBody: 0 };
    case "slow-body":
      return { cut: false, answer, delayHeaders: 0, delayBody: delay };
    case "wrong-json":
      return promptly({ ...answer, status: 200, body: answer.body.slice(0, answer.body.length / 2) });
    default:
      return promptly(answer);
  }
}

function promptly(answer: Answer): Outcome {
  return { cut: false, answer, delayHeaders: 0, delayBody: 0 };
}

function withRetryAfter(answer: Answer, retryAfter: number | string | undefined): Answer {
  if (retryAfter === undefined) return answer;
  return { ...answer, headers: { ...answer.headers, "retry-after": String(retryAfter) } };
}
