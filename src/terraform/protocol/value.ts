import { Decoder, Encoder, ExtData, type ExtensionCodecType } from "@msgpack/msgpack";
import { UNKNOWN } from "../../core/unknown";
import { conform, type Scalar, type ValueType } from "./conform";
import type { ReceivedMessage, SentMessage } from "./message-types";
import type { Attributes, Value } from "./provider";
import type { SchemaAttribute } from "./schema";

/** Engines say with an extension that a value is unknown, and with others what they know of it all the same. */
const everyExtensionIsUnknown: ExtensionCodecType<undefined> = {
  tryToEncode: () => null,
  decode: () => UNKNOWN,
};

const UNKNOWN_ON_THE_WIRE = new ExtData(0, new Uint8Array(1));

const decoder = new Decoder({ extensionCodec: everyExtensionIsUnknown });
const encoder = new Encoder();
const utf8 = new TextDecoder();

/** The engine's numbers are decimal and of any size: what a binary number can't hold exactly comes as text. */
const received: Scalar = (value, type) => {
  if (type !== "number" || typeof value !== "string") return value;
  const number = Number(value);
  return String(number) === value ? number : value;
};

const sent: Scalar = (value, type) => {
  if (value === UNKNOWN) return UNKNOWN_ON_THE_WIRE;
  return type === "number" && typeof value === "number" && !Number.isSafeInteger(value) ? String(value) : value;
};

/** Bytes of a value, in either form that engines use; nothing at all is null. @throws RangeError when they are neither */
export function decodeValue(bytes: ReceivedMessage<"DynamicValue"> | undefined, type: ValueType): Value {
  if (bytes?.msgpack.length) return conform(decoder.decode(bytes.msgpack), type, received) as Value;
  if (bytes?.json.length) return conform(JSON.parse(utf8.decode(bytes.json)), type, received) as Value;
  return null;
}

/** The same for a whole object: a resource, a configuration. */
export function decodeObject(
  bytes: ReceivedMessage<"DynamicValue"> | undefined,
  attributes: readonly SchemaAttribute[],
): Attributes | null {
  return decodeValue(bytes, { attributes }) as Attributes | null;
}

/** @throws TypeError when the value has an attribute that the type hasn't */
export function encodeValue(value: Value, type: ValueType): SentMessage<"DynamicValue"> {
  return { msgpack: encoder.encode(conform(value, type, sent)) };
}

/** Attributes that were left out are sent as null: engines want every one. */
export function encodeObject(
  value: Attributes | null,
  attributes: readonly SchemaAttribute[],
): SentMessage<"DynamicValue"> {
  return encodeValue(value, { attributes });
}

/** A stored state. Null when there is none, as in states older than all engines with this protocol. */
export function decodeState(raw: ReceivedMessage<"RawState"> | undefined): unknown {
  return raw?.json.length ? JSON.parse(utf8.decode(raw.json)) : null;
}
