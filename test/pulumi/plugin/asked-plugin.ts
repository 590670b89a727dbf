import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Vendor } from "../../../src/core/definition";
import { Run } from "../../../src/core/run";
import { type Listening, listen } from "../../../src/grpc/listen";
import { EngineLog } from "../../../src/pulumi/plugin/engine-log";
import { pluginServer } from "../../../src/pulumi/plugin/serve";
import { ASLEEP } from "../../toy/harness";
import { ToyService } from "../../toy/service";
import { toyVendor } from "../../toy/vendor";
import { call, type Properties, plain, struct } from "../dynamic-process";
import { withoutMarks } from "../provider-support";

export const VERSION = "1.2.3";

/** The URN of a resource in the stack `prod` of the project `shop`. */
export function urnOf(kind: string, name = "orders", parents: readonly string[] = []): string {
  return `urn:pulumi:prod::shop::${[...parents, `keysmith:index:${kind}`].join("$")}::${name}`;
}

interface Started {
  readonly vendors?: readonly Vendor[];
  readonly env?: Readonly<Record<string, string>>;
  readonly service?: ToyService;
  /** Who is told what people should see. @default `lines` */
  readonly log?: EngineLog;
}

export interface Diffed {
  readonly changes: number;
  readonly replaces: readonly string[];
  readonly deleteFirst: boolean;
  readonly diffs: readonly string[];
  /** Of each property by its path: the kind of its change, and whether it is one of the inputs. */
  readonly details: Readonly<Record<string, { readonly kind: number; readonly isInput: boolean }>>;
}

interface Made {
  readonly id: string;
  readonly properties: Properties;
}

const PROVIDER = "urn:pulumi:prod::shop::pulumi:providers:keysmith::default";

/** The plugin in this process, on a port of its own, asked by the client that Pulumi publishes. */
export class AskedPlugin {
  readonly service: ToyService;
  /** What a person was shown. */
  readonly lines: readonly string[];
  readonly client: ResourceProviderClient;
  readonly #listening: Listening;

  private constructor(service: ToyService, lines: readonly string[], listening: Listening) {
    this.service = service;
    this.lines = lines;
    this.#listening = listening;
    this.client = new ResourceProviderClient(listening.address.address, credentials.createInsecure());
  }

  /** By default with the toys, at the start of 2026. */
  static async start({ env = ASLEEP, service = new ToyService(), ...given }: Started = {}): Promise<AskedPlugin> {
    const { vendors = [toyVendor(service)], log } = given;
    const lines: string[] = [];
    const run = new Run({ env, log: log ?? { warn: (line) => void lines.push(line) } });
    const schema = async () => ({ name: "keysmith" });
    const server = pluginServer({ vendors, run, log: log ?? new EngineLog(), version: VERSION, schema });
    const plugin = new AskedPlugin(service, lines, await listen(server, { network: "tcp" }));
    await plugin.handshake(true);
    return plugin;
  }

  /** @param invokeWithPreview whether the engine says of a function that it only previews */
  async handshake(invokeWithPreview: boolean): Promise<void> {
    const request = new messages.ProviderHandshakeRequest().setInvokeWithPreview(invokeWithPreview);
    await call((done) => this.client.handshake(request, done));
  }

  async checkConfig(news: Properties, urn = PROVIDER): Promise<{ inputs: Properties; failures: string[] }> {
    const request = new messages.CheckRequest().setUrn(urn).setNews(struct(news));
    const reply = await call<messages.CheckResponse>((done) => this.client.checkConfig(request, done));
    return { inputs: plain(reply.getInputs()), failures: reasons(reply) };
  }

  /** @returns whether the engine is told of a change */
  async diffConfig(olds: Properties, news: Properties): Promise<Diffed> {
    const request = new messages.DiffRequest().setUrn(PROVIDER).setOlds(struct(olds)).setNews(struct(news));
    return diffed(await call<messages.DiffResponse>((done) => this.client.diffConfig(request, done)));
  }

  async configure(args: Properties): Promise<messages.ConfigureResponse.AsObject> {
    const request = new messages.ConfigureRequest().setArgs(struct(args));
    return (await call<messages.ConfigureResponse>((done) => this.client.configure(request, done))).toObject();
  }

  async check(
    urn: string,
    news: Properties,
    olds: Properties = {},
  ): Promise<{ inputs: Properties; failures: string[] }> {
    const request = new messages.CheckRequest().setUrn(urn).setOlds(struct(olds)).setNews(struct(news));
    const reply = await call<messages.CheckResponse>((done) => this.client.check(request, done));
    return { inputs: plain(reply.getInputs()), failures: reasons(reply) };
  }

  async diff(urn: string, olds: Properties, news: Properties): Promise<Diffed> {
    const request = new messages.DiffRequest().setUrn(urn).setOlds(struct(olds)).setNews(struct(news));
    return diffed(await call<messages.DiffResponse>((done) => this.client.diff(request, done)));
  }

  async create(urn: string, properties: Properties, { preview = false } = {}): Promise<Made> {
    const request = new messages.CreateRequest().setUrn(urn).setProperties(struct(properties)).setPreview(preview);
    const reply = await call<messages.CreateResponse>((done) => this.client.create(request, done));
    return { id: reply.getId(), properties: plain(reply.getProperties()) };
  }

  /** What a program declares, checked and made. @returns as the engine records it */
  async made(urn: string, inputs: Properties): Promise<Made & { readonly inputs: Properties }> {
    const checked = await this.check(urn, inputs);
    if (checked.failures.length > 0) throw new Error(checked.failures.join("; "));
    const { id, properties } = await this.create(urn, checked.inputs);
    return { id, properties: withoutMarks(properties), inputs: checked.inputs };
  }

  /** As a refresh does with a state and its inputs, and an import without either. */
  async read(
    urn: string,
    id: string,
    properties: Properties = {},
    inputs: Properties = {},
  ): Promise<Made & { inputs: Properties }> {
    const request = new messages.ReadRequest().setUrn(urn).setId(id);
    request.setProperties(struct(properties)).setInputs(struct(inputs));
    const reply = await call<messages.ReadResponse>((done) => this.client.read(request, done));
    return { id: reply.getId(), properties: plain(reply.getProperties()), inputs: plain(reply.getInputs()) };
  }

  async update(urn: string, { id, properties }: Made, news: Properties, { preview = false } = {}): Promise<Properties> {
    const request = new messages.UpdateRequest().setUrn(urn).setId(id).setPreview(preview);
    request.setOlds(struct(properties)).setNews(struct(news));
    return plain((await call<messages.UpdateResponse>((done) => this.client.update(request, done))).getProperties());
  }

  async delete(urn: string, { id, properties }: Made): Promise<void> {
    const request = new messages.DeleteRequest().setUrn(urn).setId(id).setProperties(struct(properties));
    await call<unknown>((done) => this.client.delete(request, done));
  }

  async invoke(tok: string, args: Properties, { preview = false } = {}): Promise<Properties> {
    const request = new messages.InvokeRequest().setTok(tok).setArgs(struct(args)).setPreview(preview);
    return plain((await call<messages.InvokeResponse>((done) => this.client.invoke(request, done))).getReturn());
  }

  async cancel(): Promise<void> {
    await call<Empty>((done) => this.client.cancel(new Empty(), done));
  }

  async stop(): Promise<void> {
    this.client.close();
    await this.#listening.close();
  }
}

function reasons(reply: messages.CheckResponse): string[] {
  return reply.getFailuresList().map((each) => `${each.getProperty()}|${each.getReason()}`);
}

function diffed(reply: messages.DiffResponse): Diffed {
  return {
    changes: reply.getChanges(),
    replaces: reply.getReplacesList(),
    deleteFirst: reply.getDeletebeforereplace(),
    diffs: reply.getDiffsList(),
    details: Object.fromEntries(
      [...reply.getDetaileddiffMap().entries()].map(([path, each]: [string, messages.PropertyDiff]) => [
        path,
        { kind: each.getKind(), isInput: each.getInputdiff() },
      ]),
    ),
  };
}
