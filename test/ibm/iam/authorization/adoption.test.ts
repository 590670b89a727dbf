import { defaultIbm } from "keysmith-emulator";
import type { Values } from "../../../../src/core/definition";
import { deleteState } from "../../../../src/core/lifecycle";
import { successorOf } from "../../../../src/core/nonce";
import { serviceAuthorization } from "../../../../src/ibm/iam/authorization/lifecycle";
import { expectTakenOver, formerlyOf, takeFrom, takeOver } from "../../../support/adoption";
import { IbmBench, problemsOf } from "./bench";
import { guidOf, KEY_ID, keyCrn } from "./samples";

const READER = "crn:v1:bluemix:public:iam::::serviceRole:Reader";
const KIND = "ibm_iam_authorization_policy";
const LABEL = "shop/prod/adopted";
const GUID = guidOf(defaultIbm.keyProtect);

type Texts = Readonly<Record<string, string>>;

const SUBJECT: Texts = {
  accountId: defaultIbm.account,
  serviceName: "apprapp",
  serviceInstance: defaultIbm.appConfig,
};
const RESOURCE: Texts = {
  accountId: defaultIbm.account,
  serviceName: "kms",
  serviceInstance: GUID,
  resourceType: "key",
  resource: KEY_ID,
};
/** The same as a program declares it, in IAM's words. */
const DECLARED = {
  source: { service: "apprapp", instance: defaultIbm.appConfig },
  target: { service: "kms", account: defaultIbm.account, instance: GUID, key: KEY_ID },
  roles: ["Reader"],
  label: LABEL,
};

let bench: IbmBench;

beforeEach(async () => {
  bench = await IbmBench.start();
});

afterEach(() => bench.stop());

const attributes = (values: Texts): object => ({
  attributes: Object.entries(values).map(([key, value]) => ({ key, operator: "stringEquals", value })),
});

/** Somebody else makes a policy. @returns its id */
async function make(subject: Texts = SUBJECT, resource: Texts = RESOURCE, description?: string): Promise<string> {
  const { status, body } = await bench.act("POST", "/v2/policies", {
    type: "authorization",
    description,
    subject: attributes(subject),
    resource: attributes(resource),
    control: { grant: { roles: [{ role_id: READER }] } },
  });
  if (status !== 201) throw new Error(`no policy was made: ${JSON.stringify(body)}`);
  await bench.calls();
  return (body as { id: string }).id;
}

const take = (id: string): Promise<Values | undefined> => takeOver(serviceAuthorization, bench.context, id);
const read = (state: Values): Promise<Values | undefined> => serviceAuthorization.read(bench.context, state);
const expectIt = (state: Values | undefined, given: Values = DECLARED): Values =>
  expectTakenOver(serviceAuthorization, state, given, bench.context.clock.now());

// A bug: what the run itself had deleted was still in the list that it had read before, and was waited for in vain.
it("an authorization is made anew in the run that has deleted it", async () => {
  const nonces = { own: "0t5j2m8k3f9a2" };
  const first = await bench.create(serviceAuthorization, DECLARED, nonces);
  bench.newRun();
  await bench.create(serviceAuthorization, { ...DECLARED, label: "shop/prod/other", roles: ["Writer"] });
  await deleteState(serviceAuthorization, { ...bench.context, nonces }, first);
  const second = await bench.create(serviceAuthorization, DECLARED);
  expect(second["policyId"]).not.toBe(first["policyId"]);
});

// A bug: each provider of a program has a process of its own, and none of them knows what another one has adopted.
it("an authorization that another process has adopted since the last run is not deleted", async () => {
  const nonces = { own: "0t5j2m8k3f9a2" };
  const theirs = await bench.create(serviceAuthorization, DECLARED, nonces);
  bench.newRun();
  const ours = await bench.create(serviceAuthorization, { ...DECLARED, label: "shop/prod/other", adopt: true });
  expect(ours["policyId"]).toBe(theirs["policyId"]);
  bench.newRun();
  await bench.calls();
  await deleteState(serviceAuthorization, { ...bench.context, nonces }, theirs);
  expect(await bench.calls()).toEqual([expect.stringMatching(/^get/i)]);
  expect(bench.warnings).toContainEqual(expect.stringContaining('"shop/prod/other", has adopted it'));
  expect(await read(ours)).toMatchObject({ state: "active" });
});

// A bug: what took the place of one resource rewrote the policy of another one, which was equal and on record.
it("an authorization is not taken from another resource by what takes the place of a third", async () => {
  const [own, others] = [
    successorOf("0t5j2m8k3f9a2"),
    { target: { key: keyCrn("22222222-2222-4222-8222-222222222222") } },
  ];
  const theirs = await bench.create(serviceAuthorization, { ...DECLARED, label: "shop/prod/theirs" });
  const replaced = await bench.create(serviceAuthorization, { ...DECLARED, ...others }, { own: "0t5j2m8k3f9a2" });
  bench.newRun();
  for (const state of [theirs, replaced]) bench.record(serviceAuthorization, state);
  const again = bench.create(serviceAuthorization, DECLARED, { own, replaced: "0t5j2m8k3f9a2" });
  await expect(again).rejects.toThrow(String(theirs["policyId"]));
  expect(await read(theirs)).toEqual(theirs);
});

describe("an authorization that somebody else has made", () => {
  it("is adopted by the id of its policy, with one call, and stays as it is", async () => {
    const id = await make();
    const state = expectIt(await take(id));
    expect(await bench.calls()).toEqual(["getPolicy"]);
    expect(state).toMatchObject({ ...DECLARED, policyId: id, state: "active", adopt: false });
    expect(expectIt(await read(state))).toEqual(state);
  });

  it("is adopted from the vendor's provider", async () => {
    const id = await make();
    const record = {
      id,
      source_service_name: "apprapp",
      source_resource_instance_id: defaultIbm.appConfig,
      target_service_name: "kms",
      target_resource_instance_id: GUID,
      roles: ["Reader"],
      description: null,
      subject_attributes: Object.entries(SUBJECT).map(([name, value]) => ({ name, value })),
      version: null,
    };
    expectIt(await takeFrom(serviceAuthorization, bench.context, KIND, record));
    expect(formerlyOf(serviceAuthorization, KIND, { ...record, id: null })).toBeUndefined();
  });

  // Was a replacement, of which IAM says that there is an equal one already.
  it.each<[string, Values]>([
    ["the CRN of the key", { key: keyCrn() }],
    ["the CRNs of both", { instance: defaultIbm.keyProtect, key: keyCrn() }],
    ["the CRN of the instance and the id of the key", { instance: defaultIbm.keyProtect, key: KEY_ID }],
    ["GUIDs", { service: "kms", instanceId: GUID, account: defaultIbm.account, key: KEY_ID }],
  ])("stays when the program tells the target by %s", async (_what, target) => {
    const state = expectIt(await take(await make()), { ...DECLARED, target });
    await bench.calls();
    const applied = await bench.apply(serviceAuthorization, state, { ...DECLARED, target, roles: ["Writer"] });
    expect(applied.action).toBe("update");
    expect(await bench.calls()).toEqual(["getPolicy", "replacePolicy"]);
    expect(await read(applied.state)).toEqual(applied.state);
  });

  it("is replaced when the program tells another key", async () => {
    const state = expectIt(await take(await make()));
    const target = { key: keyCrn("22222222-2222-4222-8222-222222222222") };
    expect(await bench.apply(serviceAuthorization, state, { ...DECLARED, target })).toMatchObject({
      action: "replace",
    });
  });

  it.each<[string, Texts, Texts, Values]>([
    [
      "a whole service",
      { accountId: defaultIbm.account, serviceName: "apprapp" },
      { accountId: defaultIbm.account, serviceName: "kms" },
      { source: { service: "apprapp" }, target: { service: "kms", account: defaultIbm.account } },
    ],
    [
      "another account's service, by group",
      { accountId: "f".repeat(32), serviceName: "is", resourceGroupId: "group-1", resourceType: "share" },
      { accountId: defaultIbm.account, serviceName: "kms", resourceGroupId: "group-2", region: "us-south" },
      {
        source: { service: "is", account: "f".repeat(32), resourceGroup: "group-1", resourceType: "share" },
        target: { service: "kms", account: defaultIbm.account, resourceGroup: "group-2", region: "us-south" },
      },
    ],
    [
      "a key ring",
      SUBJECT,
      { ...RESOURCE, resourceType: "key-ring", resource: "orders" },
      {
        source: DECLARED.source,
        target: {
          service: "kms",
          account: defaultIbm.account,
          instance: GUID,
          resourceType: "key-ring",
          resource: "orders",
        },
      },
    ],
  ])("may be for %s", async (_what, subject, resource, ends) => {
    expectIt(await take(await make(subject, resource)), { ...DECLARED, ...ends });
  });

  it("says whose it is where its description does", async () => {
    const state = await take(await make(SUBJECT, RESOURCE, "by hand (keysmith: shop/test/theirs)"));
    expect(state).toMatchObject({ description: "by hand", label: "shop/test/theirs" });
  });

  it.each<[string, Texts, Texts]>([
    ["an attribute that can't be declared", SUBJECT, { ...RESOURCE, serviceGroupId: "IAM" }],
    ["no service that may act", { accountId: defaultIbm.account, resourceGroupId: "group-1" }, RESOURCE],
  ])("isn't adopted with %s, as an update would lose it", async (_what, subject, resource) => {
    const failure = take(await make(subject, resource));
    await expect(failure).rejects.toMatchObject({ code: "conflict" });
    await expect(failure).rejects.toThrow("can't be adopted: no inputs can express");
  });

  it("is gone where it was deleted, or never was", async () => {
    const id = await make();
    await bench.act("DELETE", `/v2/policies/${id}`);
    expect(await take(id)).toBeUndefined();
    expect(await take(KEY_ID)).toBeUndefined();
  });

  it.each(["", "policy-1", `${KEY_ID}/`, defaultIbm.keyProtect])("isn't told by %j", (id) => {
    expect(serviceAuthorization.adopt?.place(id)).toBeUndefined();
  });
});

it("A state of an authorization declares it", async () => {
  const { policyId, etag, state, restrictions, ...inputs } = expectIt(await take(await make()));
  expect([policyId, etag, state, restrictions]).toEqual([expect.any(String), expect.any(String), "active", []]);
  expect(problemsOf(serviceAuthorization, inputs)).toEqual([]);
});
