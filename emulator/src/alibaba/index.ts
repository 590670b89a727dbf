import { randomUUID } from "node:crypto";
import type { AdminRoutes } from "../admin-route";
import type { Clock } from "../clock";
import { inputError } from "../error";
import type { EmulatorCredential, EmulatorOptions } from "../options";
import type { Answer, ReceivedRequest, Refusal, Vendor, VendorCall } from "../vendor";
import { type Decision, decide, matches, sharedGateway } from "./access";
import { alibabaAdmin } from "./admin";
import { answerOf, refusalAnswer, refusalError } from "./answer";
import { authenticate, type Caller, callerBy, NonceBook } from "./authenticate";
import { CertificateAuthority, type ServerCertificate } from "./certificate-authority";
import { limitedEnd } from "./client-key-rules";
import {
  forbiddenAccessKey,
  forbiddenInstanceNotFound,
  forbiddenInstanceStateInvalid,
  forbiddenNoPermission,
  invalidActionNotFound,
  invalidVersion,
  KmsError,
  noPermission,
  unsupportedHttpMethod,
} from "./errors";
import { instanceErrorAnswer } from "./instance/answer";
import { type InstanceHost, isInstanceRequest, readInstanceRequest } from "./instance/protocol";
import { type Instance, seedInstances } from "./instances";
import { KeyMaterials } from "./keys/material";
import { settleKeys } from "./keys/settle";
import { isMetadata, Metadata } from "./metadata";
import { kmsApi, type Operation, type OperationContext, stsApi } from "./operation";
import { operations } from "./operations";
import { createSecret } from "./operations/create-secret";
import { getSecretValue } from "./operations/get-secret-value";
import { putSecretValue } from "./operations/put-secret-value";
import { restoreSecret } from "./operations/restore-secret";
import { Parameters, redacted } from "./parameters";
import { hostsAt, openApiOfInstances, placeOf } from "./place";
import { type KmsRequest, readRequest } from "./request";
import { isSession, Roles } from "./roles";
import { RsaKeys } from "./rsa-keys";
import { AlibabaState, defaultAccountId, type OwnedClientKey } from "./state";

/** Always accepted, so that a demo needs no configuration. */
const defaultCredential: EmulatorCredential = { accessKeyId: "emulator", accessKeySecret: "emulator" };

/** The caller of unsigned requests. */
const nobody: Caller = { kind: "nobody", accountId: "" };

const defaultRegion = "cn-hangzhou";
/** As in the client keys of the vendor's own unit tests. */
const defaultPasswordRounds = 2048;

/** Who asks, from which address, and for which region. */
interface Asked extends Pick<OperationContext, "regionId" | "caller" | "sourceAddress" | "place"> {
  /** Receives the policies' decision. */
  readonly note?: (decision: Decision) => void;
  readonly refusalOf?: (decision: Decision) => KmsError;
}

/** Alibaba Cloud KMS, and the part of STS that deals with callers. */
export class AlibabaVendor implements Vendor {
  readonly name = "alibaba";
  readonly admin: AdminRoutes = alibabaAdmin({
    setSecrets: (secrets) => {
      this.seed(secrets);
      this.#save();
    },
    limitClientKeys: (longest) => this.#limitClientKeys(longest),
    runAsOther: (operation, parameters, region) => this.#runAsOther(operation, parameters, region),
  });
  readonly #state = new AlibabaState();
  readonly #materials = new KeyMaterials();
  readonly #nonces = new NonceBook();
  readonly #credentials: ReadonlyMap<string, EmulatorCredential>;
  readonly #roles: Roles;
  readonly #metadata: Metadata;
  readonly #instances: readonly Instance[];
  readonly #authority: CertificateAuthority;
  readonly #homeRegion: string;
  readonly #strict: boolean;
  readonly #keys: RsaKeys;
  readonly #passwordRounds: number;
  readonly #clock: Clock;
  readonly #save: () => void;
  readonly #host: InstanceHost = {
    application: (place, id) => this.#applicationAt(place, id),
    context: (operation, parameters, { application: { regionId, ...caller }, ...asked }) =>
      this.#context(operation, parameters, { ...asked, regionId, caller: { kind: "client-key", ...caller } }),
  };
  #longest: string | undefined;

  /** @param save writes the state to the file after changes made outside a writing operation */
  constructor(options: EmulatorOptions, clock: Clock, save: () => void) {
    const credentials = [defaultCredential, ...(options.credentials ?? [])];
    this.#credentials = new Map(credentials.map((credential) => [credential.accessKeyId, credential]));
    this.#roles = new Roles(options.roles);
    this.#metadata = new Metadata(this.#roles);
    this.#instances = seedInstances(options.instances);
    this.#homeRegion = options.region ?? defaultRegion;
    this.#strict = options.strict ?? false;
    this.#keys = new RsaKeys(options.rsaKeys);
    this.#passwordRounds = options.passwordRounds ?? defaultPasswordRounds;
    this.#authority = new CertificateAuthority(
      () => this.#keys.next(),
      () => clock.now(),
    );
    this.#clock = clock;
    this.#save = save;
  }

  /** The default when no instance is named. */
  get firstInstance(): string {
    return this.#instances[0]?.instanceId ?? "";
  }

  /**
   * A certificate for a server at a place, issued by the CA of the region's instances.
   * @param place an instance's id or `shared`; left out, the certificate covers the whole home region
   * @throws EmulatorError when there is no such instance
   */
  certificateFor(names: readonly string[], place?: string): ServerCertificate {
    const region = (place === undefined ? undefined : this.#regionAt(place)) ?? this.#homeRegion;
    return this.#authority.certificateFor(region, [...names, ...hostsAt(place, region)]);
  }

  #regionAt(place: string): string | undefined {
    if (place === sharedGateway) return undefined;
    const instance = this.#instances.find(({ instanceId }) => instanceId === place);
    if (instance !== undefined) return instance.region;
    const known = [sharedGateway, ...this.#instances.map(({ instanceId }) => instanceId)];
    throw inputError(`endpoints: there is no KMS instance "${place}"; there are ${known.join(", ")}`);
  }

  /** RPC style: the path of every operation is the root. */
  claims({ path }: ReceivedRequest): boolean {
    return path === "/" || isMetadata(path);
  }

  read(received: ReceivedRequest): VendorCall {
    if (isMetadata(received.path)) return this.#readMetadata(received);
    if (isInstanceRequest(received)) {
      return readInstanceRequest(received, placeOf(received) ?? this.firstInstance, this.#host);
    }
    const request = readRequest(received);
    return {
      operation: request.operation,
      kind: operations.get(request.operation)?.kind ?? "read",
      ...(request.accessKeyId !== undefined && { accessKeyId: request.accessKeyId }),
      parameters: Object.fromEntries(redacted(request.parameters)),
      transport: request.transport,
      perform: () => this.#answer(request),
    };
  }

  #readMetadata(received: ReceivedRequest): VendorCall {
    return {
      operation: "GetMetadata",
      kind: "read",
      parameters: { path: received.path },
      transport: { query: [], form: [] },
      perform: () => this.#metadata.answer(received, this.#clock.now(), randomUUID),
    };
  }

  refuse(refusal: Refusal, request: ReceivedRequest, message?: string): Answer {
    return isInstanceRequest(request)
      ? instanceErrorAnswer(refusalError(refusal, message))
      : refusalAnswer(refusal, message);
  }

  snapshot(): unknown {
    return { ...this.#state.snapshot(), ca: this.#authority.snapshot() };
  }

  hidden(): unknown {
    return {
      ca: this.#authority.hidden(),
      keys: this.#materials.hidden(),
      values: Object.fromEntries(this.#state.hidden),
    };
  }

  /** A CA that an earlier emulator saved without its private key is dropped, and a new one takes its place. */
  restore(data: unknown, hidden: unknown): void {
    this.#state.restore(data, Reflect.get(Object(hidden), "values") ?? {});
    this.#materials.restore(Reflect.get(Object(hidden), "keys") ?? {});
    this.#authority.restore(Reflect.get(Object(data), "ca") ?? {}, Reflect.get(Object(hidden), "ca") ?? {});
  }

  #answer(request: KmsRequest): Answer {
    let decision: Decision | undefined;
    const answer = answerOf(request.headers.get("host") ?? "", () =>
      this.#perform(request, (made) => {
        decision = made;
      }),
    );
    return { ...answer, ...(decision && { decision: { allowed: decision.allowed, reason: decision.reason } }) };
  }

  #perform(request: KmsRequest, note: (decision: Decision) => void): Record<string, unknown> {
    const operation = admissible(request);
    const place = placeOf(request.received) ?? sharedGateway;
    const instance = place === sharedGateway ? undefined : this.#instanceAt(place);
    if (instance !== undefined && !openApiOfInstances.has(operation.name)) throw invalidActionNotFound();
    const regionId = instance?.region ?? request.region ?? this.#homeRegion;
    const known = {
      credential: (id: string) => this.#credentials.get(id) ?? this.#roles.session(id),
      clientKey: (id: string) => this.#state.clientKey(id, regionId),
      now: this.#clock.now(),
    };
    const caller = operation.isUnsigned ? nobody : authenticate(request, known, this.#nonces);
    authorize(caller, operation);
    return this.#run(operation, request.parameters, {
      regionId,
      caller,
      place,
      sourceAddress: request.received.sourceAddress,
      note,
    });
  }

  #run(operation: Operation, parameters: ReadonlyMap<string, string>, asked: Asked): Record<string, unknown> {
    return operation.run(this.#context(operation.name, parameters, asked));
  }

  #context(operation: string, parameters: ReadonlyMap<string, string>, asked: Asked): OperationContext {
    const region = this.#state.region(asked.caller.accountId, asked.regionId);
    const now = this.#clock.now();
    if (settleKeys(region, this.#materials, now)) this.#save();
    return {
      ...asked,
      parameters: new Parameters(parameters),
      region,
      instances: this.#instances.filter(({ region }) => region === undefined || region === asked.regionId),
      roles: this.#roles,
      admit: (resource) => this.#admit(operation, resource, asked),
      now,
      strict: this.#strict,
      materials: this.#materials,
      hidden: this.#state.hidden,
      caCertificateChain: () => this.#caCertificateChain(asked.regionId),
      newKey: () => this.#keys.next(),
      passwordRounds: this.#passwordRounds,
      longest: this.#longest,
    };
  }

  /** Checks a client key against the policies; only RAM limits the account's access keys. @throws KmsError */
  #admit(operation: string, resource: string | undefined, asked: Asked): void {
    const { caller, regionId, place, sourceAddress, note, refusalOf = refusalAtOpenApi } = asked;
    if (caller.kind !== "client-key") return;
    const region = this.#state.region(caller.accountId, regionId);
    const key = { clientKey: caller.clientKey.id };
    const now = this.#clock.now();
    const decision = decide(region, { caller: key, operation, resource, at: place, sourceAddress, now });
    note?.(decision);
    if (!decision.allowed) throw refusalOf(decision);
  }

  /** A client key belongs to one region. An instance belongs to one region or exists in all. */
  #applicationAt(place: string, clientKeyId: string): OwnedClientKey | undefined {
    return this.#state.clientKey(clientKeyId, this.#instanceAt(place).region);
  }

  /** @throws KmsError when the instance does not exist or is not connected */
  #instanceAt(id: string): Instance {
    const instance = this.#instances.find(({ instanceId }) => instanceId === id);
    if (instance === undefined) throw forbiddenInstanceNotFound();
    if (instance.status !== "Connected") throw forbiddenInstanceStateInvalid();
    return instance;
  }

  #limitClientKeys(longest: string | undefined): void {
    this.#longest = longest;
    this.#state.endClientKeys((key) => limitedEnd(key.notAfter, key.createTime, longest));
    this.#save();
  }

  #runAsOther(name: string, parameters: Record<string, string>, region: string = this.#homeRegion): Answer {
    return answerOf("", () => {
      const operation = find(name);
      const result = this.#runByDefault(operation, parameters, region);
      if (operation.kind === "write") this.#save();
      return result;
    });
  }

  #runByDefault(operation: Operation, parameters: Record<string, string>, region: string): Record<string, unknown> {
    const asked = { regionId: region, caller: callerBy(defaultCredential), place: sharedGateway, sourceAddress: "" };
    return this.#run(operation, new Map(Object.entries(parameters)), asked);
  }

  /** Puts secrets into the home region. A value that differs from the current one becomes a new version. */
  seed(secrets: Readonly<Record<string, string>>): void {
    try {
      for (const [name, value] of Object.entries(secrets)) this.#seedOne(name, value);
    } catch (error) {
      throw error instanceof KmsError ? inputError(`secrets: ${error.message}`) : error;
    }
  }

  #seedOne(SecretName: string, SecretData: string): void {
    const run = (operation: Operation, parameters: Record<string, string>) =>
      this.#runByDefault(operation, { SecretName, ...parameters }, this.#homeRegion);
    const known = this.#state.region(defaultAccountId, this.#homeRegion).secrets.get(SecretName);
    if (known === undefined) {
      run(createSecret, { SecretData, VersionId: "v1", DKMSInstanceId: this.firstInstance });
      return;
    }
    if (known.plannedDeleteTime !== undefined) run(restoreSecret, {});
    const { SecretData: before } = run(getSecretValue, {});
    if (before !== SecretData) run(putSecretValue, { SecretData, VersionId: randomUUID() });
  }

  #caCertificateChain(region: string): string {
    const isNew = !this.#authority.has(region);
    const chain = this.#authority.chain(region);
    if (isNew) this.#save();
    return chain;
  }
}

/** The refusal that the caller sees; only the journal has the reason. */
function refusalAtOpenApi({ stage, reason }: Decision): KmsError {
  if (stage === "not valid yet" || stage === "expired") return forbiddenAccessKey(reason);
  return forbiddenNoPermission("no policy of the access point allows this from this address");
}

function find(name: string): Operation {
  const operation = operations.get(name);
  if (operation === undefined) throw invalidActionNotFound();
  return operation;
}

/** The requested operation. @throws KmsError when none has that name, version and method */
function admissible({ operation: name, version, received, scheme }: KmsRequest): Operation {
  const operation = operations.get(name);
  if (scheme !== "none" && version !== (operation?.api ?? kmsApi).version) throw invalidVersion();
  if (operation === undefined) throw invalidActionNotFound();
  const methods: readonly string[] = operation.methods ?? ["GET", "POST"];
  if (!methods.includes(received.method)) throw unsupportedHttpMethod(received.method);
  return operation;
}

/** @throws KmsError Forbidden.NoPermission, at STS NoPermission */
function authorize(caller: Caller, { name, api = kmsApi, actions = [name], isFree, isUnsigned }: Operation): void {
  if (isUnsigned || (isFree && caller.kind === "access-key")) return;
  const isAllowed = (action: string): boolean =>
    allowedTo(caller).every((list) => list.some((pattern) => matches(pattern, action)));
  const refused = actions.map((each) => `${api.prefix}:${each}`).find((action) => !isAllowed(action));
  if (refused === undefined) return;
  throw api === stsApi ? noPermission() : forbiddenNoPermission(`${refused} is not allowed`);
}

/** Lists of action patterns; every list must allow the action. */
function allowedTo(caller: Caller): readonly (readonly string[])[] {
  if (caller.kind !== "access-key") return [caller.kind === "client-key" ? ["kms:GetSecretValue"] : []];
  const { credential } = caller;
  const narrowedTo = isSession(credential) ? credential.narrowedTo : undefined;
  return [credential.actions ?? ["*"], narrowedTo ?? ["*"]];
}
