import { defaultIbm } from "keysmith-emulator";
import { guidOf } from "../iam/authorization/samples";
import { FROM, Move, NOW, TO } from "./move";

// What no run moves is in the plan, and in nothing that a run or a check calls left.

interface Answer {
  readonly others: readonly Record<string, string>[];
  readonly order: readonly { readonly work: string }[];
}

let move: Move;

beforeEach(async () => {
  move = await Move.start();
});

afterEach(() => move.stop());

const KMIP = "application/vnd.ibm.kms.kmip_adapter+json";

/** Lets people use an instance, or one key of it. @returns the policy's id */
async function letUse(subject: Record<string, string>, resource: Record<string, string>, more: object = {}) {
  const attributes = (values: Record<string, string>) =>
    Object.entries(values).map(([key, value]) => ({ key, operator: "stringEquals", value }));
  const body = {
    type: "access",
    subject: { attributes: attributes(subject) },
    resource: { attributes: attributes({ accountId: defaultIbm.account, ...resource }) },
    control: { grant: { roles: [{ role_id: "crn:v1:bluemix:public:iam::::serviceRole:Manager" }] } },
    ...more,
  };
  return ((await move.ask("POST", "/v2/policies", body)) as { id: string }).id;
}

const settings = (instance: string, policy_type: string, attributes?: object, enabled = true) => {
  const resources = [{ policy_type, policy_data: { enabled, attributes } }];
  const metadata = { collectionType: "application/vnd.ibm.kms.policy+json", collectionTotal: 1 };
  return move.ask("PUT", `/api/v2/instance/policies?policy=${policy_type}`, { metadata, resources }, instance);
};

it("lists who besides services may use the old keys, until they may use the new ones", async () => {
  const key = await move.key({ name: "payments" });
  const inOld = { serviceName: "hs-crypto", serviceInstance: guidOf(FROM) };
  const person = await letUse({ iam_id: "IBMid-1" }, { ...inOld, resourceType: "key", resource: key });
  const group = await letUse({ access_group_id: "Ops" }, inOld, { pattern: "time-based-conditions:once" });
  await letUse({ iam_id: "IBMid-2" }, { serviceName: "kms" });
  await move.emulator.clock.set(NOW);
  const before = await move.json<Answer>("plan");
  expect(before.others).toEqual([
    {
      ...{ kind: "access policy", id: person, of: "IBMid-1", next: "waits" },
      why: `grant Manager on the twin of ${key}, if that is still needed`,
    },
    {
      ...{ kind: "access policy", id: group, of: "the group Ops", next: "waits" },
      why: "grant Manager on the new instance, under the pattern time-based-conditions:once, if that is still needed",
    },
  ]);
  expect(before.order.map(({ work }) => work)).toContain("set up what no run moves, as `why` says: 2");
  expect(await move.json("run")).toMatchObject({ left: [] });
  expect((await move.json<Answer>("plan")).others).toMatchObject([{ next: "waits" }, { next: "waits" }]);
  const [twin] = ((await move.ask("GET", "/api/v2/keys", undefined, TO)) as { resources: { id: string }[] }).resources;
  const inNew = { serviceName: "kms", serviceInstance: guidOf(TO), resourceType: "key", resource: twin?.id ?? "" };
  await letUse({ iam_id: "IBMid-1" }, inNew);
  expect((await move.json<Answer>("plan")).others).toMatchObject([{ id: person, next: "there" }, { id: group }]);
  expect(await move.json("check")).toMatchObject({ left: [] });
});

it("lists the policies of the instance and its KMIP adapters, with what is to be done", async () => {
  const crk_id = await move.key({ name: "vmware" });
  await settings(FROM, "rotation", { interval_month: 3 });
  await settings(FROM, "dualAuthDelete");
  await settings(FROM, "metrics", undefined, false);
  await settings(TO, "dualAuthDelete");
  await settings(TO, "rotation", { interval_month: 4 });
  const resources = [{ profile: "native_1.0", profile_data: { crk_id }, name: "vcenter" }];
  await move.ask("POST", "/api/v2/kmip_adapters", {
    metadata: { collectionType: KMIP, collectionTotal: 1 },
    resources,
  });
  await move.emulator.clock.set(NOW);
  const { others } = await move.json<Answer>("plan");
  expect(others).toEqual([
    expect.objectContaining({ id: "rotation", of: '{"interval_month":3}', next: "waits" }),
    { kind: "instance policy", id: "dualAuthDelete", next: "there" },
    {
      ...{ kind: "KMIP adapter", id: expect.any(String), of: `vcenter, key ${crk_id}`, next: "waits" },
      why: expect.stringContaining(`with the key the twin of ${crk_id}`),
    },
  ]);
  expect((await move.call("plan")).out).toMatch(/^others:\nkind +id +of +next +why\n/m);
});

it("says what it may not look at, or can't", async () => {
  await move.stop();
  const reads = ["list", "readmetadata"].map((each) => `kms.secrets.${each}`);
  const actions = [...reads, "kms.keyrings.list", "kms.registrations.list", "iam.*"];
  move = await Move.start([{ apiKey: "reader", actions }]);
  const { out, code } = await move.call("plan", ["--json"], "reader");
  const { others } = JSON.parse(out) as Answer;
  expect(code).toBe(0);
  expect(others.map(({ kind, why }) => [kind, why])).toEqual(
    ["instance policy", "KMIP adapter"].map((kind) => [
      kind,
      expect.stringMatching(/^could not be read; check by hand: /),
    ]),
  );
});
