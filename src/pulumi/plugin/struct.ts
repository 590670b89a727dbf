import type { Properties } from "../wire";
import type { ReceivedMessage, SentMessage } from "./messages";

/** The received properties; none if there is no struct. */
export function fromStruct(struct: ReceivedMessage<"Struct"> | undefined): Properties {
  return Object.fromEntries((struct?.fields ?? []).map(({ key, value }) => [key, value && fromValue(value)]));
}

function fromValue({ number, text, flag, object, list }: ReceivedMessage<"Value">): unknown {
  if (object) return fromStruct(object);
  if (list) return list.values.map(fromValue);
  return text ?? number ?? flag ?? null;
}

/** @param properties plain JSON */
export function toStruct(properties: Readonly<Properties>): SentMessage<"Struct"> {
  const entries = Object.entries(properties).filter(([, value]) => value !== undefined);
  return { fields: entries.map(([key, value]) => ({ key, value: toValue(value) })) };
}

function toValue(value: unknown): SentMessage<"Value"> {
  if (typeof value === "string") return { text: value };
  if (typeof value === "number") return { number: value };
  if (typeof value === "boolean") return { flag: value };
  if (Array.isArray(value)) return { list: { values: value.map(toValue) } };
  if (typeof value === "object" && value !== null) return { object: toStruct(value as Properties) };
  return { null: 0 };
}
