import { rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { decode, ExtData } from "@msgpack/msgpack";
import { dynamic, type GrpcClient, type Message } from "../terraform/protocol/grpc-client";
import { AUTO_MTLS, bundled, ENGINE, type Kind, PluginProcess } from "../terraform/protocol/plugin-process";
import { build } from "./build";

type Attributes = Readonly<Record<string, unknown>>;

/** The provider as users have it, under the name by which engines start it. */
export function product(kind: Kind): { readonly file: string; remove(): void } {
  if (kind === "script") {
    const file = bundled("../../../src/terraform/main.ts");
    return { file, remove: () => rmSync(path.dirname(file), { recursive: true }) };
  }
  const built = build();
  const file = path.join(path.dirname(built.file), "terraform-provider-keysmith_v0.1.0");
  symlinkSync(built.file, file);
  return { file, remove: built.remove };
}

/** What is recorded of a resource. */
export interface Kept {
  readonly type: string;
  readonly state: Message;
  readonly private: unknown;
}

/** A provider that was started as an engine does it, and is called over an encrypted connection. */
export class Session {
  readonly #plugin: PluginProcess;
  readonly #client: GrpcClient;
  /** What was asked and what was answered, in order, with values as JSON has them. */
  readonly answers: { readonly call: string; readonly answer: unknown }[] = [];

  private constructor(plugin: PluginProcess, client: GrpcClient) {
    this.#plugin = plugin;
    this.#client = client;
  }

  static async open(file: string, env: NodeJS.ProcessEnv): Promise<Session> {
    const plugin = new PluginProcess(file, { ...AUTO_MTLS, ...env });
    return new Session(plugin, await plugin.client(ENGINE));
  }

  async call(method: string, request: Message = {}): Promise<Message> {
    const answer = await this.#client.provider(method, request).catch((error: unknown) => ({ failed: String(error) }));
    this.answers.push({ call: method, answer: readable(answer) });
    return answer;
  }

  configure(block: Attributes): Promise<Message> {
    return this.call("ConfigureProvider", { terraform_version: "1.11.4", config: dynamic(block), client_capabilities });
  }

  /** Validates, plans and applies. @param to nothing deletes; @returns what is recorded then */
  async change(type: string, to: Attributes | null, from?: Kept): Promise<Kept> {
    const config = dynamic(to);
    const prior = from?.state ?? dynamic(null);
    const old = decode(prior["msgpack"] as Uint8Array) as Attributes | null;
    if (to) await this.call("ValidateResourceConfig", { type_name: type, config, client_capabilities });
    const planned = await this.call("PlanResourceChange", {
      type_name: type,
      prior_state: prior,
      proposed_new_state: dynamic(to && { ...old, ...to }),
      config,
      prior_private: from?.private,
      client_capabilities,
    });
    const applied = await this.call("ApplyResourceChange", {
      type_name: type,
      prior_state: prior,
      planned_state: planned["planned_state"],
      config,
      planned_private: planned["planned_private"],
    });
    return { type, state: applied["new_state"] as Message, private: applied["private"] };
  }

  async read({ type, state, private: bytes }: Kept): Promise<Kept> {
    const read = await this.call("ReadResource", { type_name: type, current_state: state, private: bytes });
    return { type, state: read["new_state"] as Message, private: read["private"] };
  }

  /** Has the engine say that it is done. @returns how the process ended */
  async end(): Promise<unknown> {
    await this.#client.call("plugin.GRPCController", "Shutdown");
    this.#client.close();
    return this.#plugin.ended;
  }

  kill(): Promise<unknown> {
    this.#client.close();
    this.#plugin.signal("SIGKILL");
    return this.#plugin.ended;
  }
}

const client_capabilities = { write_only_attributes_allowed: true };

/** An attribute of what is recorded. */
export function recorded({ state }: Kept, name: string): unknown {
  return (decode(state["msgpack"] as Uint8Array) as Attributes)[name];
}

/** What an answer says that went wrong. */
export function problemsIn(session: Session): string[] {
  const all = session.answers.flatMap(({ answer }) => (answer as { diagnostics?: Message[] }).diagnostics ?? []);
  return all.filter(({ severity }) => severity === "ERROR").map(({ summary, detail }) => `${summary} ${detail}`);
}

/** Bytes of values as what they say. */
function readable(value: unknown): unknown {
  if (value instanceof ExtData) return "(unknown)";
  if (value instanceof Uint8Array) return Buffer.from(value).toString("utf8");
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== "object" || value === null) return value;
  const { msgpack } = value as { readonly msgpack?: Uint8Array };
  if (msgpack instanceof Uint8Array) return msgpack.length > 0 ? readable(decode(msgpack)) : null;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, readable(each)]));
}

/** A state as the engine has stored it. */
export function stored(kept: Kept): Message {
  return { json: Buffer.from(JSON.stringify(decode(kept.state["msgpack"] as Uint8Array))) };
}
