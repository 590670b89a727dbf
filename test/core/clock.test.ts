import { clockFrom, fixedClock, formatTime } from "../../src/core/clock";
import { ConfigurationError } from "../../src/core/errors";

describe("the clock", () => {
  it("tells the real time unless it is moved", () => {
    const before = Date.now();
    const clock = clockFrom({});
    expect(clock.movedTo).toBeUndefined();
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(before);
  });

  it("stands where KEYSMITH_AS_OF puts it, and says so", () => {
    const clock = clockFrom({ KEYSMITH_AS_OF: "2027-01-31T09:00:00Z" });
    expect(formatTime(clock.now())).toBe("2027-01-31T09:00:00Z");
    expect(clock.movedTo).toBe("2027-01-31T09:00:00Z");
  });

  it.each([
    "tomorrow",
    "2027-01-31",
    "2027-01-31T09:00:00",
    "2027-01-31T09:00:00+01:00",
    "2027-13-31T09:00:00Z",
    // A bug: these counted as days in March and in December.
    "2026-02-30T00:00:00Z",
    "2026-11-31T24:00:00Z",
  ])("refuses %j", (time) => {
    expect(() => clockFrom({ KEYSMITH_AS_OF: time })).toThrow(ConfigurationError);
  });

  it("writes times to the second", () => {
    expect(formatTime(fixedClock("2026-01-01T00:00:00.999Z").now())).toBe("2026-01-01T00:00:00Z");
  });
});
