import {
  type ChannelCredentials,
  Client,
  type ClientReadableStream,
  credentials,
  type MethodDefinition,
  type ServiceError,
} from "@grpc/grpc-js";
import { loadSync, type ServiceDefinition } from "@grpc/proto-loader";
import { decode, encode } from "@msgpack/msgpack";

/** A message as the client has it: names as in the proto file. */
export type Message = Record<string, unknown>;

const definitions = loadSync(["tfplugin6.proto", "plugin.proto", "health.proto"], {
  includeDirs: [__dirname],
  keepCase: true,
  longs: Number,
  enums: String,
  defaults: true,
  oneofs: true,
});

function methodOf(service: string, method: string): MethodDefinition<object, object> {
  const found = (definitions[service] as ServiceDefinition | undefined)?.[method];
  if (!found) throw new RangeError(`the test's protocol has no ${service}/${method}`);
  return found;
}

/** A client as engines have it, but of another make than the server. */
export class GrpcClient {
  readonly #client: Client;

  constructor(address: string, trust: ChannelCredentials = credentials.createInsecure()) {
    this.#client = new Client(address, trust, {
      "grpc.max_receive_message_length": -1,
      "grpc.max_send_message_length": -1,
      "grpc.ssl_target_name_override": "localhost",
    });
  }

  /** Calls the provider. @throws ServiceError when the call has another status than OK */
  provider(method: string, request: Message = {}): Promise<Message> {
    return this.call("tfplugin6.Provider", method, request);
  }

  call(service: string, method: string, request: Message = {}, abandon?: Promise<void>): Promise<Message> {
    const { path: name, requestSerialize, responseDeserialize } = methodOf(service, method);
    return new Promise((resolve, reject) => {
      const answer = (error: ServiceError | null, response?: object) => {
        if (error) reject(error);
        else resolve(response as Message);
      };
      const call = this.#client.makeUnaryRequest(name, requestSerialize, responseDeserialize, request, answer);
      void abandon?.then(() => call.cancel());
    });
  }

  /** Opens a stream of which the server sends. */
  stream(service: string, method: string, request: Message = {}): ClientReadableStream<object> {
    const { path: name, requestStream, requestSerialize, responseDeserialize } = methodOf(service, method);
    if (requestStream) return this.#client.makeBidiStreamRequest(name, requestSerialize, responseDeserialize);
    return this.#client.makeServerStreamRequest(name, requestSerialize, responseDeserialize, request);
  }

  close(): void {
    this.#client.close();
  }
}

/** A request of the provider's, in bytes. */
export function messageBytes(method: string, request: Message): Uint8Array {
  return methodOf("tfplugin6.Provider", method).requestSerialize(request);
}

/** A value as the engine sends it. */
export function dynamic(value: unknown): { msgpack: Uint8Array } {
  return { msgpack: encode(value) };
}

/** A value of an answer. */
export function answered(answer: unknown): unknown {
  const { msgpack } = answer as { readonly msgpack: Uint8Array };
  return decode(msgpack);
}
