import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type {
  DescMethod,
  DescMethodBiDiStreaming,
  DescMethodServerStreaming,
  DescMethodUnary,
} from "@bufbuild/protobuf";
import type { ConnectRouter, HandlerContext } from "@connectrpc/connect";
import { type ConnectNodeAdapterOptions, connectNodeAdapter } from "@connectrpc/connect-node";
import type { CallName, Calls, RequestOf } from "./calls";
import { serviceOf } from "./descriptors";
import type { Work } from "./work";

const UNIMPLEMENTED = "12";

const SERVING = 1;

/** Answers one request over HTTP/2. */
export type RequestListener = (request: Http2ServerRequest, response: Http2ServerResponse) => void;

/**
 * The provider's calls and those of the plugin system, as gRPC. What a newer engine asks beyond them is answered
 * "unimplemented". A call of the provider's counts as `work` until both it has ended and its answer has been sent, or
 * has lost its receiver.
 */
export function grpcListener(calls: Calls<CallName>, work: Work): RequestListener {
  const listener = adapter(calls, work);
  return (request, response) => {
    if (request.url.startsWith(PROVIDER)) {
      void work.during(() => new Promise<void>((resolve) => response.once("close", resolve)));
    }
    listener(request, response);
  };
}

function adapter(calls: Calls<CallName>, work: Work): RequestListener {
  return connectNodeAdapter({
    routes: (router) => {
      provide(router, calls, work);
      providePlugin(router);
    },
    connect: false,
    grpcWeb: false,
    acceptCompression: [],
    fallback: unimplemented,
  });
}

const PROVIDER = "/tfplugin6.Provider/";
const SHUTDOWN = "/plugin.GRPCController/Shutdown";

/** The listener, and when an engine that was done with the plugin has got its answer: it waits for the process to end. */
export function onShutdown(listener: RequestListener): { listener: RequestListener; shutDown: Promise<void> } {
  const { promise, resolve } = deferred();
  const listening: RequestListener = (request, response) => {
    if (request.url === SHUTDOWN) response.once("close", resolve);
    listener(request, response);
  };
  return { listener: listening, shutDown: promise };
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

const unimplemented: NonNullable<ConnectNodeAdapterOptions["fallback"]> = (request, response) => {
  request.resume();
  response.writeHead(200, { "content-type": "application/grpc" });
  response.addTrailers({ "grpc-status": UNIMPLEMENTED });
  response.end();
};

type Sendable = Record<string, unknown>;

function provide(router: ConnectRouter, calls: Calls<CallName>, work: Work): void {
  for (const method of serviceOf("tfplugin6.Provider").methods.filter(isUnary)) {
    const call = calls[method.name as CallName] as (request: RequestOf<CallName>) => Promise<Sendable>;
    // The library types no message of a descriptor that was made at run time.
    router.rpc(method, (request) => work.during(() => call(request as unknown as RequestOf<CallName>)));
  }
}

/** What engines expect beside the provider. `Shutdown` is only answered here: see {@link onShutdown}. */
function providePlugin(router: ConnectRouter): void {
  const [check] = serviceOf("grpc.health.v1.Health").methods.filter(isUnary);
  const [shutdown] = serviceOf("plugin.GRPCController").methods.filter(isUnary);
  const [stdio] = serviceOf("plugin.GRPCStdio").methods.filter(isServerStream);
  const [broker] = serviceOf("plugin.GRPCBroker").methods.filter(isTwoWayStream);
  if (check) router.rpc(check, () => ({ status: SERVING }));
  if (shutdown) router.rpc(shutdown, () => ({}));
  if (stdio) router.rpc(stdio, (_, context) => silence(context));
  if (broker) router.rpc(broker, (_, context) => silence(context));
}

const isUnary = (method: DescMethod): method is DescMethodUnary => method.methodKind === "unary";

const isServerStream = (method: DescMethod): method is DescMethodServerStreaming =>
  method.methodKind === "server_streaming";

const isTwoWayStream = (method: DescMethod): method is DescMethodBiDiStreaming =>
  method.methodKind === "bidi_streaming";

/** A stream that stays open and says nothing: the engine keeps its connection for it, and nothing goes to its log. */
async function* silence({ signal }: HandlerContext): AsyncGenerator<Sendable> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
