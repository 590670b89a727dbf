import { inspect } from "node:util";
import { inWords, joined, type Message, message, ref, type Words } from "./message";

export interface VendorDetail {
  /** The vendor's own code, such as `Rejected.ResourceExist`. */
  readonly vendorCode?: string | undefined;
  readonly httpStatus?: number | undefined;
  readonly requestId?: string | undefined;
  readonly cause?: unknown;
}

const BRAND = Symbol.for("keysmith.error");

/**
 * The base of every error that Keysmith throws. `message` ends with `remedy`, one sentence that says what to do. No field is named
 * `id`, because engines take an error with an id for a resource that was created.
 */
export abstract class KeysmithError extends Error {
  abstract readonly code: ErrorCode;
  readonly problem: string;
  readonly remedy: string;
  readonly vendorCode: string | undefined;
  readonly httpStatus: number | undefined;
  readonly requestId: string | undefined;

  /** `problem` and `remedy` before they were put into TypeScript's words. */
  readonly told: { readonly problem: Message; readonly remedy: Message };

  constructor(problem: Message, remedy: Message, detail: VendorDetail = {}) {
    super(
      `${problem}${describeDetail(detail)}. ${remedy}`,
      detail.cause === undefined ? undefined : { cause: detail.cause },
    );
    this.name = new.target.name;
    this.problem = inWords(problem);
    this.remedy = inWords(remedy);
    this.told = { problem, remedy };
    this.vendorCode = detail.vendorCode;
    this.httpStatus = detail.httpStatus;
    this.requestId = detail.requestId;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** The error in the words of one engine's users. The problem ends with the vendor's codes, for a request to the vendor's support. */
  in(words: Words): { readonly problem: string; readonly remedy: string } {
    return {
      problem: inWords(this.told.problem, words) + describeDetail(this),
      remedy: inWords(this.told.remedy, words),
    };
  }

  // An error that passed through an engine's SDK can hold on to whole graphs of the SDK's objects, and programs inspect the errors
  // that end them. So only the stack is shown.
  static {
    Object.defineProperty(KeysmithError.prototype, inspect.custom, {
      value(this: KeysmithError): string {
        return this.stack ?? this.message;
      },
    });
  }
}

/**
 * Whether `value` is an error of Keysmith, even one from another copy of the package. `switch (error.code)` then tells the errors
 * apart and narrows to their fields.
 */
export function isKeysmithError(value: unknown): value is AnyKeysmithError {
  return typeof value === "object" && value !== null && BRAND in value;
}

export function causedBy(cause: unknown): VendorDetail {
  const { vendorCode, httpStatus, requestId }: VendorDetail = isKeysmithError(cause) ? cause : {};
  return { vendorCode, httpStatus, requestId, cause };
}

function describeDetail(detail: VendorDetail): string {
  const parts = [
    detail.vendorCode,
    detail.httpStatus === undefined ? undefined : `HTTP ${detail.httpStatus}`,
    detail.requestId === undefined ? undefined : `RequestId ${detail.requestId}`,
  ].filter((part) => part !== undefined);
  return parts.length > 0 ? ` (${parts.join(", ")})` : "";
}

/** An input field that can't be accepted. `reason` never repeats the value of a secret field. */
export interface Problem {
  /** Dotted path, such as `rotation.renewBefore`; empty for the resource as a whole. */
  readonly field: string;
  readonly reason: Message;
  readonly secret: boolean;
}

export class InvalidInputError extends KeysmithError {
  override readonly code = "invalid-input";
  readonly problems: readonly Problem[];

  constructor(subject: string, problems: readonly Problem[]) {
    const lines = problems.map(({ field, reason }) => (field ? message`${ref(field)}: ${reason}` : reason));
    super(message`${subject}: ${joined(lines, "; ")}`, "Nothing was written.");
    this.problems = problems;
  }
}

export class ConfigurationError extends KeysmithError {
  override readonly code = "configuration";
}

export class CredentialsError extends KeysmithError {
  override readonly code = "credentials";
}

/** The vendor knows the caller but doesn't allow the call. */
export class PermissionError extends KeysmithError {
  override readonly code = "permission";
}

/** The object is gone, by the vendor's own code and never by a bare 404. */
export class NotFoundError extends KeysmithError {
  override readonly code = "not-found";
}

export class AlreadyExistsError extends KeysmithError {
  override readonly code = "already-exists";
}

/** A quota of the vendor is used up; waiting doesn't help. */
export class LimitError extends KeysmithError {
  override readonly code = "limit";
}

/** The state of the object doesn't allow the call. */
export class ConflictError extends KeysmithError {
  override readonly code = "conflict";
}

/** Too many calls in too short a time; the retries were used up. */
export class ThrottledError extends KeysmithError {
  override readonly code = "throttled";
}

/** The service does not accept a parameter; the same call fails again. */
export class RejectedError extends KeysmithError {
  override readonly code = "rejected";
}

/** The service failed, or refused the call for a reason of its own. */
export class ServiceError extends KeysmithError {
  override readonly code = "service";
}

/** No complete reply arrived. `sent` says whether the service may have acted on the request. */
export class NoReplyError extends KeysmithError {
  override readonly code = "no-reply";
  readonly sent: boolean;

  constructor(problem: Message, remedy: Message, detail: VendorDetail & { readonly sent: boolean }) {
    super(problem, remedy, detail);
    this.sent = detail.sent;
  }
}

/** The reply doesn't have the shape that the service documents. */
export class BadReplyError extends KeysmithError {
  override readonly code = "bad-reply";
}

/** A write to a real endpoint while `KEYSMITH_AS_OF` moves the clock. */
export class ClockMovedError extends KeysmithError {
  override readonly code = "clock-moved";
}

/** The run was interrupted while it waited; the call that it waited for was not made. */
export class InterruptedError extends KeysmithError {
  override readonly code = "interrupted";

  constructor() {
    super("The run was interrupted while it waited", "Run again to continue from there.");
  }
}

/** The work was done in part. `state` must be recorded so that nothing is lost; the next run goes on from there. */
export class PartialError extends KeysmithError {
  override readonly code = "partial";
  readonly state: Readonly<Record<string, unknown>>;

  constructor(problem: Message, remedy: Message, state: Readonly<Record<string, unknown>>, cause: unknown) {
    super(problem, remedy, { cause });
    this.state = state;
  }
}

export type AnyKeysmithError =
  | InvalidInputError
  | ConfigurationError
  | CredentialsError
  | PermissionError
  | NotFoundError
  | AlreadyExistsError
  | LimitError
  | ConflictError
  | ThrottledError
  | RejectedError
  | ServiceError
  | NoReplyError
  | BadReplyError
  | ClockMovedError
  | InterruptedError
  | PartialError;

export type ErrorCode = AnyKeysmithError["code"];

/** Another library's error in one line, without its stack. A parser's message is left out, as it quotes text that may be secret. */
export function errorText(error: unknown): string {
  if (error instanceof SyntaxError) return error.name;
  return oneLine(error instanceof Error ? `${kindOf(error)}: ${error.message}` : String(error));
}

/** A bundle may have shortened the names of libraries' classes to a letter or two. */
const kindOf = ({ name }: Error): string => (name.endsWith("Error") ? name : "Error");

/** Why something failed, to stand within a sentence. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\.$/, "") : String(error);
}

export function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ").trim();
}
