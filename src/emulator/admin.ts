import { z } from "zod";
import type { AlibabaVendor } from "./alibaba";
import { EmulatorError, inputError } from "./error";
import type { Parts } from "./exchange";

/** Paths below this one steer the emulator; they need no signature. */
export const adminPrefix = "/_emulator/";

/** What an admin route answers: an HTTP status and a JSON value. */
export interface AdminAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Runs an admin route. `body` is JSON text, or empty. */
export type Admin = (method: string, path: string, body: string) => AdminAnswer;

/** A route's work: takes the parsed body and returns the JSON value to answer with. */
type Route = (body: unknown) => unknown;

const clockSchema = z.union([
  z.strictObject({ time: z.string() }),
  z.strictObject({ advance: z.string() }),
  z.strictObject({ reset: z.literal(true) }),
]);

const secretsSchema = z.record(z.string().min(1), z.string());

const callSchema = z.strictObject({
  operation: z.string(),
  parameters: z.record(z.string(), z.unknown()).default({}),
  region: z.string().optional(),
});

/** Builds the admin routes over the parts of an emulator. */
export function createAdmin(parts: Parts, alibaba: AlibabaVendor): Admin {
  const routes = new Map<string, Route>([...journalRoutes(parts), ...clockRoutes(parts), ...faultRoutes(parts)]);
  routes.set("GET quotas", () => parts.quotas.get());
  routes.set("PUT quotas", (body) => parts.quotas.set(body));
  routes.set("GET state", () => parts.store.snapshot());
  routes.set("PUT alibaba/secrets", (body) => alibaba.setSecrets(check(secretsSchema, body)));
  routes.set("POST alibaba/call", (body) => runAsOther(parts, alibaba, body));

  return (method, path, body) => {
    const route = routes.get(`${method} ${path.slice(adminPrefix.length)}`);
    if (route === undefined) return { status: 404, body: { error: `no admin route ${method} ${path}` } };
    try {
      return { status: 200, body: route(parseJson(body)) ?? {} };
    } catch (error) {
      if (!(error instanceof EmulatorError)) throw error;
      return { status: error.status, body: { error: error.message, code: error.code } };
    }
  };
}

function journalRoutes({ journal }: Parts): [string, Route][] {
  return [
    ["GET calls", () => journal.list()],
    ["DELETE calls", () => journal.clear()],
  ];
}

function clockRoutes({ clock, store }: Parts): [string, Route][] {
  const read = () => ({ now: clock.now().toISOString() });
  return [
    ["GET clock", read],
    [
      "PUT clock",
      (body) => {
        const change = check(clockSchema, body);
        if ("time" in change) clock.set(change.time);
        else if ("advance" in change) clock.advance(change.advance);
        else clock.reset();
        store.save();
        return read();
      },
    ],
  ];
}

function faultRoutes({ faults }: Parts): [string, Route][] {
  return [
    ["GET faults", () => faults.status()],
    ["PUT faults", (body) => faults.set(body)],
    ["DELETE faults", () => faults.set([])],
  ];
}

/**
 * Structured values are turned into the JSON strings that the operations take, so that `{ Policies: ["a"] }` can be written.
 */
function runAsOther(parts: Parts, alibaba: AlibabaVendor, body: unknown): unknown {
  const { operation, parameters, region } = check(callSchema, body);
  const texts = Object.entries(parameters)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)] as const);
  const answer = alibaba.runAsOther(operation, Object.fromEntries(texts), region);
  const result = JSON.parse(answer.body);
  if (answer.errorCode !== undefined) throw new EmulatorError(answer.errorCode, result.Message, answer.status);
  parts.store.save();
  return result;
}

function parseJson(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw inputError("the body is not JSON", cause);
  }
}

function check<T>(schema: z.ZodType<T>, value: unknown): T {
  const checked = schema.safeParse(value);
  if (!checked.success) throw inputError(z.prettifyError(checked.error));
  return checked.data;
}
