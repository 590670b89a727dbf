import fc from "fast-check";
import { Addresses } from "../../../src/core/access/addresses";
import type { Grant } from "../../../src/core/access/grants";

export const GRANT: Grant = {
  to: "orders-app",
  place: "cn-hangzhou",
  isPlaced: true,
  by: "orders",
  instance: "kst-1",
  permission: "CryptoServiceSecretUser",
  operations: ["GetSecretValue"],
  needsNone: false,
  resources: [],
  unknown: [],
  from: { addresses: Addresses.all, rules: [], lacking: [] },
  until: undefined,
};

/** Of secrets, from these addresses. */
export function granting(secrets: readonly string[], ranges?: readonly string[], more: Partial<Grant> = {}): Grant {
  const addresses = ranges ? Addresses.of(ranges) : Addresses.all;
  if (!addresses) throw new Error(`not all of ${ranges?.join(", ")} are addresses`);
  const from = { addresses, rules: ranges ? ["office"] : [], lacking: [] };
  return { ...GRANT, resources: secrets.map((name) => `secret/${name}`), from, ...more };
}

/** Few letters, addresses and instances, so that what one grant allows another often does too. */
export interface SmallGrant {
  readonly secrets: readonly string[];
  readonly ranges: readonly string[];
  readonly instance: string;
}

const secret = fc
  .tuple(fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 2 }), fc.boolean())
  .filter(([name, star]) => star || name !== "")
  .map(([name, star]) => (star ? `${name}*` : name));
const range = fc
  .tuple(fc.integer({ min: 0, max: 7 }), fc.constantFrom(30, 31, 32))
  .map(([last, length]) => `10.0.0.${last - (last % 2 ** (32 - length))}/${length}`);

export const smallGrants: fc.Arbitrary<readonly SmallGrant[]> = fc.array(
  fc.record({
    secrets: fc.array(secret, { minLength: 1, maxLength: 3 }),
    ranges: fc.array(range, { minLength: 1, maxLength: 3 }),
    instance: fc.constantFrom("kst-1", "kst-1", "kst-2"),
  }),
  { maxLength: 3 },
);

export function grantOf({ secrets, ranges, instance }: SmallGrant): Grant {
  return granting(secrets, ranges, { instance });
}
