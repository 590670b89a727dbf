import { describeEngine, engines } from "./index";

describe("the list of engines", () => {
  const { env } = process;

  beforeEach(() => {
    process.env = { ...env, PATH: "" };
    delete process.env["KEYSMITH_TEST_ENGINES"];
  });
  afterEach(() => {
    process.env = env;
    jest.restoreAllMocks();
  });

  it("says why the real one cannot be used where it is missing", () => {
    expect(engines().map(({ kind, unavailable }) => [kind, unavailable])).toEqual([
      ["stand-in", undefined],
      ["pulumi", "no pulumi on PATH"],
    ]);
  });

  it("can be cut down to some kinds", () => {
    process.env["KEYSMITH_TEST_ENGINES"] = "pulumi";
    expect(engines()[0]?.unavailable).toBe("left out by KEYSMITH_TEST_ENGINES");
  });

  it("has the suite of a missing engine counted as skipped, with the reason in its title", () => {
    const define = jest.spyOn(globalThis, "describe").mockImplementation(() => {});
    const skip = jest.fn();
    Object.assign(define, { skip });
    describeEngine("a suite", () => {});
    expect(define.mock.calls.map(([title]) => title)).toEqual(["a suite on the stand-in"]);
    expect(skip.mock.calls.map(([title]) => title)).toEqual(["a suite on pulumi (skipped: no pulumi on PATH)"]);
  });
});
