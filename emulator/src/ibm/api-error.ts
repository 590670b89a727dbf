import { randomUUID } from "node:crypto";
import type * as z from "zod";
import { IbmRefusal, type IbmRequest, type Refusals, type Reply } from "./service";

/** An error in the form of IBM's rules for APIs, which IAM's policies and App Configuration follow. */
export interface ApiError {
  readonly status: number;
  /** For example `policy_not_found`. */
  readonly code: string;
  readonly message: string;
  readonly details?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error's answer: `{trace, errors: [{code, message, details, more_info}], status_code}`. */
function apiErrorReply({ status, code, message, details, headers }: ApiError): Reply {
  const more_info = "https://cloud.ibm.com/apidocs";
  const error = { code, message, ...(details !== undefined && { details }), more_info };
  const body = { trace: randomUUID(), errors: [error], status_code: status };
  return { status, body, errorCode: code, ...(headers && { headers }) };
}

/** The exception with which a handler reports an error. */
export function apiError(error: ApiError): IbmRefusal {
  return new IbmRefusal(apiErrorReply(error));
}

/** A JSON body in the shape of `schema`. @throws the refusal that `refusal` makes from the reason */
export function readJson<T>(request: IbmRequest, schema: z.ZodType<T>, refusal: (reason: string) => IbmRefusal): T {
  const result = schema.safeParse(parse(request.body, refusal));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.length ? `${issue.path.join(".")}: ` : "";
  throw refusal(`${where}${issue?.message ?? "wrong"}`);
}

function parse(text: string, refusal: (reason: string) => IbmRefusal): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refusal("the body is no JSON");
  }
}

/** These services' refusals before an operation runs. */
export const apiRefusals: Refusals = {
  unauthorized: () =>
    apiErrorReply({
      status: 401,
      code: "invalid_token",
      message: "The bearer token is missing, isn't one of IAM, or has ended.",
    }),
  refuse: (refusal, message = "The request could not be processed.") => {
    if (refusal === "throttled") {
      const headers = { "retry-after": "1" };
      return apiErrorReply({ status: 429, code: "too_many_requests", message: "Too many requests.", headers });
    }
    const status = refusal === "failed" ? 500 : 503;
    return apiErrorReply({ status, code: "unable_to_process", message });
  },
};
