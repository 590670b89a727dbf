import ipaddr from "ipaddr.js";
import { z } from "zod";

/** The most addresses that one rule holds, per the ROS reference of ALIYUN::KMS::NetworkRule. */
export const MOST_ADDRESSES = 800;

/**
 * An IPv4 or IPv6 address, or a CIDR block whose host bits are zero. The service itself accepts set host bits and
 * leaves open what they mean; we don't.
 */
export const sourceAddress: z.ZodString = z.string().check((context) => {
  const problem = addressProblem(context.value);
  if (problem) context.issues.push({ code: "custom", message: problem, input: context.value });
});

/** One spelling for one address: `10.1.2.3/32` and `10.1.2.3` are the same, so are the forms of an IPv6 address. */
export function canonicalAddress(text: unknown): unknown {
  if (typeof text !== "string" || addressProblem(text)) return text;
  const [address = "", prefix] = text.split("/");
  const parsed = ipaddr.parse(address);
  const bits = parsed.kind() === "ipv4" ? 32 : 128;
  return prefix === undefined || Number(prefix) === bits ? parsed.toString() : `${parsed.toString()}/${prefix}`;
}

function addressProblem(text: string): string | undefined {
  // The library tells what is no address by an error of its own, which costs much where there are hundreds of blocks.
  const isBlock = text.includes("/");
  if (!isBlock && isAddress(text)) return undefined;
  const cidr = isBlock ? parseCidr(text) : undefined;
  if (!cidr) return "is no IPv4 or IPv6 address or CIDR block: write it as 10.1.2.3, 10.1.0.0/16 or 2001:db8::/32";
  const network = networkOf(text);
  const corrected = `${network.toString()}/${cidr[1]}`;
  return network.toString() === cidr[0].toString() ? undefined : `has host bits set: write ${corrected}`;
}

/** Four decimal parts, as the service takes them: no octal, hexadecimal or shortened forms, no zone. */
function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || (ipaddr.IPv6.isValid(text) && !text.includes("%"));
}

/** Its length without leading zeros, which some read as octal. */
function parseCidr(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | undefined {
  if (!/^[^/]+\/(0|[1-9]\d{0,2})$/.test(text) || !isAddress(text.split("/")[0] ?? "")) return undefined;
  return ipaddr.isValidCIDR(text) ? ipaddr.parseCIDR(text) : undefined;
}

function networkOf(text: string): ipaddr.IPv4 | ipaddr.IPv6 {
  return text.includes(":") ? ipaddr.IPv6.networkAddressFromCIDR(text) : ipaddr.IPv4.networkAddressFromCIDR(text);
}
