import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  type MethodDefinition,
  Server,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import type { Work } from "../core/work";
import { Codec } from "./codec";
import type { Calls, Messages, Services } from "./messages";

/** Messages are as large as a resource's values, and they come from this machine only. */
const OPTIONS = {
  "grpc.max_receive_message_length": -1,
  "grpc.max_send_message_length": -1,
  // Statistics of connections, for a service that isn't there.
  "grpc.enable_channelz": 0,
} as const;

type Message = Readonly<Record<string, unknown>>;

export interface Protocol<Table extends Messages, Offered extends Services> {
  readonly messages: Table;
  readonly services: Offered;
}

/** Serves the services of a protocol, and answers any other call as unimplemented. */
export class ProtocolServer<Table extends Messages, Offered extends Services> {
  readonly server: Server = new Server(OPTIONS);
  readonly #codec: Codec<Table>;
  readonly #services: Offered;

  constructor({ messages, services }: Protocol<Table, Offered>) {
    this.#codec = new Codec(messages);
    this.#services = services;
  }

  /** @param work counts the calls that are under way */
  serve<Name extends keyof Offered & string>(name: Name, calls: Calls<Table, Offered[Name]>, work?: Work): void {
    const during = work ? work.during.bind(work) : <T>(answer: () => Promise<T>): Promise<T> => answer();
    const handlers = Object.entries(calls).map(([call, answer]) => {
      const [, output = ""] = this.#services[name]?.[call] ?? [];
      if (output.startsWith(STREAM)) return [call, streaming(answer, during)];
      return [call, unary((request) => during(async () => answer(request)))];
    });
    this.add(name, Object.fromEntries(handlers));
  }

  add<Name extends keyof Offered & string>(name: Name, handlers: UntypedServiceImplementation): void {
    const methods = Object.entries<readonly [string, string]>(this.#services[name] ?? {}).map(
      ([call, [input, output]]) => [call, this.#methodOf(`/${name}/${call}`, input, output)],
    );
    this.server.addService(Object.fromEntries(methods) as ServiceDefinition, handlers);
  }

  #methodOf(path: string, input: string, output: string): MethodDefinition<Message, Message> {
    const [request, response] = [input, output].map((each) => each.replace(STREAM, "")) as [string, string];
    return {
      path,
      requestStream: input.startsWith(STREAM),
      responseStream: output.startsWith(STREAM),
      requestSerialize: (message) => this.#codec.encode(request, message as never),
      requestDeserialize: (bytes) => this.#codec.decode(request, bytes),
      responseSerialize: (message) => this.#codec.encode(response, message as never),
      responseDeserialize: (bytes) => this.#codec.decode(response, bytes),
    };
  }
}

const STREAM = "stream ";

function unary(answer: (request: never) => unknown): handleUnaryCall<never, unknown> {
  return ({ request }, send) => {
    void (async () => answer(request))().then((response) => send(null, response), send);
  };
}

/** Sends one message after the other, no faster than the caller takes them, until the caller wants no more. */
function streaming(
  answer: (request: never) => AsyncIterable<unknown>,
  during: Work["during"],
): handleServerStreamingCall<never, unknown> {
  return (call) => {
    const cancelled = new Promise<void>((resolve) => void call.once("cancelled", resolve));
    const taken = () => new Promise<void>((resolve) => void call.once("drain", resolve));
    const send = async (): Promise<void> => {
      for await (const message of answer(call.request)) {
        if (call.cancelled) return;
        if (!call.write(message)) await Promise.race([taken(), cancelled]);
      }
      call.end();
    };
    during(send).catch((error: unknown) => call.emit("error", error));
  };
}
