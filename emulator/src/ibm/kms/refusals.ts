import type { Refusal } from "../../vendor";
import type { Refusals, Reply } from "../operation";
import { errorBody, plainErrorBody } from "./error-body";

const what = "The request was not carried out";

const refusals: Record<Refusal, { readonly status: number; readonly code: string; readonly message: string }> = {
  throttled: { status: 429, code: "TOO_MANY_REQUESTS", message: "too many requests, wait a few minutes" },
  failed: { status: 500, code: "INTERNAL_ERR", message: "the service failed" },
  unavailable: { status: 503, code: "UNAVAILABLE_ERR", message: "the service is not available for now" },
};

function worded(refusal: Refusal, given: string | undefined) {
  const { status, code, message } = refusals[refusal];
  return { status, code, message: given ?? message };
}

const noToken = "Unauthorized: The user does not have access to the specified resource";

/** A 401 has no reasons. The code is for the journal only. The documents name the header, but not its value. */
function unauthorized(): Reply {
  const headers = { "www-authenticate": "Bearer" };
  return { status: 401, headers, body: plainErrorBody(noToken), errorCode: "UNAUTHORIZED_ERR" };
}

/** The refusals of today's key API. */
export const keyRefusals: Refusals = {
  unauthorized,
  refuse: (refusal, given) => {
    const { status, code, message } = worded(refusal, given);
    return { status, body: errorBody({ status, code, message, what }), errorCode: code };
  },
};

/** The refusals of IBM Cloud Private, whose errors have no reasons. */
export const icpRefusals: Refusals = {
  unauthorized,
  refuse: (refusal, given) => {
    const { status, code, message } = worded(refusal, given);
    return { status, body: plainErrorBody(message), errorCode: code };
  },
};
