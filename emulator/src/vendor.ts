import type { AdminRoutes } from "./admin-route";
import type { OperationKind } from "./quota";
import type { Section } from "./store";

/** One HTTP request, its body read whole. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  /** The query as sent, without the question mark. */
  readonly search: string;
  /** Header fields as sent, in order, names in lower case; a repeated field appears repeatedly. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** Address of the caller, as the operations shall see it. */
  readonly sourceAddress: string;
  /** What the listener is for, by the vendor's name for it; none is for all. */
  readonly place?: string | undefined;
  /** Where the caller reached the server: `http://127.0.0.1:4010`. */
  readonly origin: string;
}

/** One HTTP answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text, or bytes of another form, or empty. */
  readonly body: string | Buffer;
  /** The vendor's error code, for the journal. */
  readonly errorCode?: string;
  /** Whether policies allowed it and why, for the journal; absent where none was asked. */
  readonly decision?: { readonly allowed: boolean; readonly reason: string };
}

/** A request that a vendor has understood but not yet acted on. */
export interface VendorCall {
  readonly operation: string;
  readonly kind: OperationKind;
  /** Who claims to call. */
  readonly accessKeyId?: string;
  /** Free of secrets. */
  readonly parameters: Record<string, string>;
  readonly transport: { query: string[]; form: string[] };
  /**
   * Authenticates the caller and runs the operation. Errors become answers; it acts wholly or not at all.
   * @throws EmulatorError when the state cannot be saved
   */
  perform(): Answer;
}

/** Why the emulator refuses a call on its own account. */
export type Refusal = "throttled" | "failed" | "unavailable";

/** One cloud vendor's service: everything that the server needs to know of it. */
export interface Vendor extends Section {
  readonly name: string;
  /** Whether a request is meant for this vendor. */
  claims(request: ReceivedRequest): boolean;
  read(request: ReceivedRequest): VendorCall;
  /** The vendor's own way of saying no to a request. @param message in place of the vendor's */
  refuse(refusal: Refusal, request: ReceivedRequest, message?: string): Answer;
  /** What steers it, by method and path below the vendor's name: `PUT secrets`. */
  readonly admin: AdminRoutes;
}
