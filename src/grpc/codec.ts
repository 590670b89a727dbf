import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { kept } from "../core/memo";
import type { Messages, ReceivedMessage, SentMessage } from "./messages";

interface Field {
  readonly name: string;
  readonly number: number;
  /** How a scalar is written and read; none for a message. */
  readonly scalar: Scalar | undefined;
  readonly message: string;
  readonly repeated: boolean;
  /** Whether absent isn't the same as empty. */
  readonly optional: boolean;
}

interface Scalar {
  readonly zero: unknown;
  readonly wireType: WireType;
  read(reader: BinaryReader): unknown;
  write(writer: BinaryWriter, value: never): unknown;
}

type Fields = Readonly<Record<string, unknown>>;

const EMPTY = new Uint8Array();

const { Bit64, LengthDelimited, Varint } = WireType;

const SCALARS: Readonly<Record<string, Scalar>> = {
  string: {
    zero: "",
    wireType: LengthDelimited,
    read: (from) => from.string(),
    write: (to, value) => to.string(value),
  },
  bytes: {
    zero: EMPTY,
    wireType: LengthDelimited,
    read: (from) => from.bytes(),
    write: (to, value) => to.bytes(value),
  },
  double: { zero: 0, wireType: Bit64, read: (from) => from.double(), write: (to, value) => to.double(value) },
  bool: { zero: false, wireType: Varint, read: (from) => from.bool(), write: (to, value) => to.bool(value) },
  int32: { zero: 0, wireType: Varint, read: (from) => from.int32(), write: (to, value) => to.int32(value) },
  int64: { zero: 0n, wireType: Varint, read: (from) => BigInt(from.int64()), write: (to, value) => to.int64(value) },
};

const LINE = /^(\w+)(\[\]|\?)? (\d+)$/;

function fieldOf(name: string, line: string): Field {
  const [, type = "", mark, number] = LINE.exec(line) ?? [];
  return {
    name,
    number: Number(number),
    scalar: SCALARS[type],
    message: type,
    repeated: mark === "[]",
    optional: mark === "?",
  };
}

/** Writes and reads the messages of one protocol. */
export class Codec<Table extends Messages> {
  readonly #table: Table;
  readonly #known = new Map<string, readonly Field[]>();

  constructor(table: Table) {
    this.#table = table;
  }

  encode<Name extends keyof Table & string>(name: Name, message: SentMessage<Table, Name>): Buffer {
    const writer = new BinaryWriter();
    this.#writeFields(writer, name, message);
    const { buffer, byteOffset, byteLength } = writer.finish();
    return Buffer.from(buffer, byteOffset, byteLength);
  }

  /**
   * Reads a message. Fields that the table doesn't have are skipped.
   * @throws RangeError if the bytes end within a field
   */
  decode<Name extends keyof Table & string>(name: Name, bytes: Uint8Array): ReceivedMessage<Table, Name> {
    return this.#readFields(new BinaryReader(bytes), name, bytes.length) as ReceivedMessage<Table, Name>;
  }

  /** Read from the table when a message is first met: most runs meet few. */
  #fieldsOf(name: string): readonly Field[] {
    return kept(this.#known, name, () =>
      Object.entries(this.#table[name] ?? {}).map(([field, line]) => fieldOf(field, line)),
    );
  }

  #writeFields(writer: BinaryWriter, name: string, message: Fields): void {
    for (const field of this.#fieldsOf(name)) {
      const value = message[field.name];
      if (value === undefined) continue;
      if (field.repeated) for (const each of value as readonly unknown[]) this.#writeField(writer, field, each);
      else if (field.optional || !isZero(field, value)) this.#writeField(writer, field, value);
    }
  }

  #writeField(writer: BinaryWriter, { number, scalar, message }: Field, value: unknown): void {
    if (scalar) {
      writer.tag(number, scalar.wireType);
      scalar.write(writer, value as never);
      return;
    }
    writer.tag(number, LengthDelimited).fork();
    this.#writeFields(writer, message, value as Fields);
    writer.join();
  }

  #readFields(reader: BinaryReader, name: string, length: number): Fields {
    const end = reader.pos + length;
    const fields = this.#fieldsOf(name);
    const message = absent(fields);
    while (reader.pos < end) {
      const [number, wireType] = reader.tag();
      const field = fields.find((each) => each.number === number);
      if (field) addTo(message, field, this.#readField(reader, field));
      else reader.skip(wireType, number);
    }
    return message;
  }

  #readField(reader: BinaryReader, { scalar, message }: Field): unknown {
    return scalar ? scalar.read(reader) : this.#readFields(reader, message, reader.uint32());
  }
}

/** Whether a value is the zero of its type, which isn't sent. */
function isZero({ scalar }: Field, value: unknown): boolean {
  return value === scalar?.zero || (value instanceof Uint8Array && value.length === 0);
}

/** A message of which no field was sent. */
function absent(fields: readonly Field[]): Record<string, unknown> {
  const empty = ({ repeated, optional, scalar }: Field) => (repeated ? [] : optional ? undefined : scalar?.zero);
  return Object.fromEntries(fields.map((field) => [field.name, empty(field)]));
}

function addTo(message: Record<string, unknown>, { name, repeated }: Field, value: unknown): void {
  if (repeated) (message[name] as unknown[]).push(value);
  else message[name] = value;
}
