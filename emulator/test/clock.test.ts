import { Clock } from "../src/clock";

const iso = (clock: Clock): string => clock.now().toISOString();

describe("the emulator's clock", () => {
  it("shows real time until it is set", () => {
    const before = Date.now();
    const shown = new Clock().now().getTime();
    expect(shown).toBeGreaterThanOrEqual(before);
    expect(shown).toBeLessThanOrEqual(Date.now());
  });

  it("stands still once it is set, in whatever zone", () => {
    const clock = new Clock();
    clock.set("2026-01-31T00:00:00+02:00");
    expect(iso(clock)).toBe("2026-01-30T22:00:00.000Z");
    clock.advance("P1M");
    expect(iso(clock)).toBe("2026-02-28T22:00:00.000Z");
    clock.advance("PT1H30M");
    expect(iso(clock)).toBe("2026-02-28T23:30:00.000Z");
  });

  it("runs on when it is moved while running, and goes back to real time", () => {
    const clock = new Clock();
    clock.advance("P365D");
    const year = 365 * 24 * 3600 * 1000;
    const before = Date.now();
    expect(clock.now().getTime() - year).toBeGreaterThanOrEqual(before);
    clock.reset();
    expect(clock.now().getTime()).toBeLessThan(before + year / 2);
  });

  it.each(["yesterday", "2026-01-01", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z"])("is not set to %j", (time) => {
    expect(() => new Clock().set(time)).toThrow(expect.objectContaining({ code: "EmulatorInput" }));
  });

  it.each(["1 year", "P", "P1X", "P999999Y", ""])("is not moved by %j", (duration) => {
    expect(() => new Clock().advance(duration)).toThrow(expect.objectContaining({ code: "EmulatorInput" }));
  });

  it.each(["-P1D", "P-1D", "P1DT-48H"])("is not moved back by %j, as it is set for that", (duration) => {
    const clock = new Clock();
    clock.set("2026-01-31T00:00:00Z");
    const refused = { code: "EmulatorInput", message: expect.stringContaining("back") };
    expect(() => clock.advance(duration)).toThrow(expect.objectContaining(refused));
    expect(iso(clock)).toBe("2026-01-31T00:00:00.000Z");
    clock.advance("PT0S");
    clock.set("2026-01-30T00:00:00Z");
    expect(iso(clock)).toBe("2026-01-30T00:00:00.000Z");
  });

  it.each(["set", "advance"] as const)("reads back what it wrote after %s", (verb) => {
    const clock = new Clock();
    clock[verb](verb === "set" ? "2026-01-01T00:00:00Z" : "P100Y");
    const other = new Clock();
    other.restore(JSON.parse(JSON.stringify(clock.snapshot())));
    expect(iso(other).slice(0, 13)).toBe(iso(clock).slice(0, 13));
  });
});
