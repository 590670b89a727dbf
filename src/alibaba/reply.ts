import { BadReplyError } from "../core/errors";
import type { HttpReply } from "../http/transport";
import type { Call } from "./request";

/**
 * The checked reply of a call that succeeded.
 * @throws BadReplyError naming fields, and never what came: it may hold a private key
 */
export function readReply<T>({ operation, region }: Call<T>, { status, body }: HttpReply): T {
  const bad = (problem: string): BadReplyError =>
    new BadReplyError(
      `${operation.action} in ${region} was answered ${problem}`,
      "Check the endpoint and the proxy settings: something else than the service may have answered.",
      { httpStatus: status },
    );
  const json = parseJson(body);
  if (json === undefined) throw bad("with something that is no JSON");
  const parsed = operation.reply.safeParse(json);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path }) => path.map(String).join(".") || "the reply itself");
  throw bad(
    `in a form that the service does not document: missing or of another kind is ${[...new Set(fields)].join(", ")}`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
