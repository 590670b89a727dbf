import ipaddr from "ipaddr.js";
import * as z from "zod";
import type { Definition } from "../core/definition";
import { checkedText, distinct, field, fixed } from "../core/fields";
import { kept } from "../core/memo";
import { type Message, message, ref } from "../core/message";
import * as operations from "./api/operations";
import { defineNamed } from "./named";
import { namedInputs } from "./named-object";

/** Per the ROS reference of ALIYUN::KMS::NetworkRule. */
const MOST_ADDRESSES = 800;

const CONSOLE_ONLY =
  "can be made only in the vendor's console; the vendor's API, and so Keysmith, makes only rules of type Private: leave type out";

export const NETWORK_RULE = { kind: "network rule", ...operations.networkRule } as const;

/** The service accepts a block with set host bits and leaves open what they mean; we refuse it. */
export const sourceAddress: z.ZodString = checkedText((text) => {
  const found = parse(text);
  return typeof found === "string" ? found : undefined;
});

/** One spelling per address: `10.1.2.3/32` equals `10.1.2.3`, and so do the forms of an IPv6 address. */
export function canonicalAddress(text: unknown): unknown {
  const found = typeof text === "string" ? parse(text) : "";
  if (typeof found === "string") return text;
  const [address, length] = found;
  return length === bitsOf(address) ? address.toString() : `${address.toString()}/${length}`;
}

const inputs = namedInputs(NETWORK_RULE.kind, {
  type: fixed(
    z
      .enum(["Private"], { error: ({ input }) => (input === "Public" || input === "VPC" ? CONSOLE_ONLY : undefined) })
      .default("Private"),
    {
      doc: "The kind of network. Rules of type `Public` and `VPC` can be made in the vendor's console only.",
      examples: ["Private", "Private"],
    },
  ),
  sourcePrivateIps: field(distinct(sourceAddress, canonicalAddress).min(1).max(MOST_ADDRESSES), {
    doc: `Private IPv4 or IPv6 addresses and CIDR blocks from which the KMS instance may be reached, at most ${MOST_ADDRESSES}.`,
    examples: [["10.20.0.0/16"], ["10.20.0.0/16", "10.30.1.5"]],
    unordered: true,
    canonical: canonicalAddress,
  }),
});

/** All of IPv4, also as IPv6 writes it, and all of IPv6, in canonical form. */
const EVERYONE: readonly unknown[] = ["0.0.0.0/0", "::/0", "::ffff:0:0/96"];

function admitsAll({ sourcePrivateIps = [] }: Partial<z.output<typeof inputs>>): readonly Message[] {
  const open = sourcePrivateIps.filter((address) => EVERYONE.includes(canonicalAddress(address)));
  if (open.length === 0) return [];
  return [
    message`${ref("sourcePrivateIps")} has ${open.join(" and ")}: the rule admits everyone who reaches the instance`,
  ];
}

export const networkRule: Definition = defineNamed(
  {
    name: "NetworkRule",
    summary: "Source addresses from which a KMS instance may be reached. Policies name the rules that they admit.",
    inputs,
    access: {
      is: "network",
      place: ({ region }) => region,
      name: ({ name }) => name,
      ranges: ({ sourcePrivateIps }) => sourcePrivateIps,
    },
    notes: admitsAll,
    interrupts: "policies that refer to it admit no traffic through it",
  },
  {
    ...NETWORK_RULE,
    terraform: ["alicloud_kms_network_rule", "network_rule_name"],
    fixed: ({ type }) => ({ Type: type }),
    changeable: ({ sourcePrivateIps }) => ({ SourcePrivateIp: JSON.stringify(sourcePrivateIps) }),
    observe: ({ type, sourcePrivateIp }) => ({ type: type as "Private", sourcePrivateIps: sourcePrivateIp }),
  },
);

type IpAddress = ipaddr.IPv4 | ipaddr.IPv6;

const NO_ADDRESS = "is not an IPv4 or IPv6 address or CIDR block: write it as 10.1.2.3, 10.1.0.0/16 or 2001:db8::/32";

type Read = readonly [address: IpAddress, length: number] | string;

/** Kept, because an engine hands over the same texts many times in a run: given, recorded and planned. */
const read = new Map<string, Read>();

/** @returns the problem of a text that is neither an address nor a block */
function parse(text: string): Read {
  return kept(read, text, () => parseAfresh(text));
}

function parseAfresh(text: string): Read {
  const [host = "", ...rest] = text.split("/");
  const address = parseAddress(host);
  // No leading zeros, which some tools read as octal.
  if (!address || rest.length > 1 || !/^(0|[1-9]\d{0,2})$/.test(rest[0] ?? "0")) return NO_ADDRESS;
  const length = Number(rest[0] ?? bitsOf(address));
  if (length > bitsOf(address)) return NO_ADDRESS;
  if (length === bitsOf(address)) return [address, length];
  const family = text.includes(":") ? ipaddr.IPv6 : ipaddr.IPv4;
  const network = family.networkAddressFromCIDR(text).toString();
  return network === address.toString() ? [address, length] : `has host bits set: write ${network}/${length}`;
}

/** The library's own parsers for both kinds try IPv6 first, and throw for each block of IPv4: rules have hundreds of them. */
function parseAddress(text: string): IpAddress | undefined {
  if (text.includes(":")) return ipaddr.IPv6.isValid(text) && !text.includes("%") ? ipaddr.IPv6.parse(text) : undefined;
  // Four decimal parts, as the service takes them: no octal, hexadecimal or shortened forms.
  return ipaddr.IPv4.isValidFourPartDecimal(text) ? ipaddr.IPv4.parse(text) : undefined;
}

function bitsOf(address: IpAddress): number {
  return address.kind() === "ipv4" ? 32 : 128;
}
