import ipaddr from "ipaddr.js";

/** A range of addresses, both ends included, as numbers on one line: IPv6 from 0, and IPv4 after it. */
type Interval = readonly [from: bigint, to: bigint];

const BITS = { ipv4: 32, ipv6: 128 } as const;
const START = { ipv6: 0n, ipv4: 1n << 128n } as const;
const END = (1n << 128n) + (1n << 32n) - 1n;

type Family = keyof typeof BITS;

/** A set of IPv4 and IPv6 addresses. An IPv4 address in IPv6 form, `::ffff:10.0.0.1`, counts as the IPv4 address. */
export class Addresses {
  /** In order, and with a gap between each two. */
  readonly #intervals: readonly Interval[];

  static readonly none: Addresses = new Addresses([]);
  static readonly all: Addresses = new Addresses([[0n, END]]);

  private constructor(intervals: readonly Interval[]) {
    this.#intervals = intervals;
  }

  /** @param ranges addresses and CIDR blocks, which may have host bits set. @returns undefined where one of them is neither */
  static of(ranges: readonly string[]): Addresses | undefined {
    const intervals = ranges.map(intervalOf);
    return intervals.every((each) => each !== undefined) ? new Addresses(joined(intervals)) : undefined;
  }

  get isEmpty(): boolean {
    return this.#intervals.length === 0;
  }

  get isAll(): boolean {
    return Addresses.all.without(this).isEmpty;
  }

  and(other: Addresses): Addresses {
    return new Addresses(joined([...this.#intervals, ...other.#intervals]));
  }

  without(other: Addresses): Addresses {
    let left = this.#intervals;
    for (const [from, to] of other.#intervals) {
      left = left.flatMap(([first, last]): Interval[] => {
        if (to < first || from > last) return [[first, last]];
        return [
          ...(first < from ? [[first, from - 1n] as const] : []),
          ...(last > to ? [[to + 1n, last] as const] : []),
        ];
      });
    }
    return new Addresses(left);
  }

  includes(other: Addresses): boolean {
    return other.without(this).isEmpty;
  }

  /** CIDR blocks; a single address has no prefix length, and the set of all addresses is `any address`. */
  toRanges(): readonly string[] {
    if (this.isAll) return [ANY];
    return this.#intervals.flatMap(([from, to]) =>
      (["ipv6", "ipv4"] as const).flatMap((family) => blocks(family, from, to)),
    );
  }
}

export const ANY = "any address";

/** Undefined for a text that is no address of four decimal parts or of IPv6. */
export function addressOf(text: string): Addresses | undefined {
  return text.includes("/") ? undefined : Addresses.of([text]);
}

function intervalOf(text: string): Interval | undefined {
  const [host = "", length, ...rest] = text.split("/");
  const address = parsed(host);
  if (!address || rest.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(length ?? "0")) return undefined;
  const family = address.kind();
  const bits = length === undefined ? BITS[family] : Number(length);
  return bits > BITS[family] ? undefined : spanOf(address, bits);
}

/** Four decimal parts, as services take them: no octal, hexadecimal or shortened forms. */
function parsed(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (!text.includes(":")) return ipaddr.IPv4.isValidFourPartDecimal(text) ? ipaddr.IPv4.parse(text) : undefined;
  return ipaddr.IPv6.isValid(text) && !text.includes("%") ? ipaddr.IPv6.parse(text) : undefined;
}

const MAPPED_BITS = 96;

function spanOf(address: ipaddr.IPv4 | ipaddr.IPv6, bits: number): Interval {
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && bits >= MAPPED_BITS)
    return spanOf(address.toIPv4Address(), bits - MAPPED_BITS);
  const family = address.kind();
  const number = address.toByteArray().reduce((all, byte) => (all << 8n) | BigInt(byte), 0n);
  const size = 1n << BigInt(BITS[family] - bits);
  const from = START[family] + (number / size) * size;
  return [from, from + size - 1n];
}

function joined(intervals: readonly Interval[]): readonly Interval[] {
  const sorted = [...intervals].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  const merged: Interval[] = [];
  for (const [from, to] of sorted) {
    const last = merged.at(-1);
    if (!last || from > last[1] + 1n) merged.push([from, to]);
    else if (to > last[1]) merged[merged.length - 1] = [last[0], to];
  }
  return merged;
}

/** The fewest blocks of a family that make up its part of an interval. */
function blocks(family: Family, from: bigint, to: bigint): string[] {
  const start = START[family];
  const size = 1n << BigInt(BITS[family]);
  let first = from > start ? from - start : 0n;
  const last = to < start + size ? to - start : size - 1n;
  const found: string[] = [];
  while (first <= last) {
    let bits = 0;
    // A block begins at a multiple of its size.
    while (bits < BITS[family] && first % (2n << BigInt(bits)) === 0n && first + (2n << BigInt(bits)) - 1n <= last)
      bits++;
    const length = BITS[family] - bits;
    const text = textOf(family, first);
    found.push(bits === 0 ? text : `${text}/${length}`);
    first += 1n << BigInt(bits);
  }
  return found;
}

function textOf(family: Family, number: bigint): string {
  const bytes = Array.from({ length: BITS[family] / 8 }, (_, index) =>
    Number((number >> BigInt(BITS[family] - 8 * (index + 1))) & 255n),
  );
  return ipaddr.fromByteArray(bytes).toString();
}
