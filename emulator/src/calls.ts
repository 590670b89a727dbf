import type { FaultKind } from "./faults";

/** One call that the emulator received, with its secrets redacted. */
export interface RecordedCall {
  /** Time by the emulator's clock, ISO 8601. */
  at: string;
  /** `alibaba` or `ibm`. */
  vendor: string;
  /** The requested name, known or not; empty when the request named none. */
  operation: string;
  method: string;
  /** HTTP status of the answer; absent when the connection was cut. */
  status?: number;
  /** The vendor's error code, if the call failed. */
  errorCode?: string;
  /** The decision of Alibaba Cloud KMS policies about a client key's call, and its reason. Absent when no policy was asked. */
  decision?: { allowed: boolean; reason: string };
  /** The fault rule that applied, if any. */
  fault?: FaultKind;
  /** The caller's claimed access key or IAM id; absent when the request names none. */
  accessKeyId?: string;
  /** The operation's parameters; secret values are replaced by `***`. */
  parameters: Record<string, string>;
  /** Names of the operation's parameters by where they were sent: whoever logs URLs sees those in `query`. */
  transport: { query: string[]; form: string[] };
}

/** Beyond this number the oldest entries are dropped: an emulator may run for weeks. */
const capacity = 10_000;

/** The journal of calls, oldest first, in memory only. */
export class Journal {
  #calls: RecordedCall[] = [];

  add(call: RecordedCall): void {
    this.#calls.push(call);
    if (this.#calls.length > capacity) this.#calls.shift();
  }

  list(): RecordedCall[] {
    return structuredClone(this.#calls);
  }

  clear(): void {
    this.#calls = [];
  }
}
