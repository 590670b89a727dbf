import { z } from "zod";
import { type AdminAnswer, type AdminRoute, checked } from "./admin-route";
import { EmulatorError, inputError } from "./error";
import type { Parts } from "./exchange";
import type { Vendor } from "./vendor";

/** Paths with this prefix are admin routes; they need no signature. */
export const adminPrefix = "/_emulator/";

/** Runs an admin route. `body` is JSON text or empty. */
export type Admin = (method: string, path: string, body: string) => AdminAnswer;

const clockSchema = z.union([
  z.strictObject({ time: z.string() }),
  z.strictObject({ advance: z.string() }),
  z.strictObject({ reset: z.literal(true) }),
]);

/** Builds the admin routes: the emulator's own, and those of each vendor below the vendor's name. */
export function createAdmin(parts: Parts): Admin {
  const routes = new Map<string, AdminRoute>([...journalRoutes(parts), ...clockRoutes(parts), ...faultRoutes(parts)]);
  routes.set("GET quotas", () => parts.quotas.get());
  routes.set("PUT quotas", (body) => parts.quotas.set(body));
  routes.set("GET state", () => parts.store.snapshot());
  for (const [name, route] of parts.vendors.flatMap(vendorRoutes)) routes.set(name, route);

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

/** `PUT secrets` of the vendor `alibaba` becomes `PUT alibaba/secrets`. */
function vendorRoutes({ name, admin }: Vendor): [string, AdminRoute][] {
  return Object.entries(admin).map(([key, route]) => [key.replace(" ", ` ${name}/`), route]);
}

function journalRoutes({ journal }: Parts): [string, AdminRoute][] {
  return [
    ["GET calls", () => journal.list()],
    ["DELETE calls", () => journal.clear()],
  ];
}

function clockRoutes({ clock, store }: Parts): [string, AdminRoute][] {
  const read = () => ({ now: clock.now().toISOString() });
  return [
    ["GET clock", read],
    [
      "PUT clock",
      (body) => {
        const change = checked(clockSchema, body);
        if ("time" in change) clock.set(change.time);
        else if ("advance" in change) clock.advance(change.advance);
        else clock.reset();
        store.save();
        return read();
      },
    ],
  ];
}

function faultRoutes({ faults }: Parts): [string, AdminRoute][] {
  return [
    ["GET faults", () => faults.status()],
    ["PUT faults", (body) => faults.set(body)],
    ["DELETE faults", () => faults.set([])],
  ];
}

function parseJson(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw inputError("the body is not JSON", cause);
  }
}
