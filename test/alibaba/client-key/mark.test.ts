import fc from "fast-check";
import { isMarked, MARK_SECONDS, markedStamps, markOf, readMark } from "../../../src/alibaba/client-key/mark";
import { addDuration } from "../../../src/core/duration";

const MADE = new Date("2026-01-01T00:00:00Z");
const labels = fc.string({ minLength: 1, maxLength: 60 });
const versions = fc.integer({ min: 1, max: 10_000 });
const moments = fc.date({
  min: new Date("2020-01-01T00:00:00Z"),
  max: new Date("2090-01-01T00:00:00Z"),
  noInvalidDate: true,
});
const validities = fc.constantFrom("P1Y", "P366D", "P18M", "P2Y", "P1825D", "P5Y", "P60M", "P30D");

describe("the mark of a client key", () => {
  it("keeps to two numbers of seconds under 4096", () => {
    fc.assert(
      fc.property(labels, versions, (label, version) => {
        const mark = markOf(label, version);
        expect(mark.every((number) => number >= 0 && number < 4096)).toBe(true);
      }),
    );
  });

  it("sets the stamps a little before the round values", () => {
    const { notBefore, notAfter } = markedStamps(MADE, "P1Y", markOf("shop/prod/orders-app", 1));
    expect(Date.parse(notBefore)).toBeLessThanOrEqual(MADE.getTime());
    expect(Date.parse(notBefore)).toBeGreaterThan(MADE.getTime() - 4096_000);
    expect(Date.parse(notAfter)).toBeLessThanOrEqual(Date.parse("2027-01-01T00:00:00Z"));
    expect(Date.parse(notAfter)).toBeGreaterThan(Date.parse("2027-01-01T00:00:00Z") - 4096_000);
  });

  it("is read back from the stamps, whenever and for however long the key was made", () => {
    fc.assert(
      fc.property(labels, versions, moments, validities, (label, version, madeAt, validity) => {
        const stamps = markedStamps(madeAt, validity, markOf(label, version));
        expect(readMark(stamps)).toEqual(markOf(label, version));
        expect(isMarked(stamps, label, version, version)).toBe(true);
      }),
    );
  });

  it("is valid from the moment of making, and loses less than a known time at the end", () => {
    fc.assert(
      fc.property(labels, versions, moments, validities, (label, version, madeAt, validity) => {
        const { notBefore, notAfter } = markedStamps(madeAt, validity, markOf(label, version));
        const lost = addDuration(madeAt, validity).getTime() - Date.parse(notAfter);
        expect(Date.parse(notBefore)).toBeLessThanOrEqual(madeAt.getTime());
        expect(lost).toBeGreaterThanOrEqual(0);
        const leapDay = validity === "P5Y" ? 86_400_000 : 0;
        expect(lost).toBeLessThanOrEqual(MARK_SECONDS * 1000 + 999 + leapDay);
      }),
    );
  });

  it("keeps one year at least one year, and five years at most five", () => {
    fc.assert(
      fc.property(labels, versions, moments, (label, version, madeAt) => {
        const year = markedStamps(madeAt, "P1Y", markOf(label, version));
        const five = markedStamps(madeAt, "P5Y", markOf(label, version));
        expect(new Date(year.notAfter) >= addDuration(new Date(year.notBefore), "P1Y")).toBe(true);
        expect(new Date(five.notAfter) <= addDuration(new Date(five.notBefore), "P5Y")).toBe(true);
      }),
    );
  });

  // The five years were counted from the first of March, and the key begins a little earlier.
  it("keeps five years at most five where a key begins on the last of February", () => {
    const five = markedStamps(new Date("2075-03-01T00:00:00Z"), "P5Y", markOf(" ", 1));
    expect(five.notBefore).toMatch(/^2075-02-28T/);
    expect(five.notAfter).toMatch(/^2080-02-28T/);
  });

  it("tells labels and versions apart", () => {
    const stamps = markedStamps(MADE, "P1Y", markOf("shop/prod/orders-app", 3));
    expect(isMarked(stamps, "shop/prod/orders-app", 1, 64)).toBe(true);
    expect(isMarked(stamps, "shop/prod/orders-app", 4, 64)).toBe(false);
    expect(isMarked(stamps, "shop/prod/billing-app", 1, 64)).toBe(false);
  });

  it("is not seen in the round stamps that people and the console give", () => {
    const round = { notBefore: "2026-01-01T00:00:00Z", notAfter: "2031-01-01T00:00:00Z" };
    const lookalikes = Array.from({ length: 200 }, (_, n) => isMarked(round, `label-${n}`, 1, 512)).filter(Boolean);
    expect(lookalikes).toEqual([]);
  });
});
