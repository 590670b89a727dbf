import { z } from "zod";
import { inputError } from "./error";

/** What an admin route answers: an HTTP status and a JSON value. */
export interface AdminAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** A route's work: takes the parsed body and returns the JSON value to answer with. @throws EmulatorError */
export type AdminRoute = (body: unknown) => unknown;

/** Admin routes by method and path, such as `PUT secrets`. */
export type AdminRoutes = Readonly<Record<string, AdminRoute>>;

/** Asks an admin route, from inside the process or over HTTP. @throws EmulatorError when the route refuses */
export type Ask = <T>(method: string, route: string, body?: unknown) => Promise<T>;

/** A body that has the shape of `schema`. @throws EmulatorError when it hasn't */
export function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) throw inputError(z.prettifyError(result.error));
  return result.data;
}
