import { ConfigurationError, InterruptedError } from "../../src/core/errors";
import { Memo } from "../../src/core/memo";
import { type Connectable, Run, type RunOptions } from "../../src/core/run";

describe("the answers that a run keeps", () => {
  it("asks once, however many wait", async () => {
    const memo = new Memo();
    const ask = jest.fn(async () => "answer");
    expect(await Promise.all([memo.once("a", ask), memo.once("a", ask)])).toEqual(["answer", "answer"]);
    expect(await memo.once("a", ask)).toBe("answer");
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it("asks again for what was forgotten, and for what failed", async () => {
    const memo = new Memo();
    await memo.once("a", async () => "old");
    memo.forget("a");
    expect(await memo.once("a", async () => "new")).toBe("new");
    await expect(memo.once("b", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await memo.once("b", async () => "yes")).toBe("yes");
  });

  it("keeps a newer answer when an older question fails late", async () => {
    const memo = new Memo();
    let fail: (error: Error) => void = () => {};
    const late = memo.once("a", () => new Promise<string>((_, reject) => (fail = reject)));
    memo.forget("a");
    await memo.once("a", async () => "new");
    fail(new Error("late"));
    await expect(late).rejects.toThrow("late");
    expect(await memo.once("a", async () => "asked again")).toBe("new");
  });
});

describe("a run", () => {
  const speed = { config: "toy.speed", env: "TOY_SPEED", doc: "How fast." };
  const begin = (options: Partial<RunOptions> = {}): { run: Run; lines: string[] } => {
    const lines: string[] = [];
    return { run: new Run({ env: {}, log: { warn: (line) => void lines.push(line) }, ...options }), lines };
  };

  it("makes one client a vendor, with its own configuration and clock", () => {
    const connect = jest.fn<unknown, Parameters<Connectable["connect"]>>((setting, { clock }) => {
      return { speed: setting(speed), time: clock.now().toISOString() };
    });
    const clock = { now: () => new Date("2026-01-01T00:00:00Z") };
    const { run } = begin({ configuration: (key) => (key === "toy.speed" ? "fast" : undefined), clock });
    const vendor = { connect };
    expect(run.context(vendor).client).toBe(run.context(vendor).client);
    expect(run.context(vendor).client).toEqual({ speed: "fast", time: "2026-01-01T00:00:00.000Z" });
    expect(connect).toHaveBeenCalledTimes(1);
    expect(run.context({ connect }).ledger).toBe(run.ledger);
  });

  it("goes by the environment as it was when it began", () => {
    const env: Record<string, string> = { TOY_SPEED: "slow", KEYSMITH_AS_OF: "2027-01-01T00:00:00Z" };
    const { run, lines } = begin({ env });
    Object.assign(env, { TOY_SPEED: "fast", KEYSMITH_AS_OF: "2028-01-01T00:00:00Z" });
    expect(run.setting(speed)).toBe("slow");
    expect(run.now()).toEqual(new Date("2027-01-01T00:00:00Z"));
    expect(lines).toEqual(["KEYSMITH_AS_OF sets the time of this run to 2027-01-01T00:00:00Z"]);
  });

  it("refuses a credential that turns out to be empty, and doesn't take the environment's for it", () => {
    const key = { ...speed, config: "toy.key", env: "TOY_KEY", emptyBeside: ["toy.token"] } as const;
    const env = { TOY_KEY: "theirs", TOY_SPEED: "low" };
    const { run } = begin({ env, configuration: () => "" });
    expect(run.setting(speed)).toBe("low");
    expect(() => run.setting(key)).toThrow(ConfigurationError);
    const other = (config: string): string => (config === "toy.token" ? "t" : "");
    expect(begin({ env, configuration: other }).run.setting({ ...key, unless: ["toy.token"] })).toBeUndefined();
    expect(begin({ env: { TOY_KEY: "" } }).run.setting(key)).toBeUndefined();
  });

  it("says each line once, whatever breaks it has", () => {
    const { run, lines } = begin();
    run.say(["one\n  two"]);
    run.log.warn("one two");
    expect(lines).toEqual(["one two"]);
  });

  it("ends the waits of all its clients when it is interrupted", async () => {
    const { run } = begin();
    const { timing } = run.context({ connect: () => undefined });
    const wait = timing.sleep(100_000);
    run.interrupt();
    await expect(wait).rejects.toThrow(InterruptedError);
  });
});
