import { SCREEN, Telling } from "../../scripts/demo/telling";

function told(tell: (telling: Telling) => void): string[] {
  const lines: string[] = [];
  const telling = new Telling((line) => lines.push(line));
  tell(telling);
  expect(telling.told).toBe(lines.join("\n"));
  return lines;
}

it("breaks long lines between words, and long words anywhere, and loses nothing", () => {
  const words = Array.from({ length: 30 }, (_, index) => `word${index}`).join(" ");
  const long = "x".repeat(300);
  for (const text of [words, long, `${words} ${long} ${words}`]) {
    for (const lines of [
      told((telling) => telling.opening(text)),
      told((telling) => telling.heading(text)),
      told((telling) => telling.show(text)),
      told((telling) => telling.claim(true, text)),
    ]) {
      expect(lines.filter(({ length }) => length > SCREEN.columns)).toEqual([]);
      const bare = lines.map((line) => line.replace(/^(== | {3}\| +| {3}✓ | +)/, "")).join("");
      expect(bare.replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
    }
  }
});

it("shows the beginning of what is long, so that two such parts and three claims fit a screen", () => {
  const printed = Array.from({ length: 40 }, (_, index) => `line ${index}`).join("\n\n");
  const lines = told((telling) => {
    telling.heading("a chapter");
    for (let part = 0; part < 2; part++) telling.show(printed);
    for (let number = 0; number < 3; number++) telling.claim(true, "it holds");
  });
  expect(lines.slice(1, 4)).toEqual(["== a chapter", "   | line 0", "   | line 1"]);
  expect(lines.filter((line) => line === "   | … (32 more lines)")).toHaveLength(2);
  // The empty line before the heading belongs to the chapter before it, and the one before the next to this one.
  expect(lines.length).toBeLessThanOrEqual(SCREEN.lines);
});

it("keeps the lines of what is said first", () => {
  expect(told((telling) => telling.opening("it can't be set up:\nno network"))).toEqual([
    "it can't be set up:",
    "no network",
  ]);
});

it("ends at a claim that doesn't hold", () => {
  expect(() => told((telling) => telling.claim(false, "nobody was refused"))).toThrow(
    "this should not have been: nobody was refused",
  );
});
