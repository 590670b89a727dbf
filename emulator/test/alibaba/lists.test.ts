import { call, useEmulator } from "../support";

describe("lists", () => {
  const emulator = useEmulator();

  it("come in pages, with the whole count on each", async () => {
    const names = Array.from({ length: 45 }, (_, i) => `rule-${i}`);
    for (const Name of names) await emulator.it.alibaba.call("CreateNetworkRule", { Name, Type: "Private" });
    const page = async (parameters: Record<string, unknown>) => {
      const answer = await call(emulator.it, "ListNetworkRules", parameters);
      const { NetworkRule } = answer["NetworkRules"] as { NetworkRule: { Name: string }[] };
      return { names: NetworkRule.map(({ Name }) => Name), answer };
    };
    expect((await page({})).names).toEqual(names.slice(0, 20));
    const last = await page({ PageNumber: 3 });
    expect(last.names).toEqual(names.slice(40));
    expect(last.answer).toMatchObject({ PageNumber: 3, PageSize: 20, TotalCount: 45 });
    expect((await page({ PageNumber: 4 })).names).toEqual([]);
    expect((await page({ PageSize: 100 })).names).toEqual(names);
  });
});
