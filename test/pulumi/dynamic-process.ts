import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";

export type Properties = Record<string, unknown>;

/** What the engine is told besides a message when something was created but not finished. */
export interface InitFailure {
  readonly id: string;
  readonly properties: Properties;
  readonly reasons: readonly string[];
}

const SCRIPT = path.join(path.dirname(require.resolve("@pulumi/pulumi/package.json")), "cmd/dynamic-provider");

/** The stock process that serves dynamic resources, driven by gRPC as the engine drives it. */
export class DynamicProcess {
  readonly #child: ChildProcess;
  readonly #client: ResourceProviderClient;
  /** What the process wrote for people to read. */
  stderr = "";

  private constructor(child: ChildProcess, port: string) {
    this.#child = child;
    this.#client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
    child.stderr?.on("data", (chunk) => {
      this.stderr += chunk;
    });
  }

  /** @param cwd from where "keysmith" has to resolve */
  static async start(cwd: string, env: NodeJS.ProcessEnv): Promise<DynamicProcess> {
    const child = spawn(process.execPath, [SCRIPT, "127.0.0.1:1"], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    if (!child.stdout) throw new Error("the process has no output");
    const [port] = await once(createInterface(child.stdout), "line");
    return new DynamicProcess(child, String(port));
  }

  async configure(config: Record<string, string>): Promise<void> {
    const request = new messages.ConfigureRequest().setArgs(struct(config));
    await call<unknown>((done) => this.#client.configure(request, done));
  }

  async check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: string[] }> {
    const request = new messages.CheckRequest().setOlds(struct(olds)).setNews(struct(news));
    const reply = await call<messages.CheckResponse>((done) => this.#client.check(request, done));
    const failures = reply.getFailuresList().map((each) => `${each.getProperty()}|${each.getReason()}`);
    return { inputs: plain(reply.getInputs()), failures };
  }

  async diff(
    id: string,
    olds: Properties,
    news: Properties,
  ): Promise<{ changes: number; replaces: string[]; deleteFirst: boolean }> {
    const request = new messages.DiffRequest().setId(id).setOlds(struct(olds)).setNews(struct(news));
    const reply = await call<messages.DiffResponse>((done) => this.#client.diff(request, done));
    const deleteFirst = reply.getDeletebeforereplace();
    return { changes: reply.getChanges(), replaces: reply.getReplacesList(), deleteFirst };
  }

  async create(properties: Properties): Promise<{ id: string; properties: Properties }> {
    const request = new messages.CreateRequest().setProperties(struct(properties));
    const reply = await call<messages.CreateResponse>((done) => this.#client.create(request, done));
    return { id: reply.getId(), properties: plain(reply.getProperties()) };
  }

  async read(id: string, properties: Properties): Promise<{ id: string; properties: Properties; inputs: Properties }> {
    const request = new messages.ReadRequest().setId(id).setProperties(struct(properties));
    const reply = await call<messages.ReadResponse>((done) => this.#client.read(request, done));
    return { id: reply.getId(), properties: plain(reply.getProperties()), inputs: plain(reply.getInputs()) };
  }

  async update(id: string, olds: Properties, news: Properties): Promise<Properties> {
    const request = new messages.UpdateRequest().setId(id).setOlds(struct(olds)).setNews(struct(news));
    const reply = await call<messages.UpdateResponse>((done) => this.#client.update(request, done));
    return plain(reply.getProperties());
  }

  async delete(id: string, properties: Properties): Promise<void> {
    const request = new messages.DeleteRequest().setId(id).setProperties(struct(properties));
    await call<unknown>((done) => this.#client.delete(request, done));
  }

  /** @returns the signal that ended the process */
  async end(signal: NodeJS.Signals): Promise<unknown> {
    this.#child.kill(signal);
    const [, by] = await once(this.#child, "exit");
    return by;
  }

  async stop(): Promise<void> {
    this.#client.close();
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill();
      await once(this.#child, "exit");
    }
  }
}

/** What an error tells the engine to record, if anything. */
export function initFailureOf(error: unknown): InitFailure | undefined {
  const [packed] = (error as ServiceError).metadata.get("grpc-status-details-bin");
  const [detail] = packed instanceof Buffer ? Status.deserializeBinary(packed).getDetailsList() : [];
  if (!detail) return undefined;
  const failed = messages.ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
  return { id: failed.getId(), properties: plain(failed.getProperties()), reasons: failed.getReasonsList() };
}

/** One call by the SDK's own client. */
export function call<T>(start: (done: (error: ServiceError | null, reply: T) => void) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, reply) => (error ? reject(error) : resolve(reply)));
  });
}

export function struct(properties: Properties): Struct {
  return Struct.fromJavaScript(properties as Record<string, JavaScriptValue>);
}

export function plain(properties: Struct | undefined): Properties {
  return (properties?.toJavaScript() ?? {}) as Properties;
}
