import type { AdminRoutes } from "./admin-route";
import type { OperationKind } from "./quota";
import type { Section } from "./store";

/** One HTTP request with its whole body. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  /** The query as sent, without the question mark. */
  readonly search: string;
  /** Header fields as sent, in order, names in lower case; a repeated field appears repeatedly. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** The caller's address, as operations should see it. */
  readonly sourceAddress: string;
  /** The place that the listener serves, in the vendor's terms. Undefined: all. */
  readonly place?: string | undefined;
  /** The address at which the caller reached the server: `http://127.0.0.1:4010`. */
  readonly origin: string;
}

/** One HTTP answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text, bytes of another format, or empty. */
  readonly body: string | Buffer;
  /** The vendor's error code, for the journal. */
  readonly errorCode?: string;
  /** The policies' decision and its reason, for the journal; absent when no policy was asked. */
  readonly decision?: { readonly allowed: boolean; readonly reason: string };
}

/** A request that a vendor has parsed but not yet run. */
export interface VendorCall {
  readonly operation: string;
  readonly kind: OperationKind;
  /** The caller's claimed identity. */
  readonly accessKeyId?: string;
  /** Contain no secrets. */
  readonly parameters: Record<string, string>;
  readonly transport: { query: string[]; form: string[] };
  /**
   * Authenticates the caller and runs the operation, completely or not at all. Errors become answers.
   * @throws EmulatorError when the state cannot be saved
   */
  perform(): Answer;
}

/** The reason why the emulator itself refuses a call. */
export type Refusal = "throttled" | "failed" | "unavailable";

/** One cloud vendor's services: everything that the server needs of them. */
export interface Vendor extends Section {
  readonly name: string;
  /** Whether a request is for this vendor. */
  claims(request: ReceivedRequest): boolean;
  read(request: ReceivedRequest): VendorCall;
  /** The vendor's own form of a refusal. @param message in place of the vendor's own */
  refuse(refusal: Refusal, request: ReceivedRequest, message?: string): Answer;
  /** Its admin routes, by method and by path below the vendor's name: `PUT secrets`. */
  readonly admin: AdminRoutes;
}
