import { checkReply, parseJson } from "../http/reply";
import type { HttpReply } from "../http/transport";
import type { Call } from "./request";

/**
 * The checked reply of a call that succeeded.
 * @throws BadReplyError naming fields, and never what came: it may hold a private key
 */
export function readReply<T>({ operation, region }: Call<T>, { status, body }: HttpReply): T {
  return checkReply(`${operation.action} in ${region}`, status, operation.reply, parseJson(body));
}
