// The messages of the instance protocol, as far as needed: two requests of one field each, and the fields of its error. The codec of
// src/grpc does more, but with a library that only the bundles include: here it would be one more for everybody to install.

const VARINT = 0;
const BYTES = 2;

/** `GetSecretValue` with `SecretName`, or any other message with a text as its first field. */
export function withText(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([(1 << 3) | BYTES, ...varint(bytes.length)]), bytes]);
}

/** `GenerateRandom` with `Length`, or any other message with a number as its first field. */
export function withNumber(value: number): Buffer {
  return Buffer.from([(1 << 3) | VARINT, ...varint(value)]);
}

/** The texts of a message by their field numbers, up to the first part that can't be read. */
export function textsIn(message: Buffer): ReadonlyMap<number, string> {
  const texts = new Map<number, string>();
  let at = 0;
  const next = (): number => {
    let value = 0;
    for (let factor = 1; at < message.length; factor *= 128) {
      const byte = message.readUInt8(at++);
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    return Number.NaN;
  };
  while (at < message.length) {
    const tag = next();
    const value = next();
    const type = tag % 8;
    if (type === VARINT && !Number.isNaN(value)) continue;
    const end = at + value;
    if (type !== BYTES || !(end <= message.length)) break;
    texts.set(Math.floor(tag / 8), message.toString("utf8", at, end));
    at = end;
  }
  return texts;
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
