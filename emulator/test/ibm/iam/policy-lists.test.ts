import { defaultIbm } from "../../../src";
import { useEmulator } from "../../support";
import { appConfigPolicy, ask, attribute, authorized, callPolicies, home, policyOf } from "./support";

describe("lists of policies", () => {
  const emulator = useEmulator();
  const list = (search: Record<string, string>, version = "v2") =>
    callPolicies(emulator.it, "GET", `/${version}/policies?${new URLSearchParams(search)}`);
  const account_id = defaultIbm.account;

  it("come in pages whose links lead on", async () => {
    for (const key of ["a", "b", "c", "d", "e"]) {
      await callPolicies(emulator.it, "POST", "/v2/policies", appConfigPolicy(key));
    }
    const keyOf = (policy: { resource: { attributes: { value: string }[] } }) =>
      policy.resource.attributes.at(-1)?.value;
    const first = await list({ account_id, limit: "2" });
    expect(first.json).toMatchObject({ limit: 2, first: { href: expect.not.stringContaining("start") } });
    expect(first.json.previous).toBeUndefined();
    const second = await ask(first.json.next.href, "GET", undefined, await authorized(emulator.it));
    const third = await list({ account_id, limit: "2", start: second.json.next.start });
    expect([first, second, third].map(({ json }) => json.policies.map(keyOf))).toEqual([["a", "b"], ["c", "d"], ["e"]]);
    expect(third.json.next).toBeUndefined();
    expect((await list({ account_id, limit: "5" })).json.next).toBeUndefined();
    expect(second.json.previous.href).toContain("limit=2");
    expect((await list({ account_id })).json.policies).toHaveLength(5);
  });

  it("can be narrowed by type, service and state, and sorted", async () => {
    const { json: one } = await callPolicies(emulator.it, "POST", "/v2/policies", appConfigPolicy("a"));
    const { json: gone } = await callPolicies(emulator.it, "POST", "/v2/policies", appConfigPolicy("b"));
    await callPolicies(emulator.it, "DELETE", `/v2/policies/${gone.id}`);
    const access = policyOf(
      [attribute("iam_id", "IBMid-7")],
      [home, attribute("serviceName", "cloud-object-storage")],
      {
        type: "access",
      },
    );
    const { json: user } = await callPolicies(emulator.it, "POST", "/v2/policies", access);
    const ids = async (search: Record<string, string>) =>
      (await list({ account_id, ...search })).json.policies.map(({ id }: { id: string }) => id);
    expect(await ids({})).toEqual([one.id, user.id]);
    expect(await ids({ type: "authorization" })).toEqual([one.id]);
    expect(await ids({ service_name: "kms" })).toEqual([one.id]);
    expect(await ids({ iam_id: "IBMid-7" })).toEqual([user.id]);
    expect(await ids({ state: "deleted" })).toEqual([gone.id]);
    expect(await ids({ sort: "-id" })).toEqual([one.id, user.id].sort().reverse());
  });

  it("show nothing of another account, and need one", async () => {
    await callPolicies(emulator.it, "POST", "/v2/policies", appConfigPolicy("a"));
    expect((await list({ account_id: "another" })).json.policies).toEqual([]);
    const { status, json } = await list({});
    expect([status, json.errors[0].code]).toEqual([400, "missing_required_query_parameter"]);
  });

  it.each([{ limit: "0" }, { limit: "101" }, { limit: "x" }, { start: "x" }, { sort: "colour" }])(
    "refuse %p",
    async (search) => {
      expect((await list({ account_id, ...(search as Record<string, string>) })).status).toBe(400);
    },
  );
});

describe("a new policy in a slow cloud", () => {
  const emulator = useEmulator({ ibm: { lags: { policy: { reads: 2 } } } });

  it("is not found until it has been asked for often enough, but is there for changes", async () => {
    const { json, headers } = await callPolicies(emulator.it, "POST", "/v2/policies", appConfigPolicy());
    const path = `/v2/policies/${json.id}`;
    const match = { "if-match": headers.get("etag") ?? "" };
    const changed = appConfigPolicy(undefined, { description: "changed" });
    expect((await callPolicies(emulator.it, "PUT", path, changed, match)).status).toBe(200);
    expect((await callPolicies(emulator.it, "GET", path)).status).toBe(404);
    expect(
      (await callPolicies(emulator.it, "GET", `/v2/policies?account_id=${defaultIbm.account}`)).json.policies,
    ).toEqual([]);
    expect((await callPolicies(emulator.it, "GET", path)).json.description).toBe("changed");
  });

  it("conflicts with an equal one even before it is found", async () => {
    await callPolicies(emulator.it, "POST", "/v2/policies", appConfigPolicy());
    expect((await callPolicies(emulator.it, "POST", "/v2/policies", appConfigPolicy())).status).toBe(409);
  });

  it("is found at once after the lag was taken away", async () => {
    await emulator.it.ibm.setLags({});
    const { json } = await callPolicies(emulator.it, "POST", "/v2/policies", appConfigPolicy());
    expect((await callPolicies(emulator.it, "GET", `/v2/policies/${json.id}`)).status).toBe(200);
  });
});
