import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { FieldType, MessageForm } from "./messages";

export type FieldValue = string | Uint8Array | number | boolean | readonly string[];

/** A message; absent fields are not sent. */
export type Message = Readonly<Record<string, FieldValue | undefined>>;

interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly number: number;
}

const forms = new WeakMap<MessageForm, readonly Field[]>();

function fieldsOf(form: MessageForm): readonly Field[] {
  const known = forms.get(form);
  if (known) return known;
  const fields = Object.entries(form).map(([name, line]) => {
    const [type, number] = line.split(" ") as [FieldType, string];
    return { name, type, number: Number(number) };
  });
  forms.set(form, fields);
  return fields;
}

/** Writes a message as proto3: empty, zero and false values are left out. */
export function encode(form: MessageForm, message: Message): Buffer {
  const writer = new BinaryWriter();
  for (const { name, type, number } of fieldsOf(form)) write(writer, type, number, message[name]);
  return Buffer.from(writer.finish());
}

function write(writer: BinaryWriter, type: FieldType, number: number, value: FieldValue | undefined): void {
  if (type === "string[]") {
    for (const each of (value ?? []) as readonly string[]) writer.tag(number, WireType.LengthDelimited).string(each);
    return;
  }
  if (!value || (value as string | Uint8Array).length === 0) return;
  if (type === "int32") writer.tag(number, WireType.Varint).int32(value as number);
  else if (type === "bool") writer.tag(number, WireType.Varint).bool(value as boolean);
  else if (type === "bytes") writer.tag(number, WireType.LengthDelimited).bytes(value as Uint8Array);
  else writer.tag(number, WireType.LengthDelimited).string(value as string);
}

/**
 * Reads a message; unknown fields are skipped.
 * @throws Error when it is malformed
 */
export function decode(form: MessageForm, bytes: Uint8Array): Message {
  const reader = new BinaryReader(bytes);
  const message: Record<string, FieldValue> = {};
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    const field = fieldsOf(form).find((each) => each.number === number);
    if (field === undefined) reader.skip(wireType, number);
    else if (wireType !== wireTypeOf(field)) throw new Error(`${field.name} has the wire type ${wireType}`);
    else if (field.type === "string[]")
      message[field.name] = [...((message[field.name] ?? []) as string[]), reader.string()];
    else message[field.name] = reader[field.type]();
  }
  return message;
}

function wireTypeOf({ type }: Field): WireType {
  return type === "int32" || type === "bool" ? WireType.Varint : WireType.LengthDelimited;
}
