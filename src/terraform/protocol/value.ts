import { Decoder, Encoder, ExtData, type ExtensionCodecType } from "@msgpack/msgpack";
import { kept } from "../../core/memo";
import { UNKNOWN } from "../../core/unknown";
import type { ReceivedMessage, SentMessage } from "./messages";
import type { Attributes, Value } from "./provider";
import type { CtyType, NestedAttribute, SchemaAttribute } from "./schema";

/** Engines send an unknown value as one extension, or as others that say what they know of it all the same. */
const everyExtensionIsUnknown: ExtensionCodecType<undefined> = {
  tryToEncode: () => null,
  decode: () => UNKNOWN,
};

const UNKNOWN_ON_THE_WIRE = new ExtData(0, new Uint8Array(1));

const decoder = new Decoder({ extensionCodec: everyExtensionIsUnknown });
const encoder = new Encoder();
const utf8 = new TextDecoder();

/** The engine's numbers are decimal and of any size: one that a binary number can't hold exactly comes as text. */
const received: Scalar = (value, type) => {
  if (type !== "number" || typeof value !== "string") return value;
  const number = Number(value);
  return String(number) === value ? number : value;
};

const sent: Scalar = (value, type) => {
  if (value === UNKNOWN) return UNKNOWN_ON_THE_WIRE;
  return type === "number" && typeof value === "number" && !Number.isSafeInteger(value) ? String(value) : value;
};

/** Decodes a value in either form that engines use; no bytes are null. @throws RangeError for bytes in neither form */
export function decodeValue(bytes: ReceivedMessage<"DynamicValue"> | undefined, type: ValueType): Value {
  if (bytes?.msgpack.length) return conform(decoder.decode(bytes.msgpack), type, received) as Value;
  if (bytes?.json.length) return conform(JSON.parse(utf8.decode(bytes.json)), type, received) as Value;
  return null;
}

export function decodeObject(
  bytes: ReceivedMessage<"DynamicValue"> | undefined,
  attributes: readonly SchemaAttribute[],
): Attributes | null {
  return decodeValue(bytes, { attributes }) as Attributes | null;
}

/** @throws TypeError if the value has an attribute that the type doesn't have */
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

/** A stored state. Null if there is none, as in states older than all engines with this protocol. */
export function decodeState(raw: ReceivedMessage<"RawState"> | undefined): unknown {
  return raw?.json.length ? JSON.parse(utf8.decode(raw.json)) : null;
}

export type ValueType = CtyType | OneObject | ListOfObjects;

interface OneObject {
  readonly attributes: readonly SchemaAttribute[];
  /** Whether it is there even with nothing in it, as blocks are. */
  readonly always?: boolean;
}

interface ListOfObjects {
  readonly elements: readonly SchemaAttribute[];
}

/** Converts a value that holds no others, also an unknown one. */
export type Scalar = (value: unknown, type: ValueType) => unknown;

/**
 * The value with every attribute of its type, null if it is absent, and with `scalar` applied to values that hold no
 * others. A value that doesn't have the form of its type is left as it is: its reader says what is wrong with it.
 * @throws TypeError if an object has an attribute that its type doesn't have
 */
export function conform(value: unknown, type: ValueType, scalar: Scalar): unknown {
  if (value === null || value === undefined) return isAlways(type) ? conform({}, type, scalar) : null;
  if (value === UNKNOWN || typeof value !== "object" || typeof type === "string") return scalar(value, type);
  if ("attributes" in type) return conformAttributes(value, type.attributes, scalar);
  if ("elements" in type) return conformEach(value, { attributes: type.elements }, scalar);
  const [kind, inner] = type;
  if (kind === "object") return conformAll(value, new Map(Object.entries(inner)), scalar);
  if (kind !== "map") return conformEach(value, inner, scalar);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, conform(each, inner, scalar)]));
}

function isAlways(type: ValueType): boolean {
  return typeof type === "object" && "always" in type && type.always === true;
}

type Members = ReadonlyMap<string, ValueType>;

const membersOf = new WeakMap<readonly SchemaAttribute[], Members>();

function conformAttributes(value: object, attributes: readonly SchemaAttribute[], scalar: Scalar): unknown {
  const members = kept(membersOf, attributes, () => {
    return new Map(attributes.map((attribute) => [attribute.name, typeOf(attribute)]));
  });
  return conformAll(value, members, scalar);
}

function conformAll(value: object, members: Members, scalar: Scalar): unknown {
  const given = value as Readonly<Record<string, unknown>>;
  const stray = Object.keys(given).find((name) => !members.has(name));
  if (stray !== undefined) throw new TypeError(`the schema has no attribute ${stray}`);
  const all: Record<string, unknown> = {};
  for (const [name, type] of members)
    all[name] = conform(Object.hasOwn(given, name) ? given[name] : null, type, scalar);
  return all;
}

function conformEach(value: object, type: ValueType, scalar: Scalar): unknown {
  return Array.isArray(value) ? value.map((each) => conform(each, type, scalar)) : value;
}

function typeOf(attribute: SchemaAttribute): ValueType {
  return "type" in attribute ? attribute.type : nestedType(attribute);
}

function nestedType({ nesting, attributes, block, required }: NestedAttribute): ValueType {
  return nesting === "single" ? { attributes, always: block === true && !required } : { elements: attributes };
}
