import { apiError } from "../api-error";
import type { IbmRefusal } from "../service";

export function badRequest(reason: string): IbmRefusal {
  return apiError({ status: 400, code: "bad_request", message: `The request is not valid: ${reason}.` });
}

export function forbidden(action: string): IbmRefusal {
  return apiError({ status: 403, code: "forbidden", message: `The caller may not do this: ${action}.` });
}

export function notFound(what: string): IbmRefusal {
  return apiError({ status: 404, code: "not_found", message: `There is no ${what}.` });
}

export function conflict(reason: string): IbmRefusal {
  return apiError({ status: 409, code: "conflict", message: `This can't be done: ${reason}.` });
}

/** The service's failure to use the resource that an integration names; it does not say why. */
export function couldNotCreate(what: string): IbmRefusal {
  const message = `Internal server error. ${what} could not be 'create'd.`;
  return apiError({ status: 500, code: "internal_server_error", message });
}
