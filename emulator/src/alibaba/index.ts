import type { AdminRoutes } from "../admin-route";
import type { Clock } from "../clock";
import type { EmulatorCredential, EmulatorOptions } from "../options";
import type { Answer, ReceivedRequest, Refusal, Vendor, VendorCall } from "../vendor";
import { matches } from "./access";
import { alibabaAdmin } from "./admin";
import { answerOf, refusalAnswer } from "./answer";
import { authenticate, type Caller, NonceBook } from "./authenticate";
import { forbiddenNoPermission, invalidActionNotFound, invalidVersion, unsupportedHttpMethod } from "./errors";
import { createCaCertificate, type Instance, seedInstances } from "./instances";
import type { Operation, OperationContext } from "./operation";
import { operations } from "./operations";
import { Parameters } from "./parameters";
import { type KmsRequest, readRequest } from "./request";
import { RsaKeys } from "./rsa-keys";
import { AlibabaState } from "./state";

/** Accepted always, so that a demo needs no configuration. */
const defaultCredential: EmulatorCredential = { accessKeyId: "emulator", accessKeySecret: "emulator" };

const apiVersion = "2016-01-20";
const defaultRegion = "cn-hangzhou";
/** As in the client keys of the vendor's own unit tests. */
const defaultPasswordRounds = 2048;
const secretParameters = new Set(["Password"]);

/** Who asks from where, and of which region. */
type Asked = Pick<OperationContext, "regionId" | "caller" | "sourceAddress">;

/** Alibaba Cloud KMS. */
export class AlibabaVendor implements Vendor {
  readonly name = "alibaba";
  readonly admin: AdminRoutes = alibabaAdmin({
    setSecrets: (secrets) => this.#setSecrets(secrets),
    runAsOther: (operation, parameters, region) => this.#runAsOther(operation, parameters, region),
  });
  readonly #state = new AlibabaState();
  readonly #nonces = new NonceBook();
  readonly #credentials: ReadonlyMap<string, EmulatorCredential>;
  readonly #instances: readonly Instance[];
  readonly #secrets: Map<string, string>;
  readonly #homeRegion: string;
  readonly #strict: boolean;
  readonly #keys: RsaKeys;
  readonly #passwordRounds: number;
  readonly #clock: Clock;
  readonly #save: () => void;

  /** @param save writes the state down; for changes outside of a writing operation */
  constructor(options: EmulatorOptions, clock: Clock, save: () => void) {
    const credentials = [defaultCredential, ...(options.credentials ?? [])];
    this.#credentials = new Map(credentials.map((credential) => [credential.accessKeyId, credential]));
    this.#instances = seedInstances(options.instances);
    this.#secrets = new Map(Object.entries(options.secrets ?? {}));
    this.#homeRegion = options.region ?? defaultRegion;
    this.#strict = options.strict ?? false;
    this.#keys = new RsaKeys(options.rsaKeys);
    this.#passwordRounds = options.passwordRounds ?? defaultPasswordRounds;
    this.#clock = clock;
    this.#save = save;
  }

  /** RPC style: every operation is at the root. */
  claims({ path }: ReceivedRequest): boolean {
    return path === "/";
  }

  read(received: ReceivedRequest): VendorCall {
    const request = readRequest(received);
    return {
      operation: request.operation,
      kind: operations.get(request.operation)?.kind ?? "read",
      ...(request.accessKeyId !== undefined && { accessKeyId: request.accessKeyId }),
      parameters: redact(request.parameters),
      transport: request.transport,
      perform: () => answerOf(request.headers.get("host") ?? "", () => this.#perform(request)),
    };
  }

  refuse(refusal: Refusal, _request: ReceivedRequest, message?: string): Answer {
    return refusalAnswer(refusal, message);
  }

  snapshot(): unknown {
    return this.#state.snapshot();
  }

  restore(data: unknown): void {
    this.#state.restore(data);
  }

  #perform(request: KmsRequest): Record<string, unknown> {
    const operation = admissible(request);
    const regionId = request.region ?? this.#homeRegion;
    const { clientKeys } = this.#state.region(regionId);
    const known = { credentials: this.#credentials, clientKeys, now: this.#clock.now() };
    const caller = authenticate(request, known, this.#nonces);
    authorize(caller, operation.name);
    return this.#run(operation, request.parameters, {
      regionId,
      caller,
      sourceAddress: request.received.sourceAddress,
    });
  }

  #run(operation: Operation, parameters: ReadonlyMap<string, string>, asked: Asked): Record<string, unknown> {
    return operation.run({
      ...asked,
      parameters: new Parameters(parameters),
      region: this.#state.region(asked.regionId),
      instances: this.#instances.filter(({ region }) => region === undefined || region === asked.regionId),
      now: this.#clock.now(),
      strict: this.#strict,
      secrets: this.#secrets,
      caCertificate: () => this.#caCertificate(),
      newKey: () => this.#keys.next(),
      passwordRounds: this.#passwordRounds,
    });
  }

  #runAsOther(name: string, parameters: Record<string, string>, region: string = this.#homeRegion): Answer {
    const caller: Caller = { kind: "access-key", credential: defaultCredential };
    return answerOf("", () => {
      const operation = find(name);
      const asked = { regionId: region, caller, sourceAddress: "" };
      const result = this.#run(operation, new Map(Object.entries(parameters)), asked);
      if (operation.kind === "write") this.#save();
      return result;
    });
  }

  #setSecrets(secrets: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(secrets)) this.#secrets.set(name, value);
  }

  #caCertificate(): string {
    if (this.#state.caCertificate === undefined) {
      this.#state.caCertificate = createCaCertificate(this.#keys.next(), this.#clock.now());
      this.#save();
    }
    return this.#state.caCertificate;
  }
}

function redact(parameters: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...parameters].map(([name, value]) => [name, secretParameters.has(name) ? "***" : value]));
}

function find(name: string): Operation {
  const operation = operations.get(name);
  if (operation === undefined) throw invalidActionNotFound();
  return operation;
}

/** The operation asked for. @throws KmsError when there is none of that name, version and method */
function admissible({ operation: name, version, received, scheme }: KmsRequest): Operation {
  if (scheme !== "none" && version !== apiVersion) throw invalidVersion();
  const operation = find(name);
  const methods: readonly string[] = operation.methods ?? ["GET", "POST"];
  if (!methods.includes(received.method)) throw unsupportedHttpMethod(received.method);
  return operation;
}

/** @throws KmsError Forbidden.NoPermission */
function authorize(caller: Caller, operation: string): void {
  const allowed = caller.kind === "client-key" ? ["kms:GetSecretValue"] : (caller.credential.actions ?? ["*"]);
  const action = `kms:${operation}`;
  if (!allowed.some((pattern) => matches(pattern, action))) throw forbiddenNoPermission(`${action} is not allowed`);
}
