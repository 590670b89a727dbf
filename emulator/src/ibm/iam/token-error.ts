import { randomUUID } from "node:crypto";
import { IbmRefusal, type Refusals, type Reply } from "../operation";

interface TokenError {
  readonly status: number;
  /** `BXNIM0415E` and the like. */
  readonly code: string;
  readonly message: string;
  /** Never repeats a credential. */
  readonly details?: string;
}

/** An error of the token services: `{errorCode, errorMessage, errorDetails, context}`. */
function reply({ status, code, message, details }: TokenError): Reply {
  const body = {
    errorCode: code,
    errorMessage: message,
    ...(details && { errorDetails: details }),
    context: { requestId: randomUUID(), requestType: "incoming.Identity_Token" },
  };
  return { status, body, errorCode: code };
}

/** A field of the form that is missing, or empty. */
export function missing(field: string): IbmRefusal {
  const details = `The form field ${field} is missing or empty.`;
  return new IbmRefusal(reply({ status: 400, code: "BXNIM0109E", message: "A property is missing.", details }));
}

/** A field of the form whose value isn't one of those that can be. `given` must be no secret. */
export function unsupported(field: string, given: string): IbmRefusal {
  const details = `The form field ${field} cannot be "${given}".`;
  return new IbmRefusal(reply({ status: 400, code: "BXNIM0106E", message: "A property is wrong.", details }));
}

export function unknownApiKey(): IbmRefusal {
  return new IbmRefusal(reply({ status: 400, code: "BXNIM0415E", message: "There is no such API key." }));
}

/** A token that was handed in is none that is known and still valid. */
export function invalidToken(field: string): IbmRefusal {
  const details = `The form field ${field} holds no token that is known and still valid.`;
  return new IbmRefusal(reply({ status: 400, code: "BXNIM0407E", message: "The token is not valid.", details }));
}

export function wrongPassword(): IbmRefusal {
  return new IbmRefusal(reply({ status: 401, code: "BXNIM0602E", message: "User name or password is wrong." }));
}

/** The trusted profile is none, or doesn't trust whoever asks. */
export function notTrusted(): IbmRefusal {
  const details = "The trusted profile doesn't exist, or doesn't trust whoever asks.";
  return new IbmRefusal(reply({ status: 403, code: "BXNIM0513E", message: "This is not allowed.", details }));
}

/** What the token services answer in place of an operation. */
export const tokenRefusals: Refusals = {
  unauthorized: () => reply({ status: 401, code: "BXNIM0407E", message: "The token is not valid." }),
  refuse: (refusal, message = "The service cannot answer now.") => {
    if (refusal === "throttled")
      return reply({ status: 429, code: "TOO_MANY_REQUESTS", message: "Too many requests." });
    const status = refusal === "failed" ? 500 : 503;
    return reply({ status, code: "UNAVAILABLE", message });
  },
};
