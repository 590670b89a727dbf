import { defaultIbm, type EmulatorOptions, type FaultKind } from "keysmith-emulator";
import type { Values } from "../../../src/core/definition";
import { deleteState } from "../../../src/core/lifecycle";
import { appConfigIntegration } from "../../../src/ibm/app-config/lifecycle";
import { serviceAuthorization } from "../../../src/ibm/iam/authorization/lifecycle";
import { IbmBench, withoutWaiting } from "../iam/authorization/bench";
import { keyCrn } from "../iam/authorization/samples";

const PATH = `/apprapp/feature/v1/instances/${defaultIbm.appConfig}/integrations`;

let bench: IbmBench;
let given: Values;
let other: Values;

/** Two root keys, and the authorization for one of them. */
async function start(options: EmulatorOptions = {}): Promise<void> {
  bench = await IbmBench.start(options);
  const [root, spare] = [await bench.makeKey(), await bench.makeKey({ name: "spare" })];
  const allow = await bench.create(serviceAuthorization, {
    source: { service: "apprapp", instance: defaultIbm.appConfig },
    target: { instance: defaultIbm.keyProtect, key: keyCrn(root.id) },
    roles: ["Reader"],
  });
  given = {
    appConfig: defaultIbm.appConfig,
    region: "us-south",
    integrationId: "flags",
    rootKey: keyCrn(root.id),
    authorization: allow["policyId"],
  };
  other = { ...given, rootKey: keyCrn(spare.id) };
  await bench.calls();
}

beforeEach(() => start());

afterEach(async () => {
  jest.restoreAllMocks();
  await bench.stop();
});

const create = (inputs: Values = given): Promise<Values> => bench.create(appConfigIntegration, inputs);
const read = (state: Values): Promise<Values | undefined> => appConfigIntegration.read(bench.context, state);
const remove = (state: Values): Promise<void> => appConfigIntegration.delete(bench.context, state);
const warningsOf = (state: Values | undefined): readonly string[] =>
  (appConfigIntegration.notes?.(state ?? {}, state ?? {}, new Date()) ?? []).map(String);

async function integrations(): Promise<readonly Record<string, unknown>[]> {
  const { body } = await bench.act("GET", PATH);
  return (body as { integrations: Record<string, unknown>[] }).integrations;
}

describe("an integration", () => {
  it("is made and read with one call each, and tells how its key is", async () => {
    const state = await create();
    expect(await bench.calls()).toEqual(["createIntegration"]);
    expect(state).toMatchObject({ keyStatus: "USABLE", kmsSchemeType: "BYOK", allowReplace: false });
    expect(state["createdAt"]).toMatch(/^2026-06-01T00:00:0/);
    expect(await read(state)).toEqual(state);
    expect(await bench.calls()).toEqual(["getIntegration"]);
    expect(warningsOf(state)).toEqual([]);
    expect(await integrations()).toMatchObject([
      {
        integration_id: "flags",
        metadata: { kms_instance_crn: defaultIbm.keyProtect, kms_endpoint: "https://us-south.kms.cloud.ibm.com" },
      },
    ]);
  });

  it("takes the instance by its CRN, and another endpoint", async () => {
    const appConfig = `crn:v1:bluemix:public:apprapp:us-south:a/${defaultIbm.account}:${defaultIbm.appConfig}::`;
    const kmsEndpoint = "https://private.us-south.kms.cloud.ibm.com";
    const state = await create({ ...given, appConfig, region: undefined, kmsEndpoint });
    expect(await read(state)).toEqual(state);
    expect(await integrations()).toMatchObject([{ metadata: { kms_endpoint: kmsEndpoint } }]);
  });

  it("warns when its key can't be used", async () => {
    const state = await create();
    const key = `/api/v2/keys/${String(state["rootKey"]).split(":").pop()}`;
    await bench.act("POST", `${key}/actions/disable`);
    const disabled = await read(state);
    expect(disabled).toMatchObject({ keyStatus: "NON_USABLE_DISABLE" });
    expect(warningsOf(disabled)).toEqual([expect.stringContaining("enable the key")]);
    await bench.act("DELETE", `${key}?force=true`);
    expect(warningsOf(await read(state))).toEqual([expect.stringContaining("restore the key within 30 days")]);
    expect(warningsOf({ ...state, keyStatus: "NON_USABLE_OTHER" })).toEqual([
      expect.stringContaining("NON_USABLE_OTHER"),
    ]);
  });

  it("changes for its authorization in place and without a call", async () => {
    const state = await create();
    await bench.calls();
    const { action, state: changed } = await bench.apply(appConfigIntegration, state, {
      ...given,
      authorization: "policy-2",
    });
    expect(action).toBe("update");
    expect(changed).toEqual({ ...state, authorization: "policy-2" });
    expect(await bench.calls()).toEqual([]);
  });
});

describe("an integration that was made elsewhere", () => {
  it("is adopted within the hour when it does what is wanted, as an interrupted run leaves it, which is said", async () => {
    const left = await create();
    bench.newRun();
    const state = await create();
    expect(state).toEqual(left);
    await deleteState(appConfigIntegration, bench.context, { ...state, allowReplace: true });
    expect(bench.warnings).toEqual([
      expect.stringContaining("it is adopted as the leftover of a run that died"),
      expect.stringContaining("is not deleted"),
    ]);
    expect(await integrations()).toHaveLength(1);
  });

  // Before, it was taken over unasked, whoever had made it.
  it("is adopted later only where the program says so, and never where this stack records it", async () => {
    const theirs = await create();
    bench.at(new Date("2026-06-01T02:00:00Z"));
    await expect(create()).rejects.toThrow("adopt: true");
    expect(await create({ ...given, adopt: true })).toMatchObject({ createdAt: theirs["createdAt"] });
    bench.newRun();
    bench.record(appConfigIntegration, theirs);
    await expect(create({ ...given, adopt: true })).rejects.toMatchObject({ code: "already-exists" });
  });

  it("is an error when it has another key", async () => {
    await create();
    bench.newRun();
    const failure = create(other);
    await expect(failure).rejects.toMatchObject({ code: "already-exists" });
    await expect(failure).rejects.toThrow('already has an integration "flags"');
    expect(await read({ ...given, ...other })).toMatchObject({ rootKey: given["rootKey"] });
  });

  it("is an error when it has another id, in the service's words", async () => {
    await create();
    bench.newRun();
    await expect(create({ ...given, integrationId: "segments" })).rejects.toMatchObject({ code: "already-exists" });
  });

  it("is an error when it is of another type", async () => {
    const metadata = {
      event_notifications_instance_crn: "crn:v1:bluemix:public:event-notifications:us-south:a/1:2::",
      event_notifications_endpoint: "https://us-south.event-notifications.cloud.ibm.com",
      event_notifications_source_name: "flags",
    };
    await bench.act("POST", PATH, { integration_id: "flags", integration_type: "EVENT_NOTIFICATIONS", metadata });
    await expect(create()).rejects.toMatchObject({ code: "already-exists" });
  });

  it("is not had by two resources of one program", async () => {
    await create();
    await expect(create()).rejects.toMatchObject({ code: "already-exists" });
  });
});

describe("an integration whose authorization isn't known everywhere yet", () => {
  it("is tried again, with a look before each try", async () => {
    const sleep = withoutWaiting(bench);
    await bench.emulator.ibm.setLags({ policy: { checks: 3 } });
    const target = { instance: defaultIbm.keyProtect, key: other["rootKey"] };
    await bench.create(serviceAuthorization, {
      source: { service: "apprapp", instance: defaultIbm.appConfig },
      target,
      roles: ["Reader"],
    });
    await bench.calls();
    expect(await create(other)).toMatchObject({ keyStatus: "USABLE" });
    expect(sleep.mock.calls.map(([milliseconds]) => milliseconds)).toEqual([250, 500, 1000]);
    expect(await bench.calls()).toEqual([
      ...Array.from({ length: 3 }, () => ["createIntegration", "listIntegrations"]).flat(),
      "createIntegration",
    ]);
  });

  it("fails after about a minute, and says what is mostly behind it", async () => {
    const sleep = withoutWaiting(bench);
    const failure = create(other);
    await expect(failure).rejects.toMatchObject({ code: "service", httpStatus: 500 });
    await expect(failure).rejects.toThrow("Check that the authorization lets this App Configuration instance");
    const waited = sleep.mock.calls.reduce((sum, [milliseconds]) => sum + Number(milliseconds), 0);
    // The minute passed in silence.
    expect(bench.warnings).toEqual([
      expect.stringMatching(/the creation of the integration flags is retried for up to a minute.*createIntegration/),
    ]);
    expect(waited).toBeGreaterThan(50_000);
    expect(waited).toBeLessThanOrEqual(60_000);
  });
});

describe("an integration whose reply is lost", () => {
  it.each<FaultKind>(["reset-before", "reset-after", "wrong-json", "slow-headers", "500"])(
    "is made once (%s)",
    async (kind) => {
      await bench.emulator.setFaults([{ operation: "createIntegration", kind, ms: 2000 }]);
      const state = await create();
      expect(await read(state)).toEqual(state);
      expect(await integrations()).toHaveLength(1);
    },
  );
});

describe("what can't be undone", () => {
  it.each<[string, () => Values]>([
    ["another key", () => other],
    ["another id", () => ({ ...given, integrationId: "segments" })],
    ["another endpoint", () => ({ ...given, kmsEndpoint: "https://private.us-south.kms.cloud.ibm.com" })],
    ["another instance", () => ({ ...given, appConfig: defaultIbm.appConfigOther })],
  ])("is refused before any call: %s", async (_, change) => {
    const state = await create();
    await bench.calls();
    const failure = bench.apply(appConfigIntegration, state, change());
    await expect(failure).rejects.toMatchObject({ code: "invalid-input" });
    await expect(failure).rejects.toThrow("the service can't switch off encryption");
    await expect(failure).rejects.toThrow("set allowReplace: true and apply");
    await expect(bench.apply(appConfigIntegration, state, { ...change(), allowReplace: true })).rejects.toThrow();
    expect(await bench.calls()).toEqual([]);
  });

  it("is done once allowReplace was applied", async () => {
    const state = await create();
    const { action, state: allowed } = await bench.apply(appConfigIntegration, state, { ...given, allowReplace: true });
    expect(action).toBe("update");
    const replaced = await bench.apply(appConfigIntegration, allowed, { ...other, allowReplace: true });
    expect(replaced.action).toBe("replace");
    await remove(allowed);
    expect(await integrations()).toEqual([]);
    await expect(remove(allowed)).resolves.toBeUndefined();
  });

  it("is deleting, unless it is gone anyway", async () => {
    const state = await create();
    await expect(remove(state)).rejects.toMatchObject({ code: "conflict" });
    await expect(remove(state)).rejects.toThrow("set allowReplace: true and apply");
    expect(await integrations()).toHaveLength(1);
    await bench.act("DELETE", `${PATH}/flags`);
    expect(await read(state)).toBeUndefined();
    await expect(remove(state)).resolves.toBeUndefined();
  });

  it("is explained when the service itself refuses to delete", async () => {
    await bench.stop();
    await start({ ibm: { refuseIntegrationDelete: true } });
    const state = await create({ ...given, allowReplace: true });
    const failure = remove(state);
    await expect(failure).rejects.toMatchObject({ code: "conflict", httpStatus: 409 });
    await expect(failure).rejects.toThrow("delete the App Configuration instance, then run again");
  });
});
