import fc from "fast-check";
import {
  countingEnd,
  MARK_SECONDS,
  markedStamps,
  markOf01,
  type Stamps,
  saysLabel,
  saysMark,
} from "../../../src/alibaba/client-key/mark";
import { formatTime } from "../../../src/core/clock";
import { addDuration } from "../../../src/core/duration";
import recorded from "../../recorded/0.1-pulumi.json";

const HOUR = 3_600_000;
const MADE = new Date("2026-01-01T00:00:00Z");
const MARK = { label: "shop/prod/orders-app", nonce: "0t5j2m8k3f9a2" };
const texts = fc.string({ minLength: 1, maxLength: 60 });
const marks = fc.record({ label: texts, nonce: texts });
const moments = fc.oneof(
  fc.date({ min: new Date("2020-01-01T00:00:00Z"), max: new Date("2090-01-01T00:00:00Z"), noInvalidDate: true }),
  // Around leap days.
  fc
    .tuple(fc.integer({ min: 2020, max: 2089 }), fc.integer({ min: -96, max: 96 }))
    .map(([year, hours]) => new Date(Date.UTC(year, 1, 29) + hours * HOUR)),
);
const validities = fc.constantFrom("P1Y", "P366D", "P18M", "P2Y", "P1825D", "P5Y", "P60M", "P30D", "PT9H");

describe("the mark of a client key", () => {
  it("is read back from the stamps, whenever and for however long the key was made", () => {
    fc.assert(
      fc.property(marks, moments, validities, (mark, madeAt, validity) => {
        const stamps = markedStamps(madeAt, validity, mark);
        expect(saysLabel(stamps, mark.label)).toBe(true);
        expect(saysMark(stamps, mark)).toBe(true);
      }),
    );
  });

  it("lets a key begin before the service's clock, where clocks are minutes apart, and at most four weeks before", () => {
    fc.assert(
      fc.property(marks, moments, validities, (mark, madeAt, validity) => {
        const early = madeAt.getTime() - Date.parse(markedStamps(madeAt, validity, mark).notBefore);
        expect(early).toBeGreaterThanOrEqual(4 * HOUR);
        expect(early).toBeLessThanOrEqual(28 * 24 * HOUR);
      }),
    );
  });

  it("takes less than a known time off the end, except where five years would be exceeded", () => {
    fc.assert(
      fc.property(marks, moments, validities, (mark, madeAt, validity) => {
        const { notAfter } = markedStamps(madeAt, validity, mark);
        const lost = addDuration(madeAt, validity).getTime() - Date.parse(notAfter);
        expect(lost).toBeGreaterThan(0);
        const isLongest = addDuration(madeAt, validity) > addDuration(madeAt, "P1820D");
        expect(lost).toBeLessThanOrEqual(MARK_SECONDS * 1000 + 999 + (isLongest ? 29 * 24 * HOUR : 0));
      }),
    );
  });

  it("keeps each validity at least as long as it is, one year too, and five years at most five", () => {
    fc.assert(
      fc.property(marks, moments, validities, (mark, madeAt, validity) => {
        const { notBefore, notAfter } = markedStamps(madeAt, validity, mark);
        const [start, end] = [new Date(notBefore), new Date(notAfter)];
        expect(end <= addDuration(start, "P5Y")).toBe(true);
        if (addDuration(madeAt, validity) < addDuration(madeAt, "P1820D"))
          expect(end >= addDuration(start, validity)).toBe(true);
        else expect(end >= addDuration(start, "P1824D")).toBe(true);
      }),
    );
  });

  // By a wide margin: what has another nonce is found in one of 32768 cases, another label in one of 4095.
  it("tells labels and nonces apart", () => {
    const stamps = Array.from({ length: 40 }, () => markedStamps(MADE, "P1Y", MARK));
    const taken = (mark: Partial<typeof MARK>): number =>
      stamps.filter((each) => saysMark(each, { ...MARK, ...mark })).length;
    expect(taken({})).toBe(40);
    expect(taken({ nonce: "0t5j2m8k3f9a3" })).toBe(0);
    expect(taken({ label: "shop/prod/billing-app" })).toBe(0);
    expect(stamps.filter((each) => saysLabel(each, "shop/prod/billing-app"))).toEqual([]);
  });

  it("is another one each time, so that two runs know which key is whose", () => {
    const starts = new Set(Array.from({ length: 1500 }, () => markedStamps(MADE, "P1Y", MARK).notBefore));
    expect(starts.size).toBe(64);
  });

  it("is not seen in the round stamps that people and the console give", () => {
    const round = { notBefore: "2026-01-01T00:00:00Z", notAfter: "2031-01-01T00:00:00Z" };
    const labels = Array.from({ length: 200 }, (_, n) => `label-${n}`);
    expect(labels.filter((label) => saysLabel(round, label))).toEqual([]);
  });
});

describe("the mark of version 0.1", () => {
  /** As it set them: before multiples of two hours. */
  const stampsOf01 = (label: string, version: number, isTurned = false): Stamps => {
    const [greater = 0, lesser = 0] = markOf01(label, version);
    const [early, late] = isTurned ? [lesser, greater] : [greater, lesser];
    return {
      notBefore: formatTime(new Date(MADE.getTime() - early * 1000)),
      notAfter: formatTime(new Date(addDuration(MADE, "P1Y").getTime() - late * 1000)),
    };
  };

  it("is still read, of every version, as the label alone", () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 512 }), fc.boolean(), (label, version, isTurned) => {
        const stamps = stampsOf01(label, version, isTurned);
        expect(saysLabel(stamps, label)).toBe(true);
      }),
    );
    expect(saysMark(stampsOf01(MARK.label, 1), MARK)).toBe(false);
    expect(saysLabel(stampsOf01(MARK.label, 3), "shop/prod/billing-app")).toBe(false);
  });

  it("is read in what 0.1 has recorded", () => {
    const { label, notBefore, notAfter } = recorded.ClientKey.state;
    expect(saysLabel({ notBefore, notAfter }, label)).toBe(true);
  });
});

describe("the end of a key as it counts", () => {
  it("is what was reckoned, and the service's where that is earlier than the mark explains", () => {
    const expiresAt = "2027-01-01T00:00:00Z";
    expect(countingEnd(expiresAt, "2026-12-31T21:00:00Z")).toBe(expiresAt);
    expect(countingEnd(expiresAt, "2026-12-31T20:00:00Z")).toBe("2026-12-31T20:00:00Z");
    expect(countingEnd(expiresAt, "2028-01-01T00:00:00Z")).toBe(expiresAt);
  });
});
