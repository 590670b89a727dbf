import fc from "fast-check";
import { Addresses, addressOf } from "../../../src/core/access/addresses";
import { randomInputs } from "../../support/describe-engine";

const of = (...ranges: string[]): Addresses => Addresses.of(ranges) ?? Addresses.none;

describe("a set of addresses", () => {
  it.each([
    [["10.0.0.0/8", "10.1.2.3"], ["10.0.0.0/8"]],
    [["10.0.0.0/9", "10.128.0.0/9"], ["10.0.0.0/8"]],
    [["10.10.10.10/24"], ["10.10.10.0/24"]],
    [["::ffff:10.0.0.0/104"], ["10.0.0.0/8"]],
    [["::ffff:10.1.2.3"], ["10.1.2.3"]],
    [["2001:db8::/32", "2001:db8::7"], ["2001:db8::/32"]],
    [["0.0.0.0/0", "::/0"], ["any address"]],
    [["0.0.0.0/0"], ["0.0.0.0/0"]],
    [
      ["255.255.255.255", "::"],
      ["::", "255.255.255.255"],
    ],
    [[], []],
  ])("of %j is told as %j", (ranges, told) => {
    expect(of(...ranges).toRanges()).toEqual(told);
  });

  it.each(["10.1", "0x0a.0.0.1", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.1/8/8", "fe80::1%eth0", "office", ""])(
    "has no %j in it, which is neither an address nor a block",
    (text) => expect(Addresses.of([text])).toBeUndefined(),
  );

  it("is asked for one address, and not for a block", () => {
    expect(addressOf("10.1.2.3")?.toRanges()).toEqual(["10.1.2.3"]);
    expect(addressOf("10.1.2.3/32")).toBeUndefined();
  });

  it("loses what is taken out of it, to the address", () => {
    expect(of("10.0.0.0/30").without(of("10.0.0.1")).toRanges()).toEqual(["10.0.0.0", "10.0.0.2/31"]);
    expect(Addresses.all.without(of("::/0")).toRanges()).toEqual(["0.0.0.0/0"]);
  });

  it("is what a set of its addresses is", () => {
    const block = fc
      .tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 28, max: 32 }))
      .map(([last, length]) => `10.0.0.${last}/${length}`);
    const blocks = fc.array(block, { maxLength: 4 });
    const has = (ranges: readonly string[], last: number): boolean =>
      ranges.some((range) => {
        const [host = "", length = ""] = range.split("/");
        const size = 2 ** (32 - Number(length));
        return Math.floor(Number(host.split(".")[3]) / size) === Math.floor(last / size);
      });
    fc.assert(
      fc.property(blocks, blocks, (ones, others) => {
        const [one, other] = [of(...ones), of(...others)];
        for (let last = 0; last < 16; last++) {
          const address = of(`10.0.0.${last}`);
          expect(one.includes(address)).toBe(has(ones, last));
          expect(one.and(other).includes(address)).toBe(has(ones, last) || has(others, last));
          expect(one.without(other).includes(address)).toBe(has(ones, last) && !has(others, last));
        }
        const again = of(...one.toRanges());
        expect(again.includes(one) && one.includes(again)).toBe(true);
      }),
      { numRuns: randomInputs(500) },
    );
  });
});
