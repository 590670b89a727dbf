import { AlreadyExistsError, ServiceError, ThrottledError, type VendorDetail } from "../core/errors";
import { codeText, type Make, simply } from "../http/refusal";
import type { HttpReply } from "../http/transport";

/** An equal authorization policy exists; `policy` is its id. */
export class PolicyExistsError extends AlreadyExistsError {
  readonly policy: string;

  constructor(problem: string, remedy: string, detail: VendorDetail & { readonly policy: string }) {
    super(problem, remedy, detail);
    this.policy = detail.policy;
  }
}

const REQUEST_IDS = ["correlation-id", "transaction-id", "x-correlation-id", "x-request-id", "request-id"];

/** What IBM's support asks for, by whichever name a service sends it. */
export function requestIdOf({ headers }: HttpReply): string | undefined {
  return REQUEST_IDS.map((name) => codeText(headers[name])).find((id) => id !== undefined);
}

/** What a status means that all services use alike; for the rest, that no service of IBM's may have answered. */
export function byStatus(status: number): Make {
  if (status === 429) return simply(ThrottledError, "Run again in a few minutes.");
  if (status >= 500) return simply(ServiceError, "The service failed; run again, and give its support the RequestId.");
  return simply(
    ServiceError,
    "Check the endpoint and the proxy settings: this is no answer that the service documents.",
  );
}
