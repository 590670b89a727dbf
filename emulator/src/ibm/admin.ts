import { z } from "zod";
import { type AdminRoutes, checked } from "../admin-route";
import { EmulatorError } from "../error";
import type { Answer, ReceivedRequest } from "../vendor";
import type { IamService } from "./iam/service";
import { defaultIdOf } from "./instances";
import type { Lags } from "./lags";
import { IbmRefusal, type Keys } from "./operation";
import { isIcp } from "./paths";

export interface Backstage {
  readonly keys: Keys;
  readonly iam: IamService;
  readonly lags: Lags;
  now(): Date;
  /** Answers as if another user with every permission had called; not in the journal. Changes are saved. */
  runAsOther(request: ReceivedRequest): Answer;
  save(): void;
}

const requestSchema = z.strictObject({
  method: z.string(),
  path: z.string().startsWith("/"),
  instance: z.string().optional(),
  service: z.enum(["kms", "hs-crypto", "icp"]).optional(),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.unknown().optional(),
});

const keySchema = z.strictObject({
  instance: z.string().default(defaultIdOf("kms")),
  key: z.string(),
  resourceCrn: z.string().min(1),
});

const registrationSchema = z.strictObject({
  ...keySchema.shape,
  description: z.string().default(""),
  preventKeyDeletion: z.boolean().default(false),
});

export function ibmAdmin(backstage: Backstage): AdminRoutes {
  return {
    "POST request": (body) => request(backstage, body),
    "POST registrations": (body) => {
      const { instance, key, ...registration } = checked(registrationSchema, body);
      asInput(() => backstage.keys.register(instance, key, registration, backstage.now()));
      backstage.save();
    },
    "DELETE registrations": (body) => {
      const { instance, key, resourceCrn } = checked(keySchema, body);
      asInput(() => backstage.keys.unregister(instance, key, resourceCrn));
      backstage.save();
    },
    "DELETE tokens": () => backstage.iam.tokens.revokeAll(),
    "PUT lags": (body) => backstage.lags.set(body),
  };
}

function request(backstage: Backstage, body: unknown): unknown {
  const asked = checked(requestSchema, body);
  const [path = "", ...search] = asked.path.split("?");
  const answer = backstage.runAsOther({
    method: asked.method,
    path,
    search: search.join("?"),
    headers: headersOf(asked),
    body: Buffer.from(asked.body === undefined ? "" : textOf(asked.body)),
    sourceAddress: "",
    origin: "http://127.0.0.1",
  });
  const { status, headers } = answer;
  return { status, headers, ...(answer.body !== "" && { body: JSON.parse(answer.body.toString()) }) };
}

function headersOf({ path, instance, service, headers }: z.infer<typeof requestSchema>): [string, string][] {
  const icp = isIcp(path);
  const given = Object.entries(headers).map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  const id = instance ?? defaultIdOf(service ?? (icp ? "icp" : "kms"));
  return [...given, [icp ? "icp-instance" : "bluemix-instance", id]];
}

function textOf(body: unknown): string {
  return typeof body === "string" ? body : JSON.stringify(body);
}

/** Turns a refusal of the service into an admin route's error. */
function asInput(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof IbmRefusal)) throw error;
    const { errorCode = "EmulatorInput", status } = error.reply;
    throw new EmulatorError(errorCode, error.message, status);
  }
}
