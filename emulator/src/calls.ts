import type { FaultKind } from "./faults";

/** One call that the emulator received, as far as it may be shown. */
export interface RecordedCall {
  /** Time by the emulator's clock, ISO 8601. */
  at: string;
  /** `alibaba` or `ibm`. */
  vendor: string;
  /** Name as asked for, known or not; empty when the request named none. */
  operation: string;
  method: string;
  /** HTTP status of the answer; absent when the connection was cut instead. */
  status?: number;
  /** The vendor's error code, when the call failed. */
  errorCode?: string;
  /** Whether the policies of Alibaba Cloud KMS allowed what a client key asked for, and why. Absent where none was asked. */
  decision?: { allowed: boolean; reason: string };
  /** The fault rule that struck, if any. */
  fault?: FaultKind;
  /** Who claims to call, by access key or IAM id; absent when the request does not say. */
  accessKeyId?: string;
  /** The operation's parameters; secret values are replaced by `***`. */
  parameters: Record<string, string>;
  /** Names of the operation's parameters by the way they travelled: whoever logs URLs sees what is in `query`. */
  transport: { query: string[]; form: string[] };
}

/** Old entries go when there are more: an emulator may run for weeks. */
const capacity = 10_000;

/** The journal of calls, oldest first. It lives in memory only. */
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
