import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as engine from "@pulumi/pulumi/proto/engine_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as resource from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { fromStruct, toStruct } from "./provider-connection";
import { errorText } from "./report";
import type { ResourceState } from "./resource-state";
import type { Properties } from "./wire";

/** What the program can ask of the engine. */
export interface MonitorHandlers {
  register(request: resource.RegisterResourceRequest): Promise<ResourceState>;
  registerOutputs(urn: string, outputs: Properties): Promise<void>;
  /** The program has run to its end; it exits when this resolves. */
  programEnded(): Promise<void>;
  log(severity: "debug" | "info" | "warning" | "error", text: string, urn: string | undefined): void;
}

/** Thrown by a handler when the run has failed elsewhere: the SDK then ends the program without a message of its own. */
export class ShuttingDown extends Error {}

/** Features that the stand-in really has. The SDK refuses by itself what needs another. */
const FEATURES = ["secrets", "resourceReferences", "aliasSpecs"];
const SEVERITIES = ["debug", "info", "warning", "error"] as const;

/** The two gRPC services that the SDK talks to while a program runs. */
export class Monitor {
  readonly #server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  readonly #handlers: MonitorHandlers;
  #rootResource = "";

  constructor(handlers: MonitorHandlers) {
    this.#handlers = handlers;
    this.#server.addService(ResourceMonitorService, this.#monitorService());
    this.#server.addService(EngineService, this.#engineService());
  }

  /** @returns the address that serves both. */
  async start(): Promise<string> {
    const port = await new Promise<number>((resolve, reject) => {
      const done = (error: Error | null, bound: number): void => (error ? reject(error) : resolve(bound));
      this.#server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), done);
    });
    return `127.0.0.1:${port}`;
  }

  stop(): void {
    this.#server.forceShutdown();
  }

  #monitorService(): grpc.UntypedServiceImplementation {
    return {
      supportsFeature: unary(async (request: resource.SupportsFeatureRequest) =>
        new resource.SupportsFeatureResponse().setHassupport(FEATURES.includes(request.getId())),
      ),
      registerResource: unary(async (request: resource.RegisterResourceRequest) =>
        registered(await this.#handlers.register(request)),
      ),
      registerResourceOutputs: unary(async (request: resource.RegisterResourceOutputsRequest) => {
        await this.#handlers.registerOutputs(request.getUrn(), fromStruct(request.getOutputs()));
        return new Empty();
      }),
      signalAndWaitForShutdown: unary(async () => {
        await this.#handlers.programEnded();
        return new Empty();
      }),
    };
  }

  #engineService(): grpc.UntypedServiceImplementation {
    return {
      log: unary(async (request: engine.LogRequest) => {
        const severity = SEVERITIES[request.getSeverity()] ?? "info";
        this.#handlers.log(severity, request.getMessage().trimEnd(), request.getUrn() || undefined);
        return new Empty();
      }),
      getRootResource: unary(async () => new engine.GetRootResourceResponse().setUrn(this.#rootResource)),
      setRootResource: unary(async (request: engine.SetRootResourceRequest) => {
        this.#rootResource = request.getUrn();
        return new engine.SetRootResourceResponse();
      }),
    };
  }
}

function registered(state: ResourceState): resource.RegisterResourceResponse {
  // A component's outputs are what it will register later; the recorded ones may name resources that don't exist yet.
  const outputs = state.custom ? (state.outputs ?? {}) : {};
  return new resource.RegisterResourceResponse()
    .setUrn(state.urn)
    .setId(state.id ?? "")
    .setObject(toStruct(outputs))
    .setResult(resource.Result.SUCCESS);
}

function unary<Request, Reply>(act: (request: Request) => Promise<Reply>): grpc.handleUnaryCall<Request, Reply> {
  return (call, reply) => {
    act(call.request).then(
      (answer) => reply(null, answer),
      (error: unknown) => reply({ code: statusOf(error), details: errorText(error) }),
    );
  };
}

function statusOf(error: unknown): grpc.status {
  return error instanceof ShuttingDown ? grpc.status.UNAVAILABLE : grpc.status.UNKNOWN;
}
