import { z } from "zod";
import { inputError } from "./error";

/** An admin route's answer: an HTTP status and a JSON value. */
export interface AdminAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** An admin route: takes the parsed body and returns the JSON value of the answer. @throws EmulatorError */
export type AdminRoute = (body: unknown) => unknown;

/** Admin routes by method and path, such as `PUT secrets`. */
export type AdminRoutes = Readonly<Record<string, AdminRoute>>;

/** Calls an admin route inside the process or over HTTP. @throws EmulatorError when the route refuses */
export type Ask = <T>(method: string, route: string, body?: unknown) => Promise<T>;

/** The body, if it has the shape of `schema`. @throws EmulatorError if not */
export function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) throw inputError(z.prettifyError(result.error));
  return result.data;
}
