import fc from "fast-check";
import { Addresses } from "../../../src/core/access/addresses";
import { covers, type Difference, difference } from "../../../src/core/access/cover";
import type { Grant } from "../../../src/core/access/grants";
import { matches } from "../../../src/core/access/pattern";
import { randomInputs } from "../../support/describe-engine";
import { granting, grantOf, type SmallGrant, smallGrants } from "./grant";

const OFFICE = ["10.0.0.0/8"];

/** Every name of up to three letters. Patterns have two of them, and as many letters: each has a name that no longer pattern matches. */
const LETTERS = ["a", "b", "c"];
const NAMES = [1, 2, 3].flatMap((length) =>
  Array.from({ length }, () => LETTERS).reduce(
    (names, letters) => names.flatMap((name) => letters.map((letter) => name + letter)),
    [""],
  ),
);
const ADDRESSES = Array.from({ length: 8 }, (_, last) => `10.0.0.${last}`);

const POINTS = ["kst-1", "kst-2"].flatMap((instance) =>
  NAMES.flatMap((name) => ADDRESSES.map((address) => [instance, name, address] as const)),
);

function allows(grants: readonly SmallGrant[], [instance, name, address]: (typeof POINTS)[number]): boolean {
  const last = Number(address.split(".")[3]);
  return grants.some(
    (grant) =>
      grant.instance === instance &&
      grant.secrets.some((secret) => matches(secret, name)) &&
      grant.ranges.some((range) => {
        const [host = "", length = ""] = range.split("/");
        const first = Number(host.split(".")[3]);
        return last >= first && last < first + 2 ** (32 - Number(length));
      }),
  );
}

const AT = new Map(ADDRESSES.map((address) => [address, Addresses.of([address]) ?? Addresses.all]));

function isIn({ grant, pattern, addresses }: Difference, [instance, name, address]: (typeof POINTS)[number]): boolean {
  const isThere = grant.instance === instance && matches(pattern, `secret/${name}`);
  return isThere && addresses.includes(AT.get(address) ?? Addresses.all);
}

describe("covers", () => {
  const wide = granting(["orders/*"], OFFICE);

  it.each<readonly [string, Grant, boolean]>([
    ["itself", wide, true],
    ["one secret of it from one address of it", granting(["orders/db"], ["10.1.2.3"]), true],
    ["a narrower pattern", granting(["orders/db*"], OFFICE), true],
    ["a wider pattern", granting(["*"], OFFICE), false],
    ["another secret", granting(["billing"], OFFICE), false],
    ["another network too", granting(["orders/db"], [...OFFICE, "192.168.0.0/16"]), false],
    ["any address", granting(["orders/db"]), false],
    ["another permission", granting(["orders/db"], OFFICE, { permission: "SecretUser" }), false],
    ["another instance", granting(["orders/db"], OFFICE, { instance: "kst-2" }), false],
    ["an instance that isn't known", granting(["orders/db"], OFFICE, { instance: undefined }), false],
    ["another application", granting(["orders/db"], OFFICE, { to: "billing-app" }), false],
    ["nothing at all", granting([], OFFICE), true],
    ["secrets that aren't known", granting([], OFFICE, { unknown: ["secret"] }), false],
  ])("of %s", (_what, narrow, expected) => {
    expect(covers([wide], [narrow])).toBe(expected);
  });

  it("takes several grants together", () => {
    const halves = [granting(["*"], ["10.0.0.0/9"]), granting(["orders/*"], ["10.128.0.0/9"])];
    expect(covers(halves, [wide])).toBe(true);
    expect(covers(halves, [granting(["*"], OFFICE)])).toBe(false);
  });

  it("never counts on what it doesn't know", () => {
    const unknown = granting(["orders/*"], OFFICE, {
      from: { addresses: Addresses.none, rules: ["vpn"], lacking: ["?"] },
    });
    expect(covers([unknown], [granting(["orders/db"], OFFICE)])).toBe(false);
    expect(covers([granting(["orders/*"])], [unknown])).toBe(true);
    expect(covers([granting(["*"])], [granting([], OFFICE, { unknown: ["secret"] })])).toBe(true);
  });

  it("says what trying every secret from every address says", () => {
    fc.assert(
      fc.property(smallGrants, smallGrants, (wides, narrows) => {
        const tried = POINTS.every((point) => !allows(narrows, point) || allows(wides, point));
        expect(covers(wides.map(grantOf), narrows.map(grantOf))).toBe(tried);
      }),
      { numRuns: randomInputs(1_000) },
    );
  });
});

describe("the difference", () => {
  it("has what is new, and nothing else", () => {
    fc.assert(
      fc.property(smallGrants, smallGrants, (after, before) => {
        const found = difference(after.map(grantOf), before.map(grantOf));
        const odd = POINTS.filter((point) => {
          const isTold = found.some((each) => isIn(each, point));
          const isNew = allows(after, point) && !allows(before, point);
          return isTold ? !allows(after, point) : isNew;
        });
        expect(odd).toEqual([]);
        expect(found.every(({ isCertain }) => isCertain)).toBe(true);
        expect(found.length === 0).toBe(covers(before.map(grantOf), after.map(grantOf)));
      }),
      { numRuns: randomInputs(300) },
    );
  });

  const told = (after: readonly Grant[], before: readonly Grant[]) =>
    difference(after, before).map(({ pattern, addresses, isCertain }) => [pattern, addresses.toRanges(), isCertain]);

  it("says a secret once, by the widest pattern", () => {
    expect(told([granting(["orders/db", "orders/*"], OFFICE)], [])).toEqual([["secret/orders/*", OFFICE, true]]);
  });

  it("is certain of what is known, and says what may be besides", () => {
    const unknown = granting(["a"], OFFICE, { unknown: ["secret"] });
    expect(told([unknown], [])).toEqual([
      ["secret/a", OFFICE, true],
      ["secret/(known after apply)", OFFICE, false],
    ]);
    // A secret that isn't known yet may be the one that was there.
    expect(told([granting(["b"], OFFICE)], [unknown])).toEqual([["secret/b", OFFICE, false]]);
    expect(told([unknown], [granting(["*"], OFFICE)])).toEqual([]);
  });

  it("takes networks that aren't known for any, and for none", () => {
    const from = { addresses: Addresses.none, rules: ["vpn"], lacking: ["vpn is recorded nowhere"] };
    const unknown = granting(["a"], [], { from });
    expect(told([unknown], [])).toEqual([["secret/a", ["any address"], false]]);
    expect(told([granting(["a"], OFFICE)], [unknown])).toEqual([["secret/a", OFFICE, false]]);
    expect(told([unknown], [unknown])).toEqual([]);
  });

  it("takes an instance that isn't known for another one, perhaps", () => {
    const unknown = granting(["a"], OFFICE, { instance: undefined });
    expect(told([unknown], [granting(["a"], OFFICE)])).toEqual([["secret/a", OFFICE, false]]);
    expect(told([granting(["a"], OFFICE)], [unknown])).toEqual([["secret/a", OFFICE, false]]);
  });
});
