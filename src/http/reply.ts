import type * as z from "zod";
import { BadReplyError } from "../core/errors";

/**
 * The checked content of the reply to a successful call.
 * @param call for messages: `GetClientKey in cn-hangzhou`
 * @throws BadReplyError naming fields, and never their content: it may hold a secret
 */
export function checkReply<T>(call: string, httpStatus: number, schema: z.ZodType<T>, given: unknown): T {
  if (given === undefined) throw badReply(call, httpStatus, "with something that is not JSON");
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path }) => path.map(String).join(".") || "the reply itself");
  const list = [...new Set(fields)].join(", ");
  throw badReply(call, httpStatus, `in a form that the service does not document: missing or of another type: ${list}`);
}

function badReply(call: string, httpStatus: number, problem: string): BadReplyError {
  return new BadReplyError(
    `${call} was answered ${problem}`,
    "Check the endpoint and the proxy settings: something other than the service may have answered.",
    { httpStatus },
  );
}
