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

/** A required form field is missing or empty. */
export function missing(field: string): IbmRefusal {
  const details = `The form field ${field} is missing or empty.`;
  return new IbmRefusal(reply({ status: 400, code: "BXNIM0109E", message: "A property is missing.", details }));
}

/** A form field has an unknown value. `given` must not be a secret. */
export function unsupported(field: string, given: string): IbmRefusal {
  const details = `The form field ${field} cannot be "${given}".`;
  return new IbmRefusal(reply({ status: 400, code: "BXNIM0106E", message: "A property is wrong.", details }));
}

export function unknownApiKey(): IbmRefusal {
  return new IbmRefusal(reply({ status: 400, code: "BXNIM0415E", message: "There is no such API key." }));
}

/** The given token is unknown or no longer valid. */
export function invalidToken(field: string): IbmRefusal {
  const details = `The form field ${field} holds no token that is known and still valid.`;
  return new IbmRefusal(reply({ status: 400, code: "BXNIM0407E", message: "The token is not valid.", details }));
}

export function wrongPassword(): IbmRefusal {
  return new IbmRefusal(reply({ status: 401, code: "BXNIM0602E", message: "User name or password is wrong." }));
}

/** The trusted profile does not exist or does not trust the caller. */
export function notTrusted(): IbmRefusal {
  const details = "The trusted profile doesn't exist, or doesn't trust whoever asks.";
  return new IbmRefusal(reply({ status: 403, code: "BXNIM0513E", message: "This is not allowed.", details }));
}

/** The token services' refusals before an operation runs. */
export const tokenRefusals: Refusals = {
  unauthorized: () => reply({ status: 401, code: "BXNIM0407E", message: "The token is not valid." }),
  refuse: (refusal, message = "The service cannot answer now.") => {
    if (refusal === "throttled")
      return reply({ status: 429, code: "TOO_MANY_REQUESTS", message: "Too many requests." });
    const status = refusal === "failed" ? 500 : 503;
    return reply({ status, code: "UNAVAILABLE", message });
  },
};
