import {
  type handleUnaryCall,
  type MethodDefinition,
  Server,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import type { Work } from "../../core/work";
import { decodeMessage, encodeMessage } from "./codec";
import type { Calls, MessageName, ReceivedMessage, SentMessage } from "./messages";
import { SERVICES } from "./messages";

const SERVING = 1;

/** Messages are as large as a resource's values are, and nobody but this machine's user can send any. */
const OPTIONS = {
  "grpc.max_receive_message_length": -1,
  "grpc.max_send_message_length": -1,
  // Figures about connections, for a service that isn't there.
  "grpc.enable_channelz": 0,
} as const;

type Request = ReceivedMessage<MessageName>;
type Response = SentMessage<MessageName>;

/** The provider and what engines expect beside it, as gRPC services. */
export interface GrpcServices {
  readonly server: Server;
  /** Resolves when an engine has said that it is done with the plugin, and waits for the process to end. */
  readonly shutDown: Promise<void>;
  /** Ends the streams that are kept open without a word. */
  endSilence(): void;
}

/** Of what the engine asks beyond these, the library says that it is unimplemented. `work` counts the provider's calls. */
export function grpcServices(calls: Calls, work: Work): GrpcServices {
  const server = new Server(OPTIONS);
  const silence = keepSilence();
  const add = (name: keyof typeof SERVICES, handlers: UntypedServiceImplementation) =>
    server.addService(definitionOf(name), handlers);
  add("tfplugin6.Provider", providerHandlers(calls, work));
  add("grpc.health.v1.Health", { Check: unary(async () => ({ status: SERVING })) });
  add("plugin.GRPCStdio", { StreamStdio: silence.open });
  add("plugin.GRPCBroker", { StartStream: silence.open });
  const shutDown = new Promise<void>((resolve) => {
    const answer = async () => {
      setImmediate(resolve);
      return {};
    };
    add("plugin.GRPCController", { Shutdown: unary(answer) });
  });
  return { server, shutDown, endSilence: silence.end };
}

function providerHandlers(calls: Calls, work: Work): UntypedServiceImplementation {
  const handlers = Object.entries(calls).map(([name, call]) => {
    const answer = call as (request: Request) => Promise<Response>;
    return [name, unary((request) => work.during(() => answer(request)))];
  });
  return Object.fromEntries(handlers);
}

function unary(answer: (request: Request) => Promise<Response>): handleUnaryCall<Request, Response> {
  return ({ request }, send) => {
    void answer(request).then((response) => send(null, response), send);
  };
}

interface Stream {
  end(): void;
  once(event: "cancelled", told: () => void): void;
}

/** Streams that stay open and say nothing: engines hold on to them for as long as they need the plugin. */
function keepSilence(): { readonly open: (stream: Stream) => void; readonly end: () => void } {
  const streams = new Set<Stream>();
  return {
    open: (stream) => {
      streams.add(stream);
      stream.once("cancelled", () => streams.delete(stream));
    },
    end: () => {
      for (const stream of streams) stream.end();
    },
  };
}

function definitionOf(service: keyof typeof SERVICES): ServiceDefinition {
  const methods = Object.entries(SERVICES[service]).map(([name, [input, output]]) => [
    name,
    methodOf(`/${service}/${name}`, input, output),
  ]);
  return Object.fromEntries(methods);
}

const STREAM = "stream ";

function methodOf(path: string, input: string, output: string): MethodDefinition<Request, Response> {
  const [request, response] = [input, output].map((each) => each.replace(STREAM, "") as MessageName) as [
    MessageName,
    MessageName,
  ];
  return {
    path,
    requestStream: input.startsWith(STREAM),
    responseStream: output.startsWith(STREAM),
    requestSerialize: (message) => encodeMessage(request, message as Response),
    requestDeserialize: (bytes) => decodeMessage(request, bytes),
    responseSerialize: (message) => encodeMessage(response, message),
    responseDeserialize: (bytes) => decodeMessage(response, bytes) as Response,
  };
}
