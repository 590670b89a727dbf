import { defaultIbm } from "keysmith-emulator";
import type { Values } from "../../../../src/core/definition";
import { addDuration } from "../../../../src/core/duration";
import { deleteState } from "../../../../src/core/lifecycle";
import { NONCE, newNonce, successorOf } from "../../../../src/core/nonce";
import { serviceAuthorization } from "../../../../src/ibm/iam/authorization/lifecycle";
import { IbmBench, type StoredPolicy, TIME, withoutWaiting } from "./bench";
import { AUTHORIZATION, guidOf, KEY_ID } from "./samples";

const THEIRS = { ...AUTHORIZATION, label: "shop/test/flags" };
const { label: _, ...UNLABELLED } = AUTHORIZATION;

/** The nonce of what is replaced. */
const OLD = newNonce(new Date(TIME));

let bench: IbmBench;

beforeEach(async () => {
  bench = await IbmBench.start();
});

afterEach(async () => {
  jest.restoreAllMocks();
  await bench.stop();
});

const create = (given: Values = AUTHORIZATION): Promise<Values> => bench.create(serviceAuthorization, given);
const read = (state: Values): Promise<Values | undefined> => serviceAuthorization.read(bench.context, state);
/** Lets time pass for runs to come: the service's word for when something was made stays. */
async function passes(duration: string): Promise<void> {
  bench.at(addDuration(new Date(TIME), duration));
}

const remove = (state: Values): Promise<void> => serviceAuthorization.delete(bench.context, state);

describe("an authorization", () => {
  it("is made, read, changed and deleted with few calls", async () => {
    const state = await create(UNLABELLED);
    expect(await bench.calls()).toEqual(["createPolicy", "getPolicy"]);
    expect(await read(state)).toEqual(state);
    expect(await bench.calls()).toEqual(["getPolicy"]);
    const changed = await bench.apply(serviceAuthorization, state, { ...UNLABELLED, roles: ["Writer"] });
    expect(changed).toMatchObject({ action: "update", state: { policyId: state["policyId"], roles: ["Writer"] } });
    expect(changed.state["etag"]).not.toBe(state["etag"]);
    expect(await bench.calls()).toEqual(["getPolicy", "replacePolicy"]);
    await remove(changed.state);
    expect(await bench.calls()).toEqual(["deletePolicy"]);
    expect(await read(changed.state)).toBeUndefined();
  });

  it("is narrowed to the instances and the key, and says whose it is", async () => {
    await create({ ...AUTHORIZATION, description: "flags are encrypted" });
    const [policy] = await bench.policies();
    expect(policy?.subject.attributes).toEqual([
      { key: "accountId", operator: "stringEquals", value: defaultIbm.account },
      { key: "serviceName", operator: "stringEquals", value: "apprapp" },
      { key: "serviceInstance", operator: "stringEquals", value: defaultIbm.appConfig },
    ]);
    expect(policy?.resource.attributes).toEqual([
      { key: "accountId", operator: "stringEquals", value: defaultIbm.account },
      { key: "serviceName", operator: "stringEquals", value: "kms" },
      { key: "serviceInstance", operator: "stringEquals", value: guidOf(defaultIbm.keyProtect) },
      { key: "resourceType", operator: "stringEquals", value: "key" },
      { key: "resource", operator: "stringEquals", value: KEY_ID },
    ]);
    expect(policy?.control.grant.roles).toEqual([{ role_id: "crn:v1:bluemix:public:iam::::serviceRole:Reader" }]);
    expect(policy?.description).toMatch(new RegExp(`^flags are encrypted \\(keysmith ${NONCE}: shop/prod/flags\\)$`));
  });

  it("looks for what earlier runs left with one list in a run, however many are made", async () => {
    await create();
    await create({ ...AUTHORIZATION, label: "shop/prod/segments", target: { instance: defaultIbm.keyProtect } });
    const calls = await bench.calls();
    expect(calls.filter((call) => call === "listPolicies")).toHaveLength(1);
    expect(await bench.policies()).toHaveLength(2);
  });

  it("is waited for until IAM knows it", async () => {
    const sleep = withoutWaiting(bench);
    await bench.emulator.ibm.setLags({ policy: { reads: 6 } });
    const state = await create(UNLABELLED);
    expect(sleep.mock.calls.map(([milliseconds]) => milliseconds)).toEqual([250, 500, 1000, 2000, 4000, 5000]);
    expect(await read(state)).toEqual(state);
  });

  it("is recorded when IAM doesn't show it for a minute, and taken up by the next run", async () => {
    withoutWaiting(bench);
    await bench.emulator.ibm.setLags({ policy: { reads: 20 } });
    const failure = await create().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "partial", state: { policyId: expect.any(String), state: "active" } });
    const state = { ...AUTHORIZATION, adopt: false, ...(failure as { state: Values }).state };
    bench.newRun();
    const outputs = await serviceAuthorization.update(bench.context, state, state, []);
    expect(outputs).toMatchObject({ policyId: state["policyId" as keyof typeof state] });
    expect(await bench.policies()).toHaveLength(1);
  });

  it("is gone when it was deleted elsewhere, and then deleting it is done", async () => {
    const state = await create();
    await bench.act("DELETE", `/v2/policies/${String(state["policyId"])}`);
    expect(await read(state)).toBeUndefined();
    await expect(remove(state)).resolves.toBeUndefined();
  });

  it("shows what was changed elsewhere, roles by the names of the program", async () => {
    const crn = "crn:v1:bluemix:public:iam::::serviceRole:Reader";
    const state = await create({ ...AUTHORIZATION, roles: [crn] });
    expect(await read(state)).toMatchObject({ roles: [crn] });
    const [policy] = await bench.policies();
    await replaceElsewhere(policy, { roles: ["Reader", "Manager"], description: "mine now" });
    // What says no label has none of ours to tell: the recorded one stays.
    const { label } = AUTHORIZATION;
    expect(await read(state)).toMatchObject({ roles: [crn, "Manager"], description: "mine now", label });
  });

  // The next plan said that nothing is to do, while every key of the instance could be used.
  it("is due when somebody else has widened it, and is narrowed again", async () => {
    const state = await create();
    const [policy] = await bench.policies();
    const narrow = (policy?.resource.attributes ?? []) as readonly { key: string }[];
    const wide = narrow.filter(({ key }) => !["resource", "resourceType"].includes(key));
    const same = { roles: ["Reader"], description: policy?.description ?? "" };
    await replaceElsewhere(policy && { ...policy, resource: { attributes: wide } }, same);
    const refreshed = (await read(state)) ?? {};
    expect(refreshed).toMatchObject({ state: "altered" });
    const { action, state: mended } = await bench.apply(serviceAuthorization, refreshed, AUTHORIZATION);
    expect(action).toBe("update");
    expect(mended).toMatchObject({ state: "active", policyId: state["policyId"] });
    expect((await bench.policies())[0]?.resource.attributes).toEqual(narrow);
    expect(await read(mended)).toEqual(mended);
    expect(await bench.apply(serviceAuthorization, mended, AUTHORIZATION)).toMatchObject({ action: "none" });
  });

  // Before, the label stayed in the record alone, and nothing told any more whose the policy is.
  it("gets its label back that somebody has taken from its description", async () => {
    const state = await create({ ...AUTHORIZATION, description: "flags" });
    const [policy] = await bench.policies();
    await replaceElsewhere(policy, { roles: ["Reader"], description: "flags" });
    const seen = (await read((await read(state)) ?? {})) ?? {};
    expect(seen).toMatchObject({ state: "altered", label: AUTHORIZATION.label, description: "flags" });
    const given = { ...AUTHORIZATION, description: "flags" };
    const { action, state: mended } = await bench.apply(serviceAuthorization, seen, given);
    expect([action, mended["state"]]).toEqual(["update", "active"]);
    expect((await bench.policies())[0]?.description).toMatch(/^flags \(keysmith .*: shop\/prod\/flags\)$/);
    expect(await read(mended)).toEqual(mended);
    expect(await bench.apply(serviceAuthorization, mended, given)).toMatchObject({ action: "none" });
  });

  it("is changed as declared, also when somebody has changed it since", async () => {
    const state = await create();
    const [policy] = await bench.policies();
    await replaceElsewhere(policy, { roles: ["Manager"], description: "mine now" });
    await bench.calls();
    const { state: changed } = await bench.apply(serviceAuthorization, state, { ...AUTHORIZATION, roles: ["Writer"] });
    expect(await bench.calls()).toEqual(["getPolicy", "replacePolicy"]);
    expect(await read(changed)).toMatchObject({ roles: ["Writer"], label: AUTHORIZATION.label });
  });

  it("tells which roles the source can be granted when IAM refuses one", async () => {
    const failure = create({ ...AUTHORIZATION, roles: ["Administrator"] });
    await expect(failure).rejects.toThrow("On kms, apprapp can be granted Reader,");
    expect(await bench.policies()).toEqual([]);
  });
});

async function replaceElsewhere(
  policy: StoredPolicy | undefined,
  { roles, description }: { roles: readonly string[]; description: string },
): Promise<void> {
  const path = `/v2/policies/${policy?.id ?? ""}`;
  const { headers } = await bench.act("GET", path);
  const grant = { roles: roles.map((role) => ({ role_id: `crn:v1:bluemix:public:iam::::serviceRole:${role}` })) };
  const body = { ...policy, type: "authorization", description, control: { grant } };
  const { type, subject, resource, control } = body;
  const reply = await bench.act(
    "PUT",
    path,
    { type, subject, resource, control, description },
    { "if-match": headers["etag"] ?? "" },
  );
  expect(reply.status).toBe(200);
}

describe("an equal authorization that exists already", () => {
  it("is not touched when it is somebody else's, and the error names it and says how to go on", async () => {
    const theirs = await create(THEIRS);
    bench.newRun();
    const failure = create();
    await expect(failure).rejects.toMatchObject({ code: "already-exists" });
    await expect(failure).rejects.toThrow(String(theirs["policyId"]));
    await expect(failure).rejects.toThrow("adopt: true");
    expect(await read(theirs)).toEqual(theirs);
  });

  it("is adopted when the program says so, and says from then on whose it is", async () => {
    const theirs = await create({ ...THEIRS, description: "theirs" });
    bench.newRun();
    const state = await create({ ...AUTHORIZATION, description: "ours", adopt: true });
    expect(state["policyId"]).toBe(theirs["policyId"]);
    expect(await read(state)).toMatchObject({ description: "ours", label: AUTHORIZATION.label });
    expect(await bench.policies()).toHaveLength(1);
  });

  it("is taken up when an interrupted run has left it in place of another, also when the program has changed since", async () => {
    const nonces = { own: successorOf(OLD), replaced: OLD };
    const left = await bench.create(serviceAuthorization, AUTHORIZATION, nonces);
    const changed = { ...AUTHORIZATION, roles: ["Writer"], description: "changed" };
    await passes("P2D");
    const state = await bench.create(serviceAuthorization, changed, nonces);
    expect(state["policyId"]).toBe(left["policyId"]);
    expect(await read(state)).toMatchObject({ roles: ["Writer"], description: "changed" });
    expect(await bench.policies()).toHaveLength(1);
    expect(bench.warnings).toEqual([]);
  });

  it("is taken for what an interrupted run has left within the hour where it is just what is wanted, which is said", async () => {
    const left = await create();
    bench.newRun();
    expect((await create())["policyId"]).toBe(left["policyId"]);
    expect(bench.warnings).toEqual([expect.stringContaining("it is adopted as the leftover of a run that died")]);
  });

  // Before, whatever had the label was taken over, changed, and deleted in the end: another stack's too.
  it.each<[string, string, Values]>([
    ["it is older, as IAM takes no second one", "PT1H1S", {}],
    ["another description is wanted", "PT1M", { description: "another" }],
  ])("is left to the other record of its label where %s", async (_why, age, given) => {
    const theirs = await create();
    const before = await bench.policies();
    await passes(age);
    const failure = create({ ...AUTHORIZATION, ...given });
    await expect(failure).rejects.toMatchObject({ code: "already-exists" });
    await expect(failure).rejects.toThrow(
      `policy ${String(theirs["policyId"])}, made on ${TIME}, with the label "shop/prod/flags"`,
    );
    expect(await bench.policies()).toEqual(before);
  });

  it("is left as it is and announced where IAM takes another beside it", async () => {
    const theirs = await create();
    await passes("P1D");
    const state = await create({ ...AUTHORIZATION, roles: ["Writer"] });
    expect(state["policyId"]).not.toBe(theirs["policyId"]);
    expect(bench.warnings).toEqual([
      expect.stringMatching(`${String(theirs["policyId"])}, made on ${TIME}, has this resource's label`),
    ]);
    expect(await read(theirs)).toEqual(theirs);
  });

  it("is not taken up where this stack records it, but by a replacement of itself", async () => {
    const state = await bench.create(serviceAuthorization, AUTHORIZATION, { own: OLD });
    bench.newRun();
    bench.record(serviceAuthorization, state);
    await expect(create()).rejects.toMatchObject({ code: "already-exists" });
    await expect(create({ ...AUTHORIZATION, adopt: true })).rejects.toMatchObject({ code: "already-exists" });
    const again = await bench.create(serviceAuthorization, AUTHORIZATION, { own: successorOf(OLD), replaced: OLD });
    expect(again["policyId"]).toBe(state["policyId"]);
    expect(await bench.policies()).toHaveLength(1);
  });

  it("is taken up when the list doesn't show it yet", async () => {
    withoutWaiting(bench);
    await bench.emulator.ibm.setLags({ policy: { reads: 20 } });
    await expect(create()).rejects.toMatchObject({ code: "partial" });
    bench.newRun();
    const state = await create();
    expect(await bench.policies()).toMatchObject([{ id: state["policyId"] }]);
  });

  // An engine that is told to replace creates first: the new one is the old one then, and must not be deleted after.
  it("is not deleted in the run that has taken it over", async () => {
    const state = await create();
    bench.newRun();
    await create();
    await deleteState(serviceAuthorization, bench.context, state);
    expect(bench.warnings).toContainEqual(expect.stringContaining("is not deleted"));
    bench.newRun();
    await remove(state);
    expect(await read(state)).toBeUndefined();
  });

  it("is not had by two resources of one program", async () => {
    await create();
    await expect(create({ ...THEIRS, adopt: true })).rejects.toMatchObject({ code: "already-exists" });
    expect(await bench.policies()).toHaveLength(1);
  });
});
