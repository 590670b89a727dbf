import { Memo } from "../../src/core/run";

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
