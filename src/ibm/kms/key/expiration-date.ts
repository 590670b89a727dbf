import { z } from "zod";
import { formatTime } from "../../../core/clock";

const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;
const ZONED = /[+-]\d\d:?\d\d$/;

/** A moment in UTC. The service keeps whole seconds and drops what is below. */
export const expirationText: z.ZodString = z.string().check((context) => {
  const problem = expirationProblem(context.value);
  if (problem) context.issues.push({ code: "custom", message: problem, input: context.value });
});

function expirationProblem(text: string): string | undefined {
  if (ZONED.test(text)) return "has the offset of a time zone: write it in UTC, such as 2036-01-31T09:00:00Z";
  if (!UTC.test(text)) return "is no time: write it as 2036-01-31T09:00:00Z, in UTC";
  return exists(text) ? undefined : "is on no calendar";
}

/** JavaScript takes 30 February for a day in March. */
function exists(text: string): boolean {
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && formatTime(time) === wholeSeconds(text);
}

/** The form in which the service keeps the moment: without a fraction of a second. */
export function wholeSeconds(text: string): string {
  return text.replace(/\.\d+Z$/, "Z");
}
