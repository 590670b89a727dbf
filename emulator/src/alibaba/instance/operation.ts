import type { OperationContext } from "../operation";
import type { Message } from "./codec";
import type { InstanceOperationName } from "./messages";

/** A call of an application to an instance. */
export interface InstanceCall {
  /** Its parameters are the string fields of the message. */
  readonly context: OperationContext;
  readonly message: Message;
  /** The key version for the call, when it came in a header: `x-kms-migrationkeyversionid`. */
  readonly keyVersionId: string | undefined;
}

export interface InstanceResult {
  /** The answer without its RequestId. */
  readonly message: Message;
  /** Answered in a header. */
  readonly keyVersionId?: string;
}

/** One operation of an instance's own protocol. */
export interface InstanceOperation {
  readonly name: InstanceOperationName;
  /** Asks the policies first, so that an error never reveals which objects exist. @throws KmsError */
  readonly run: (call: InstanceCall) => InstanceResult;
}

/** Empty when the field is absent: proto3 does not tell the two apart. */
export function bytesOf({ message }: InstanceCall, name: string): Buffer {
  const value = message[name];
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : Buffer.alloc(0);
}

/** Zero when the field is absent. */
export function numberOf({ message }: InstanceCall, name: string): number {
  return Number(message[name] ?? 0);
}

/** A message's strings and flags, as parameters of the OpenAPI's operations. */
export function textsOf(message: Message): Map<string, string> {
  const texts = Object.entries(message).filter(([, value]) => typeof value === "string" || value === true);
  return new Map(texts.map(([name, value]) => [name, String(value)]));
}
