import { parseTime } from "../../src/core/clock";
import type { Definition, Values } from "../../src/core/definition";
import { newNonce } from "../../src/core/nonce";
import type { ReceivedMessage, SentMessage } from "../../src/terraform/protocol/messages";
import type { Attributes } from "../../src/terraform/protocol/provider";
import { stateFields, toAttributes } from "../../src/terraform/values";

// The messages that an engine sends to a provider, and its reading of the answers.

export const NOTHING = new Uint8Array();
const MADE = "2026-06-01T00:00:00Z";
/** The severity's number in the protocol. */
const ERROR = 1;

/** A resource in its form in a state. */
export function recorded(definition: Definition, values: Values): Attributes {
  const id = definition.id ? definition.id(values) : String(values[definition.subject]);
  return { ...toAttributes(stateFields(definition), values), id, nonce: newNonce(parseTime(MADE)), due: [] };
}

export const encoded = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** A sent value in the form in which it is received. */
export function received({ msgpack = NOTHING }: SentMessage<"DynamicValue"> = {}): ReceivedMessage<"DynamicValue"> {
  return { msgpack, json: NOTHING };
}

/** @throws Error with the diagnostics */
export function succeeded<Answer extends { readonly diagnostics?: readonly SentMessage<"Diagnostic">[] | undefined }>(
  answer: Answer,
): Answer {
  const wrong = answer.diagnostics?.filter(({ severity }) => severity === ERROR) ?? [];
  if (wrong.length > 0) throw new Error(wrong.map(({ summary, detail }) => `${summary} ${detail}`).join("; "));
  return answer;
}
