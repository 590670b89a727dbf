import fc from "fast-check";
import { planProblems } from "../../../../src/core/checks";
import type { Values } from "../../../../src/core/definition";
import { dueReasons } from "../../../../src/core/plan";
import { checkInputs, requireInputs } from "../../../../src/core/validate";
import { rootKey } from "../../../../src/ibm/kms/root-key/lifecycle";
import { HPCS, ICP, KMS, MADE, material } from "./samples";

const NOW = new Date(MADE);
const DAY = 86_400_000;
const UUID = "11111111-1111-4111-8111-111111111111";
const SIZES: ReadonlyMap<Values, readonly number[]> = new Map([
  [KMS, [16, 24, 32]],
  [HPCS, [16, 24, 32]],
  [ICP, [32, 48, 64]],
]);

const inputs = fc.record(
  {
    place: fc.constantFrom(...SIZES.keys()),
    name: fc.oneof(fc.string({ maxLength: 95 }), fc.constant("payments")),
    aliases: fc.array(fc.oneof(fc.string({ maxLength: 10 }), fc.constantFrom("payments", "key", UUID)), {
      maxLength: 6,
    }),
    tags: fc.array(fc.string({ maxLength: 32 }), { maxLength: 3 }),
    bytes: fc.constantFrom(15, 16, 24, 32, 48, 64, 65),
    every: fc.constantFrom("PT59M", "PT1H", "P30D", "P1Y"),
    enabled: fc.boolean(),
    force: fc.boolean(),
  },
  { requiredKeys: ["place", "name"] },
);
const date = fc.date({ min: new Date("2025-06-01"), max: new Date("2027-06-01"), noInvalidDate: true });

describe("whatever is given for a root key", () => {
  it("is accepted only when the service would take it", () => {
    let accepted = 0;
    const accepts = fc.property(inputs, ({ place, bytes, every, force, ...rest }) => {
      const given = {
        ...place,
        ...rest,
        ...(bytes !== undefined && { payload: material(bytes) }),
        ...(every !== undefined && { rotation: { every } }),
        ...(force !== undefined && { deletion: { force } }),
      };
      if (checkInputs(rootKey, given).problems.length > 0) return;
      accepted += 1;
      const { name, aliases = [], tags = [], enabled = true } = rest;
      expect(name.length).toBeGreaterThanOrEqual(2);
      expect(name.length).toBeLessThanOrEqual(90);
      expect([...aliases, "a-b"].every((alias) => /^[\w-]{2,90}$/.test(alias))).toBe(true);
      expect(aliases.some((alias) => alias === "key" || alias === UUID)).toBe(false);
      expect(tags.every((tag) => /^[^<>,:&|]{2,30}$/.test(tag))).toBe(true);
      expect(new Set(aliases).size).toBe(aliases.length);
      if (bytes !== undefined) expect(SIZES.get(place)).toContain(bytes);
      expect(bytes !== undefined && every !== undefined).toBe(false);
      expect(every).not.toBe("PT59M");
      if (place === ICP) expect([aliases, tags, force ?? false, enabled]).toEqual([[], [], false, true]);
    });
    fc.assert(accepts, { numRuns: 3000 });
    expect(accepted).toBeGreaterThan(20);
  });

  it("is refused for its dates when it has expired or could never rotate, and never once it is recorded", () => {
    fc.assert(
      fc.property(date, fc.constantFrom(undefined, 30, 365), (time, days) => {
        const rotation = days === undefined ? {} : { every: `P${days}D` };
        const given = requireInputs(rootKey, "key", { ...KMS, expirationDate: time.toISOString(), rotation });
        const firstRotation = NOW.getTime() + (days ?? 0) * DAY;
        expect(planProblems(rootKey, undefined, given, NOW)).toHaveLength(time.getTime() > firstRotation ? 0 : 1);
        expect(planProblems(rootKey, given, given, NOW)).toEqual([]);
      }),
    );
  });

  it("is due for rotation from the day on which it is, until it expires", () => {
    const terms = { rotation: { every: "P30D" }, expirationDate: "2030-01-01T00:00:00Z" };
    const given = requireInputs(rootKey, "key", { ...KMS, ...terms });
    const state = { ...given, state: "active", createdAt: MADE, version: 1 };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3000 }), (day) => {
        const due = dueReasons(rootKey, state, given, new Date(NOW.getTime() + day * DAY));
        expect(due.map(({ code }) => code)).toEqual(day >= 30 && day < 1461 ? ["rotate"] : []);
      }),
    );
  });
});
