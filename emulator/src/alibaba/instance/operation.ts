import type { OperationContext } from "../operation";
import type { Message } from "./codec";
import type { InstanceOperationName } from "./messages";

/** What an application asks of an instance. */
export interface InstanceCall {
  /** Its parameters are the message's texts. */
  readonly context: OperationContext;
  readonly message: Message;
  /** The version of a key that the call is for, where it came in a header: `x-kms-migrationkeyversionid`. */
  readonly keyVersionId: string | undefined;
}

export interface InstanceResult {
  /** The answer without its RequestId. */
  readonly message: Message;
  /** Answered in the header. */
  readonly keyVersionId?: string;
}

/** One operation of an instance's own protocol. */
export interface InstanceOperation {
  readonly name: InstanceOperationName;
  /** Asks the policies first, so that nobody finds out by an error what exists. @throws KmsError */
  readonly run: (call: InstanceCall) => InstanceResult;
}

/** Empty where it was left out: on the wire these are the same. */
export function bytesOf({ message }: InstanceCall, name: string): Buffer {
  const value = message[name];
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : Buffer.alloc(0);
}

/** Zero where it was left out. */
export function numberOf({ message }: InstanceCall, name: string): number {
  return Number(message[name] ?? 0);
}

/** The texts in a message, flags too, as the operations of the OpenAPI take them. */
export function textsOf(message: Message): Map<string, string> {
  const texts = Object.entries(message).filter(([, value]) => typeof value === "string" || value === true);
  return new Map(texts.map(([name, value]) => [name, String(value)]));
}
