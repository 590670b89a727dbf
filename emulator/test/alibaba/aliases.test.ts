import { call, errorOf, useEmulator } from "../support";

const orders = { KeyId: "key-1", AliasName: "alias/orders" };

describe("aliases", () => {
  const emulator = useEmulator();
  const refusal = (action: string, parameters: Record<string, unknown>) =>
    errorOf(call(emulator.it, action, parameters));
  const list = async (parameters: Record<string, unknown> = {}) => {
    const answer = await call(emulator.it, "ListAliases", parameters);
    return { answer, aliases: (answer["Aliases"] as { Alias: Record<string, string>[] }).Alias };
  };

  it("are made, listed, pointed at another key in their place, and deleted", async () => {
    await call(emulator.it, "CreateAlias", orders);
    await call(emulator.it, "CreateAlias", { ...orders, AliasName: "alias/team/payments" });
    await call(emulator.it, "UpdateAlias", { ...orders, KeyId: "1234abcd-12ab-34cd-56ef-1234567890ab" });
    const { answer, aliases } = await list();
    expect(answer).toMatchObject({ PageNumber: 1, PageSize: 10, TotalCount: 2 });
    expect(aliases).toEqual([
      {
        AliasName: "alias/orders",
        AliasArn: "acs:kms:cn-hangzhou:1000000000000001:alias/orders",
        KeyId: "1234abcd-12ab-34cd-56ef-1234567890ab",
      },
      expect.objectContaining({ AliasName: "alias/team/payments", KeyId: "key-1" }),
    ]);
    await call(emulator.it, "DeleteAlias", { AliasName: "alias/orders" });
    expect((await list()).aliases.map(({ AliasName }) => AliasName)).toEqual(["alias/team/payments"]);
  });

  it("come in pages of ten unless another size is asked for", async () => {
    const names = Array.from({ length: 12 }, (_, index) => `alias/a${index}`);
    for (const AliasName of names) await emulator.it.alibaba.call("CreateAlias", { ...orders, AliasName });
    const page = async (parameters: Record<string, unknown>) =>
      (await list(parameters)).aliases.map(({ AliasName }) => AliasName);
    expect(await page({})).toEqual(names.slice(0, 10));
    expect(await page({ PageNumber: 2 })).toEqual(names.slice(10));
    expect(await page({ PageSize: 100 })).toEqual(names);
    expect(await page({ PageNumber: 2, PageSize: 100 })).toEqual([]);
    expect(await refusal("ListAliases", { PageSize: 101 })).toMatchObject({ status: 400, code: "InvalidParameter" });
  });

  it.each([
    ["CreateAlias", { AliasName: "alias/a" }, 400, "MissingParameter"],
    ["CreateAlias", { KeyId: "key-1" }, 400, "MissingParameter"],
    ["UpdateAlias", { AliasName: "alias/a" }, 400, "MissingParameter"],
    ["DeleteAlias", {}, 400, "MissingParameter"],
    ["CreateAlias", { ...orders, AliasName: "orders" }, 400, "InvalidParameter"],
    ["CreateAlias", { ...orders, AliasName: "alias/" }, 400, "InvalidParameter"],
    ["CreateAlias", { ...orders, AliasName: `alias/${"x".repeat(256)}` }, 400, "InvalidParameter"],
    ["CreateAlias", { ...orders, AliasName: "alias/acs/oss" }, 400, "InvalidParameter"],
    ["CreateAlias", { ...orders, KeyId: "nothing" }, 404, "Forbidden.KeyNotFound"],
    ["CreateAlias", orders, 400, "AliasAlreadyExists"],
    ["UpdateAlias", { ...orders, KeyId: "nothing" }, 404, "Forbidden.KeyNotFound"],
    ["UpdateAlias", { ...orders, AliasName: "alias/a" }, 404, "Forbidden.AliasNotFound"],
    ["DeleteAlias", { AliasName: "alias/a" }, 404, "Forbidden.AliasNotFound"],
  ])("refuse %s with %j", async (action, parameters, status, code) => {
    await call(emulator.it, "CreateAlias", orders);
    expect(await refusal(action, parameters)).toMatchObject({ status, code });
    expect((await list()).aliases).toHaveLength(1);
  });
});
