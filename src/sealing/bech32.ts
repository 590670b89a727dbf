/** The 32 characters of Bech32 data, by their values. */
const CHARACTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const CHECKSUM_LENGTH = 6;
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** What a Bech32 text says of itself. */
export interface Bech32 {
  /** What stands before the last `1`, in lower case: `age` or `age-secret-key-`. */
  readonly prefix: string;
  /** How many bytes of data it holds. */
  readonly bytes: number;
}

/**
 * Reads a Bech32 text (BIP 173, without its limit of 90 characters, which age lifts for long keys) and checks its
 * checksum. It holds no cryptography, so that a plan can check recipients without loading any.
 * @returns nothing for what isn't Bech32, or was cut or mistyped
 */
export function readBech32(text: string): Bech32 | undefined {
  const lower = text.toLowerCase();
  if (text !== lower && text !== text.toUpperCase()) return undefined;
  const [prefix, data] = split(lower);
  const values = [...data].map((character) => CHARACTERS.indexOf(character));
  if (prefix === "" || values.length < CHECKSUM_LENGTH || values.includes(-1)) return undefined;
  if (checksum([...expanded(prefix), ...values]) !== 1) return undefined;
  const bytes = byteLength(values.slice(0, -CHECKSUM_LENGTH));
  return bytes === undefined ? undefined : { prefix, bytes };
}

function split(text: string): readonly [prefix: string, data: string] {
  const separator = text.lastIndexOf("1");
  return [text.slice(0, Math.max(separator, 0)), text.slice(separator + 1)];
}

/** The prefix as the checksum reckons it in: the high bits of all its characters, then the low ones. */
function expanded(prefix: string): number[] {
  const codes = [...prefix].map((character) => character.charCodeAt(0));
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
}

function checksum(values: readonly number[]): number {
  return values.reduce((sum, value) => {
    const shifted = ((sum & 0x1ffffff) << 5) ^ value;
    return GENERATOR.reduce((all, term, bit) => ((sum >>> (25 + bit)) & 1 ? all ^ term : all), shifted);
  }, 1);
}

/** Five bits a character; fewer than five are left over, and they are zero. */
function byteLength(values: readonly number[]): number | undefined {
  const left = (values.length * 5) % 8;
  const padding = (values.at(-1) ?? 0) & ((1 << left) - 1);
  return left < 5 && padding === 0 ? Math.floor((values.length * 5) / 8) : undefined;
}
