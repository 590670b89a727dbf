import { defaultIbm } from "keysmith-emulator";
import type { Values } from "../../../src/core/definition";
import { appConfigIntegration } from "../../../src/ibm/app-config/lifecycle";
import { serviceAuthorization } from "../../../src/ibm/iam/authorization/lifecycle";
import { expectTakenOver, formerlyOf, takeFrom, takeOver } from "../../support/adoption";
import { IbmBench } from "../iam/authorization/bench";
import { keyCrn } from "../iam/authorization/samples";

const GUID = defaultIbm.appConfig;
const PATH = `/apprapp/feature/v1/instances/${GUID}/integrations`;
const CRN = `crn:v1:bluemix:public:apprapp:us-south:a/${defaultIbm.account}:${GUID}::`;
const SETTINGS = { "ibm.region": "us-south" };
const KIND = "ibm_app_config_integration_kms";
const USUAL = "https://us-south.kms.cloud.ibm.com";
const PRIVATE = "https://private.us-south.kms.cloud.ibm.com";

let bench: IbmBench;
let rootKey: string;
let authorization: unknown;

beforeEach(async () => {
  bench = await IbmBench.start();
  const { id } = await bench.makeKey();
  rootKey = keyCrn(id);
  const source = { service: "apprapp", instance: GUID };
  const all = { source: { service: "apprapp" }, target: { instance: defaultIbm.keyProtect }, roles: ["Reader"] };
  await bench.create(serviceAuthorization, all);
  const one = { source, target: { instance: defaultIbm.keyProtect, key: rootKey }, roles: ["Reader"] };
  authorization = (await bench.create(serviceAuthorization, one))["policyId"];
  await bench.create(serviceAuthorization, {
    ...one,
    target: { instance: defaultIbm.keyProtect, key: keyCrn("22222222-2222-4222-8222-222222222222") },
  });
});

afterEach(() => bench.stop());

/** Somebody else makes an integration with the root key. */
async function make(endpoint = USUAL): Promise<void> {
  const metadata = {
    kms_instance_crn: defaultIbm.keyProtect,
    kms_endpoint: endpoint,
    root_key_id: rootKey.split(":").pop(),
  };
  const { status } = await bench.act("POST", PATH, { integration_id: "flags", integration_type: "KMS", metadata });
  expect(status).toBe(201);
  await bench.calls();
}

const declared = (more: Values = {}): Values => ({
  appConfig: GUID,
  region: "us-south",
  integrationId: "flags",
  rootKey,
  authorization,
  ...more,
});
const take = (id: string, settings = SETTINGS): Promise<Values | undefined> =>
  takeOver(appConfigIntegration, bench.context, id, settings);
const expectIt = (state: Values | undefined, given: Values = declared()): Values =>
  expectTakenOver(appConfigIntegration, state, given, bench.context.clock.now());

describe("an integration that somebody else has made", () => {
  it("is adopted by its instance and id, and finds its authorization in IAM", async () => {
    await make();
    const state = expectIt(await take(`${GUID}/flags`));
    expect(await bench.calls()).toEqual(["getIntegration", "listPolicies"]);
    expect(state).toMatchObject({ ...declared(), keyStatus: "USABLE", allowReplace: false });
    expect(state["kmsEndpoint"]).toBeUndefined();
    expect(expectIt(await appConfigIntegration.read(bench.context, state))).toEqual(state);
    expect(await bench.calls()).toEqual(["getIntegration"]);
  });

  it("is told by the instance's CRN, or by its region", async () => {
    await make();
    expectIt(await take(`${CRN}/flags`, { "ibm.region": "eu-de" }), declared({ appConfig: CRN }));
    expectIt(await take(`us-south/${GUID}/flags`, { "ibm.region": "eu-de" }));
    expect(await take(`${GUID}/segments`)).toBeUndefined();
  });

  it("is adopted from the vendor's provider, also after an import there", async () => {
    await make(PRIVATE);
    const record = {
      id: `${GUID}/flags`,
      guid: GUID,
      integration_id: "flags",
      kms_instance_crn: defaultIbm.keyProtect,
      kms_endpoint: PRIVATE,
      root_key_id: rootKey.split(":").pop(),
      integration_type: "KMS",
      kms_schema_type: "BYOK",
    };
    const given = declared({ kmsEndpoint: PRIVATE });
    expectIt(await takeFrom(appConfigIntegration, bench.context, KIND, record, SETTINGS), given);
    const bare = Object.fromEntries(Object.keys(record).map((name) => [name, null]));
    expectIt(await takeFrom(appConfigIntegration, bench.context, KIND, { ...bare, id: record.id }, SETTINGS), given);
    expect(formerlyOf(appConfigIntegration, KIND, bare)).toBeUndefined();
    expect(formerlyOf(appConfigIntegration, KIND, { ...record, id: "flags" })).toBeUndefined();
  });

  // Was a replacement, which nothing can undo and which so was refused.
  it.each([USUAL, `${USUAL}/`])("stays when the program tells the usual endpoint as %s", async (kmsEndpoint) => {
    await make();
    const state = expectIt(await take(`${GUID}/flags`), declared({ kmsEndpoint }));
    expect(await bench.apply(appConfigIntegration, state, declared({ kmsEndpoint }))).toMatchObject({ action: "none" });
    await expect(bench.apply(appConfigIntegration, state, declared({ kmsEndpoint: PRIVATE }))).rejects.toThrow(
      "kmsEndpoint: can't be changed",
    );
  });

  it("leaves its authorization open where IAM tells none, and takes the program's in place", async () => {
    await make();
    const stranger = "a".repeat(32);
    for (const { id } of await bench.policies()) await bench.act("DELETE", `/v2/policies/${id}`);
    const state = (await take(`${GUID}/flags`)) ?? {};
    expect(state).toMatchObject({ rootKey });
    expect(state["authorization"]).toBeUndefined();
    await bench.calls();
    const applied = await bench.apply(appConfigIntegration, state, declared({ authorization: stranger }));
    expect(applied).toMatchObject({ action: "update", state: { authorization: stranger } });
    expect(await bench.calls()).toEqual([]);
  });

  it("takes no policy for its authorization that holds only under conditions", async () => {
    await make();
    for (const { id, subject, resource, control } of await bench.policies()) {
      await bench.act("DELETE", `/v2/policies/${id}`);
      const pattern = "time-based-conditions:weekly:all-day";
      const policy = { type: "authorization", subject, resource, control, pattern };
      expect((await bench.act("POST", "/v2/policies", policy)).status).toBe(201);
    }
    expect((await take(`${GUID}/flags`))?.["authorization"]).toBeUndefined();
  });

  it("is adopted also where IAM can't be asked, with a warning", async () => {
    await make();
    await bench.emulator.setFaults([{ operation: "listPolicies", kind: "500", times: 20 }]);
    expect(await take(`${GUID}/flags`)).toMatchObject({ rootKey });
    expect(bench.warnings).toEqual([
      expect.stringContaining("authorization of the integration flags could not be determined"),
    ]);
  });

  it.each([
    "",
    "flags",
    GUID,
    `${GUID}/`,
    `${GUID}/my flags`,
    `${defaultIbm.keyProtect}/flags`,
    `Dallas/${GUID}/flags`,
    `us-south/${CRN}/flags`,
    `a/b/${GUID}/flags`,
  ])("isn't told by %j", (id) => {
    expect(appConfigIntegration.adopt?.place(id)).toBeUndefined();
  });
});
