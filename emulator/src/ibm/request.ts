import { randomUUID } from "node:crypto";
import type { Answer, ReceivedRequest } from "../vendor";
import type { IbmRequest, Reply } from "./operation";
import { isKeyService } from "./paths";
import type { Match } from "./router";

/** A received request in the form that handlers read. */
export function toIbmRequest(received: ReceivedRequest, params: Match["params"] = {}): IbmRequest {
  return {
    method: received.method,
    path: received.path,
    params,
    query: new URLSearchParams(received.search),
    header: (name) => received.headers.find(([key]) => key === name)?.[1],
    body: received.body.toString("utf8"),
  };
}

export function bearerOf({ header }: IbmRequest): string | undefined {
  return /^Bearer +(\S+)$/i.exec(header("authorization") ?? "")?.[1];
}

/** A reply in the form that the server sends. */
export function toAnswer({ status, headers, body, errorCode }: Reply, request: IbmRequest): Answer {
  const type = body === undefined ? {} : { "content-type": "application/json; charset=utf-8" };
  return {
    status,
    headers: { ...type, ...correlation(request), ...headers },
    body: body === undefined ? "" : JSON.stringify(body),
    ...(errorCode !== undefined && { errorCode }),
  };
}

/** The key services answer the caller's correlation id, or one of their own (IBM's client for Go, kp.go). */
function correlation({ path, header }: IbmRequest): Record<string, string> {
  return isKeyService(path) ? { "correlation-id": header("correlation-id") ?? randomUUID() } : {};
}
