import { z } from "zod";
import { type AdminRoutes, checked } from "../admin-route";
import { EmulatorError } from "../error";
import type { Answer } from "../vendor";

/** The parts of the vendor that the routes use. */
export interface Backstage {
  /** Puts secrets into the home region: text by name. */
  setSecrets(secrets: Readonly<Record<string, string>>): void;
  /** Limits the lifetime of client keys, counted from their creation. */
  limitClientKeys(longest: string | undefined): void;
  /** Runs an operation as another caller: unsigned, with every permission, not in the journal. Its changes are saved. */
  runAsOther(operation: string, parameters: Record<string, string>, region: string | undefined): Answer;
}

const secretsSchema = z.record(z.string().min(1), z.string());

const limitSchema = z.strictObject({ longest: z.iso.duration().optional() });

const callSchema = z.strictObject({
  operation: z.string(),
  parameters: z.record(z.string(), z.unknown()).default({}),
  region: z.string().optional(),
});

export function alibabaAdmin(backstage: Backstage): AdminRoutes {
  return {
    "PUT secrets": (body) => backstage.setSecrets(checked(secretsSchema, body)),
    "PUT client-keys": (body) => backstage.limitClientKeys(checked(limitSchema, body).longest),
    "POST call": (body) => call(backstage, body),
  };
}

/** Turns structured values into the JSON strings that the operations take, so that `{ Policies: ["a"] }` works. */
function call(backstage: Backstage, body: unknown): unknown {
  const { operation, parameters, region } = checked(callSchema, body);
  const texts = Object.entries(parameters)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)] as const);
  const answer = backstage.runAsOther(operation, Object.fromEntries(texts), region);
  const result = JSON.parse(answer.body.toString());
  if (answer.errorCode !== undefined) throw new EmulatorError(answer.errorCode, result.Message, answer.status);
  return result;
}
