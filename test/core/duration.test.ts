import fc from "fast-check";
import { DateTime, Duration } from "luxon";
import { addDuration, subtractDuration } from "../../src/core/duration";

const number = fc.nat(500);
const unit = (letter: string) =>
  fc.option(number, { nil: undefined }).map((n) => (n === undefined ? "" : `${n}${letter}`));
const date = fc.tuple(unit("Y"), unit("M"), unit("W"), unit("D")).map((parts) => parts.join(""));
const time = fc.tuple(unit("H"), unit("M"), unit("S")).map((parts) => parts.join(""));
const duration = fc
  .tuple(
    fc.oneof(
      date,
      date.map((text) => text.replaceAll(/\d+[YM]/g, "")),
    ),
    time,
  )
  .filter(([days, hours]) => days !== "" || hours !== "")
  .map(([days, hours]) => `P${days}${hours === "" ? "" : `T${hours}`}`);
const moment = fc.date({ min: new Date("1990-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });

it("durations are reckoned in UTC as the calendar has it", () => {
  fc.assert(
    fc.property(moment, duration, (at, text) => {
      const [start, whole] = [DateTime.fromJSDate(at, { zone: "utc" }), Duration.fromISO(text)];
      expect(addDuration(at, text)).toEqual(start.plus(whole).toJSDate());
      expect(subtractDuration(at, text)).toEqual(start.minus(whole).toJSDate());
    }),
  );
});

it("a text that is no duration is an error each time", () => {
  for (const reckon of [addDuration, addDuration, subtractDuration])
    expect(() => reckon(new Date(), "30 days")).toThrow(/not an ISO 8601 duration: "30 days"/);
});
