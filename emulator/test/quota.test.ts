import { QuotaKeeper } from "../src/quota";
import { call, errorOf, useEmulator } from "./support";

describe("quotas", () => {
  it("let a second's worth through at once, then as many as flow in", () => {
    let now = 5_000;
    const quotas = new QuotaKeeper(() => now);
    quotas.set({ writesPerSecond: 10 });
    const through = (tries: number) => Array.from({ length: tries }, () => quotas.take("write")).filter(Boolean).length;
    expect(through(15)).toBe(10);
    now += 250;
    expect(through(15)).toBe(2);
    now += 60_000;
    expect(through(15)).toBe(10);
  });

  it("are off unless set, and for each family by itself", () => {
    const quotas = new QuotaKeeper(() => 0);
    const all = (kind: "read" | "write") => Array.from({ length: 1000 }, () => quotas.take(kind)).every(Boolean);
    expect(all("read")).toBe(true);
    quotas.set({ readsPerSecond: 1 });
    expect(all("write")).toBe(true);
    expect(all("read")).toBe(false);
    expect(quotas.get()).toEqual({ readsPerSecond: 1 });
    quotas.set({});
    expect(all("read")).toBe(true);
  });

  it.each([[{ readsPerSecond: 0 }], [{ writesPerSecond: "many" }], [{ deletesPerSecond: 1 }], [null]])(
    "are refused when they are malformed: %j",
    (quotas) => {
      expect(() => new QuotaKeeper().set(quotas)).toThrow(expect.objectContaining({ code: "EmulatorInput" }));
    },
  );
});

describe("an emulator with a quota", () => {
  // So low that nothing flows in while the test runs.
  const emulator = useEmulator({ quotas: { writesPerSecond: 0.001 } });
  const create = (Name: string) => call(emulator.it, "CreateNetworkRule", { Name, Type: "Private" });

  it("refuses what exceeds it, without acting", async () => {
    await create("first");
    const error = await errorOf(create("second"));
    expect(error).toMatchObject({
      status: 429,
      code: "Rejected.Throttling",
      data: { Message: "QPS Limit Exceeded" },
    });
    expect(await call(emulator.it, "ListNetworkRules")).toMatchObject({ TotalCount: 1 });
    await emulator.it.setQuotas({});
    await expect(create("second")).resolves.toBeDefined();
  });
});
