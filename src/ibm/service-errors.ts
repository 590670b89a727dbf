import {
  AlreadyExistsError,
  ConflictError,
  CredentialsError,
  type KeysmithError,
  NotFoundError,
  PermissionError,
  RejectedError,
} from "../core/errors";
import { codeText, type Make, outcome, parseObject, type Said, simply } from "../http/refusal";
import type { HttpReply } from "../http/transport";
import type { Call, Refusal } from "./call";
import { byStatus, requestIdOf } from "./errors";

/**
 * The error for a reply of a service whose errors IBM doesn't document: App Configuration, the resource controller and the
 * broker of Hyper Protect Crypto Services. The status counts, but only when the body is JSON that says what is wrong: a
 * proxy answers 404 to anything.
 * @param place for messages: `App Configuration instance 1111…`
 * @param allow what to do for a caller who may not
 */
export function serviceRefusal(
  { operation, method }: Pick<Call<unknown>, "operation" | "method">,
  place: string,
  allow: string,
  { reply, secrets }: Refusal,
): KeysmithError {
  const said = readError(reply);
  const make = causeOf(reply.status, said, allow, method === "POST");
  const detail = { vendorCode: said.code, httpStatus: reply.status, requestId: said.requestId };
  return make(`${operation} on ${place} ${outcome(said, reply.status, secrets)}`, detail);
}

function causeOf(status: number, { message }: Said, allow: string, isCreate: boolean): Make {
  if (status === 401) return simply(CredentialsError, `Check the credential. If it is right: ${allow}`);
  if (status === 403) return simply(PermissionError, allow);
  if (message === "") return byStatus(status);
  if (status === 404) return simply(NotFoundError, "Check the id, the instance and the region.");
  if (status === 409 && isCreate)
    return simply(AlreadyExistsError, "Look at what is there; take it over, or delete it.");
  if ([409, 410, 412].includes(status)) return simply(ConflictError, "Look at the state of the object first.");
  if (status >= 400 && status < 429) {
    return simply(RejectedError, "Correct the inputs; the service's words say which one it means.");
  }
  return byStatus(status);
}

/** `{message, code}` at the top, or in the first of `errors`, or in `error`. */
function readError(reply: HttpReply): Said {
  const { errors, error, ...top } = parseObject(reply.body);
  const places = [top, Array.isArray(errors) ? errors[0] : undefined, error].map(
    (place) => ({ ...(place as object | undefined) }) as Readonly<Record<string, unknown>>,
  );
  const message = places.map((place) => place["message"]).find((text) => typeof text === "string");
  const codes = places.flatMap((place) => [place["code"], place["error_code"]]);
  return {
    code: codes.map(codeText).find((code) => code !== undefined),
    message: message === undefined ? "" : String(message),
    requestId: requestIdOf(reply),
  };
}
