import { canonicalAddress, networkRule, sourceAddress } from "../../src/alibaba/network-rule";
import { advise, plan } from "../../src/core/plan";
import { UNKNOWN } from "../../src/core/unknown";

const problemOf = (address: string): string | undefined => sourceAddress.safeParse(address).error?.issues[0]?.message;

describe("a rule that admits everyone", () => {
  const now = new Date("2026-01-01T00:00:00Z");
  const rule = (sourcePrivateIps: unknown) => ({
    name: "office",
    type: "Private",
    region: "cn-hangzhou",
    sourcePrivateIps,
  });
  const said = (ips: unknown): string => advise(networkRule, rule(ips), now).map(String).join();

  it.each(["0.0.0.0/0", "::/0", "0:0:0:0:0:0:0:0/0", "::ffff:0:0/96", "::ffff:0.0.0.0/96"])(
    "is warned of in the plan that makes it, and in each one after that: %s",
    (address) => {
      const words = `sourcePrivateIps has ${address}: the rule admits everyone who reaches the instance`;
      expect(said(["10.0.0.0/8", address])).toBe(`NetworkRule "office": ${words}`);
      const recorded = { ...rule([address]), arn: "a" };
      expect(plan(networkRule, recorded, rule([address]), now)).toMatchObject({
        action: "none",
        warnings: [expect.anything()],
      });
    },
  );

  it("isn't one that admits many, or that isn't known yet", () => {
    expect(said(["10.0.0.0/8", "0.0.0.0/1", "::/1", "::1"])).toBe("");
    expect(said(UNKNOWN)).toBe("");
    expect(said([UNKNOWN])).toBe("");
  });
});

describe("a source address", () => {
  it.each([
    "10.1.2.3",
    "10.0.0.0/8",
    "192.168.1.0/24",
    "0.0.0.0/0",
    "10.1.2.3/32",
    "2001:db8::1",
    "2001:db8::/32",
    "::1/128",
  ])("may be %s", (address) => expect(problemOf(address)).toBeUndefined());

  it.each([
    ["10.20.0.5/16", "write 10.20.0.0/16"],
    ["10.10.10.10/24", "write 10.10.10.0/24"],
    ["2001:db8::5/32", "write 2001:db8::/32"],
  ])("with host bits, %s, is refused with the right form", (address, corrected) => {
    expect(problemOf(address)).toContain(corrected);
  });

  it.each([
    "",
    "10.1.2",
    "10.1.2.256",
    "0x0a.1.2.3",
    "012.1.2.3",
    "10.0.0.0/33",
    "10.0.0.0/-1",
    "10.0.0.0/ 8",
    "fe80::1%eth0",
    "example.com",
    "10.0.0.0/8/8",
    "2001:db8::/129",
    "10.0.0.0/08",
    "10.0.0.0/00",
    "2001:db8::/032",
  ])("is refused: %j", (address) => expect(problemOf(address)).toContain("is not an IPv4 or IPv6 address"));

  it("has one form for one meaning", () => {
    expect(canonicalAddress("10.1.2.3/32")).toBe("10.1.2.3");
    expect(canonicalAddress("2001:0DB8:0::/32")).toBe("2001:db8::/32");
    expect(canonicalAddress("2001:db8:0:0::1")).toBe("2001:db8::1");
    expect(canonicalAddress("10.0.0.0/8")).toBe("10.0.0.0/8");
    expect(canonicalAddress("nonsense")).toBe("nonsense");
  });
});
