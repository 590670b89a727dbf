import { type ClientUnaryCall, credentials, type ServiceError, status } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { ProviderCall } from "../types";
import { urnName, urnType } from "./urn";
import type { Properties } from "./wire";

type Start<Reply> = (
  client: ResourceProviderClient,
  done: (error: ServiceError | null, reply: Reply) => void,
) => ClientUnaryCall;

/** One connection to a provider process that notes every call before it is made. */
export class ProviderConnection {
  readonly #client: ResourceProviderClient;
  readonly #record: (call: ProviderCall) => void;

  constructor(port: number, record: (call: ProviderCall) => void) {
    const options = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };
    this.#client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure(), options);
    this.#record = record;
  }

  /**
   * @param call what to note; its request has no other purpose.
   * @throws ServiceError as the provider or the connection gave it.
   */
  call<Reply>({ method, urn, request }: ProviderCall, start: Start<Reply>): Promise<Reply> {
    const identity = urn === undefined ? {} : { urn, name: urnName(urn), type: urnType(urn) };
    this.#record({ method, ...(urn === undefined ? {} : { urn }), request: { ...identity, ...request } });
    return new Promise((resolve, reject) => {
      start(this.#client, (error, reply) => (error ? reject(error) : resolve(reply)));
    });
  }

  close(): void {
    this.#client.close();
  }
}

/** Waits for a call that the provider may leave unimplemented. */
export async function ifImplemented(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if ((error as ServiceError).code !== status.UNIMPLEMENTED) throw error;
  }
}

interface Named<Message> {
  setUrn(urn: string): Message;
  setName(name: string): Message;
  setType(type: string): Message;
}

/** Fills in what every request about a resource carries. */
export function named<Message extends Named<Message>>(message: Message, urn: string): Message {
  return message.setUrn(urn).setName(urnName(urn)).setType(urnType(urn));
}

export function toStruct(properties: Properties): Struct {
  return Struct.fromJavaScript(properties as Record<string, JavaScriptValue>);
}

export function fromStruct(struct: Struct | undefined): Properties {
  return (struct?.toJavaScript() ?? {}) as Properties;
}
