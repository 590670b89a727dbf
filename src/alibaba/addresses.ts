import ipaddr from "ipaddr.js";
import { z } from "zod";

/** The most addresses that one rule holds, per the ROS reference of ALIYUN::KMS::NetworkRule. */
export const MOST_ADDRESSES = 800;

/**
 * An IPv4 or IPv6 address, or a CIDR block whose host bits are zero. The service itself accepts set host bits and
 * leaves open what they mean; we don't.
 */
export const sourceAddress: z.ZodString = z.string().check((context) => {
  const found = parse(context.value);
  if (typeof found === "string") context.issues.push({ code: "custom", message: found, input: context.value });
});

/** One spelling for one address: `10.1.2.3/32` and `10.1.2.3` are the same, so are the forms of an IPv6 address. */
export function canonicalAddress(text: unknown): unknown {
  const found = typeof text === "string" ? parse(text) : "";
  if (typeof found === "string") return text;
  const [address, length] = found;
  return length === bitsOf(address) ? address.toString() : `${address.toString()}/${length}`;
}

type Block = readonly [address: ipaddr.IPv4 | ipaddr.IPv6, length: number];

const NO_ADDRESS = "is no IPv4 or IPv6 address or CIDR block: write it as 10.1.2.3, 10.1.0.0/16 or 2001:db8::/32";

/** @returns what is wrong with a text that is neither address nor block */
function parse(text: string): Block | string {
  const [host = "", ...rest] = text.split("/");
  const address = parseAddress(host);
  // Without leading zeros, which some read as octal.
  if (!address || rest.length > 1 || !/^(0|[1-9]\d{0,2})$/.test(rest[0] ?? "0")) return NO_ADDRESS;
  const length = Number(rest[0] ?? bitsOf(address));
  if (length > bitsOf(address)) return NO_ADDRESS;
  return hasHostBits(address, length) ? `has host bits set: write ${networkOf(text)}/${length}` : [address, length];
}

/** The library's own readings of both kinds try IPv6 first, and throw for each block of IPv4: rules have hundreds of them. */
function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (text.includes(":")) return ipaddr.IPv6.isValid(text) && !text.includes("%") ? ipaddr.IPv6.parse(text) : undefined;
  // Four decimal parts, as the service takes them: no octal, hexadecimal or shortened forms.
  return ipaddr.IPv4.isValidFourPartDecimal(text) ? ipaddr.IPv4.parse(text) : undefined;
}

function bitsOf(address: ipaddr.IPv4 | ipaddr.IPv6): number {
  return address.kind() === "ipv4" ? 32 : 128;
}

function hasHostBits(address: ipaddr.IPv4 | ipaddr.IPv6, length: number): boolean {
  return address.toByteArray().some((byte, index) => {
    const networkBits = Math.min(8, Math.max(0, length - 8 * index));
    return (byte & (0xff >> networkBits)) !== 0;
  });
}

function networkOf(text: string): string {
  const family = text.includes(":") ? ipaddr.IPv6 : ipaddr.IPv4;
  return family.networkAddressFromCIDR(text).toString();
}
