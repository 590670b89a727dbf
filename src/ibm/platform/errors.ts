import {
  AlreadyExistsError,
  ConflictError,
  CredentialsError,
  NotFoundError,
  PermissionError,
  RejectedError,
  ServiceError,
  ThrottledError,
  type VendorDetail,
} from "../../core/errors";
import { type ErrorShape, type ErrorTable, type Make, readError, type Said, simply } from "../../http/refusal";
import type { HttpRequest } from "../../http/transport";

export class PolicyExistsError extends AlreadyExistsError {
  readonly policy: string;

  constructor(problem: string, remedy: string, detail: VendorDetail & { readonly policy: string }) {
    super(problem, remedy, detail);
    this.policy = detail.policy;
  }
}

/** The headers in which services send the request id that IBM's support asks for. */
export const REQUEST_IDS: readonly string[] = [
  "correlation-id",
  "transaction-id",
  "x-correlation-id",
  "x-request-id",
  "request-id",
];

/** The cause for a status that all services use alike. Any other status suggests that no IBM service has answered. */
export function byStatus(status: number): Make {
  if (status === 429) return simply(ThrottledError, "Run again in a few minutes.");
  if (status >= 500) return simply(ServiceError, "The service failed; run again, and give its support the RequestId.");
  return simply(
    ServiceError,
    "Check the endpoint and the proxy settings: this is not an answer that the service documents.",
  );
}

interface Asked {
  readonly method: HttpRequest["method"];
  readonly allow: string;
}

const SHAPE: ErrorShape = {
  code: ["code", "error_code", "errors.0.code", "errors.0.error_code", "error.code", "error.error_code"],
  message: ["message", "errors.0.message", "error.message"],
  headers: REQUEST_IDS,
};

/**
 * For App Configuration, the resource controller and the broker of Hyper Protect Crypto Services. The status counts only
 * when the body is JSON that says what is wrong, because a proxy answers 404 to anything.
 */
export const serviceErrors: ErrorTable<Asked> = {
  said: (reply) => readError(reply, SHAPE),
  codes: [],
  otherwise: ({ status }, said, asked) => causeOf(status, said, asked),
};

function causeOf(status: number, { message }: Said, { allow, method }: Asked): Make {
  if (status === 401) return simply(CredentialsError, `Check the credential. If it is right: ${allow}`);
  if (status === 403) return simply(PermissionError, allow);
  if (message === "") return byStatus(status);
  if (status === 404) return simply(NotFoundError, "Check the id, the instance and the region.");
  if (status === 409 && method === "POST")
    return simply(AlreadyExistsError, "Look at the existing object; adopt it or delete it.");
  if ([409, 410, 412].includes(status)) return simply(ConflictError, "Look at the state of the object first.");
  if (status >= 400 && status < 429) {
    return simply(RejectedError, "Correct the inputs; the service's message says which one is wrong.");
  }
  return byStatus(status);
}
