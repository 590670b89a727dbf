import path from "node:path";

const EnginesFirst = require("../scripts/sequencer.cjs");

const ON_ENGINES = "lifecycle/pulumi.test.ts";

/** Suites in the order in which they run, of files of these sizes. @param durations of those that ran before */
function ordered(sizes: Readonly<Record<string, number>>, durations: Readonly<Record<string, number>> = {}): string[] {
  const sequencer = new EnginesFirst();
  const file = (name: string): string => path.resolve(__dirname, name);
  sequencer.time = (test: { path: string }) => durations[path.relative(__dirname, test.path)];
  const bytes = new Map(Object.entries(sizes).map(([name, size]) => [file(name), size]));
  const context = { config: { cache: false }, hasteFS: { getSize: (name: string) => bytes.get(name) } };
  const sorted = sequencer.sort(Object.keys(sizes).map((name) => ({ path: file(name), context })));
  return sorted.map((test: { path: string }) => path.relative(__dirname, test.path));
}

describe("the order of suites", () => {
  const sizes = { "core/plan.test.ts": 10, [ON_ENGINES]: 1, "docs.test.ts": 20 };

  // A bug: in a fresh clone the suite that takes longest, whose file is short, came last and was waited for alone.
  it("begins with those on engines where nobody knows how long they take", () => {
    expect(ordered(sizes)).toEqual([ON_ENGINES, "docs.test.ts", "core/plan.test.ts"]);
  });

  it("begins with those that took longest where that is known", () => {
    const durations = { "core/plan.test.ts": 9, [ON_ENGINES]: 5, "docs.test.ts": 7 };
    expect(ordered(sizes, durations)).toEqual(["core/plan.test.ts", "docs.test.ts", ON_ENGINES]);
  });
});
