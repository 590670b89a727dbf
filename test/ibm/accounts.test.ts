import { defaultIbm } from "keysmith-emulator";
import type { Definition, Values } from "../../src/core/definition";
import { createState, deleteState, noteRecorded, readState, updateState } from "../../src/core/lifecycle";
import type { Context } from "../../src/core/run";
import { requireInputs } from "../../src/core/validate";
import { ibm } from "../../src/ibm";
import { rootKey } from "../../src/ibm/kms/root-key/lifecycle";
import { IbmBench } from "./iam/authorization/bench";

// With another account's credentials IAM and App Configuration say of what is there that it isn't: a plan would make everything
// anew, and a destroy would forget it.

const OURS = defaultIbm.account;
const THEIRS = "f".repeat(32);
const KEYS = [
  { apiKey: "other", iamId: "iam-ServiceId-other", account: THEIRS },
  { apiKey: "stranger", iamId: "IBMid-stranger", account: THEIRS },
  { apiKey: "member", iamId: "IBMid-member", account: THEIRS, memberOf: [OURS] },
  { apiKey: "colleague", iamId: "iam-ServiceId-colleague", account: OURS },
];
const [, , , , , , , GUID = ""] = defaultIbm.keyProtect.split(":");
const APP_CONFIG = `crn:v1:bluemix:public:apprapp:us-south:a/${OURS}:${defaultIbm.appConfig}::`;
const IN = { instance: defaultIbm.keyProtect };
const KINDS = ibm.definitions.map((definition) => [definition.name, definition] as const);
const WRONG = {
  code: "credentials",
  message: expect.stringMatching(`account ${OURS}, and the credentials.*${THEIRS}`),
};

/** Of the one resource that a test is about. */
const NONCES = { own: "0t5j2m8k3f9a2" };

let bench: IbmBench;
let given: Readonly<Record<string, Values>>;

beforeEach(async () => {
  bench = await IbmBench.start({ ibm: { apiKeys: KEYS } });
  const key = await bench.makeKey();
  const grant = {
    source: { service: "apprapp", instance: defaultIbm.appConfig },
    target: { service: "kms", account: OURS, instance: GUID, key: key.id },
    roles: ["Reader"],
  };
  const flags = { appConfig: APP_CONFIG, integrationId: "flags", rootKey: `${IN.instance.slice(0, -1)}key:${key.id}` };
  given = {
    RootKey: { ...IN, name: "payments", label: "a/b/payments" },
    StandardKey: { ...IN, name: "webhook", label: "a/b/webhook" },
    KeyRing: { ...IN, name: "payments" },
    WrappedKey: { ...IN, name: "invoices", key: key.id },
    ServiceAuthorization: { ...grant, label: "a/b/flags" },
    AppConfigIntegration: { ...flags, authorization: "policy", allowReplace: true },
  };
  // By which the integration may use the key.
  const all = { source: { service: "apprapp" }, target: { service: "kms", account: OURS }, roles: ["Reader"] };
  const [authorization] = ibm.definitions.filter(({ name }) => name === "ServiceAuthorization");
  if (authorization) await bench.create(authorization, all);
  await bench.calls();
});
afterEach(() => bench.stop());

/** A run by somebody's credentials, that remembers nothing. */
function as(apiKey: string): Context<unknown> {
  bench.newRun();
  return { ...bench.contextOf(apiKey), nonces: NONCES };
}

const make = (definition: Definition): Promise<Values> =>
  bench.create(definition, given[definition.name] ?? {}, NONCES);

describe.each(KINDS)("a %s", (name, definition) => {
  let state: Values;
  beforeEach(async () => {
    state = await make(definition);
    await bench.calls();
  });
  const changed = (): Values => ({ ...state, description: "another" });
  // Nothing of it is at the service that could be gone.
  const isOnlyRecorded = definition.actions.delete.length === 0;
  const todo = { action: "update", reasons: [{ code: "changed", message: "", outputs: "all" }] } as const;

  it.each(["other", "stranger"])("of another account is not gone, not changed and not forgotten (%s)", async (who) => {
    // The key services refuse such a caller by themselves, and forget nothing.
    const wrong = ["ServiceAuthorization", "AppConfigIntegration"].includes(name)
      ? WRONG
      : { code: expect.any(String) };
    await expect(readState(definition, as(who), state)).rejects.toMatchObject(wrong);
    await expect(updateState(definition, as(who), state, changed(), todo)).rejects.toMatchObject(wrong);
    await expect(deleteState(definition, as(who), state)).rejects.toMatchObject(wrong);
    expect(await bench.calls()).not.toContainEqual(expect.stringMatching(/^(update|replace|delete|create)/));
    expect(await readState(definition, as("emulator"), state)).toEqual(state);
  });

  // A person's access isn't limited to the account in which the API key was made.
  it("is read and deleted by a member of its account with an API key of another one, who takes it for gone where that is sure", async () => {
    expect(await readState(definition, as("member"), state)).toEqual(state);
    await deleteState(definition, as("member"), state);
    if (isOnlyRecorded) return;
    const gone = readState(definition, as("member"), { ...state, restore: "never" });
    const isSure = !["ServiceAuthorization", "AppConfigIntegration"].includes(name);
    if (isSure) expect(await gone).toBeUndefined();
    else {
      await expect(gone).rejects.toMatchObject(WRONG);
      await expect(gone).rejects.toMatchObject({
        told: { remedy: expect.stringMatching("deleted by hand, take it out") },
      });
    }
    expect(await readState(definition, as("emulator"), { ...state, restore: "never" })).toBeUndefined();
  });

  it("is read and deleted by other credentials of its account, and is gone where it is", async () => {
    expect(await readState(definition, as("colleague"), state)).toEqual(state);
    await deleteState(definition, as("colleague"), { ...state, restore: "never" });
    if (!isOnlyRecorded)
      expect(await readState(definition, as("colleague"), { ...state, restore: "never" })).toBeUndefined();
  });

  it("is not made where the rest of the stack is in another account", async () => {
    const context = as("other");
    noteRecorded(definition, context.ledger, state);
    await expect(createState(definition, context, state)).rejects.toMatchObject(WRONG);
    expect(await bench.calls()).toEqual([]);
  });

  it("costs no call more: the token tells the account", async () => {
    await readState(definition, as("emulator"), state);
    const calls = await bench.emulator.calls();
    expect(calls.filter(({ operation }) => operation !== "getToken")).toHaveLength(1);
    expect(calls.filter(({ operation }) => operation === "getToken").length).toBeLessThan(2);
  });
});

// A bug: before each deletion there was a read, which lists the instance anew after each write, and announces what it sees.
it("keys of another account are deleted by a member with one list for all, and without a word", async () => {
  const states = [];
  for (const name of ["one", "two", "three"]) states.push(await bench.create(rootKey, { ...IN, name, enabled: false }));
  await bench.calls();
  bench.warnings.length = 0;
  const context = as("member");
  for (const state of states) await deleteState(rootKey, context, { ...state, enabled: true });
  expect(await bench.calls()).toEqual(["listKeys", "deleteKey", "deleteKey", "deleteKey"]);
  expect(bench.warnings).toEqual([]);
});

it("a key of IBM Cloud Private is made without a token of IBM Cloud, whatever else is in the stack", async () => {
  const key = await bench.create(rootKey, { ...IN, name: "payments" });
  const context = as("emulator");
  noteRecorded(rootKey, context.ledger, key);
  await bench.emulator.clearCalls();
  const place = { service: "icp", instanceId: defaultIbm.icpInstanceId, url: bench.emulator.url };
  await createState(rootKey, context, requireInputs(rootKey, "RootKey", { ...place, name: "payments" }));
  expect((await bench.emulator.calls()).map(({ operation }) => operation)).toEqual(["getToken", "createKey"]);
});

it("a key of IBM Cloud Private is of no account, and isn't compared", async () => {
  const place = { service: "icp", instanceId: defaultIbm.icpInstanceId, url: bench.emulator.url };
  const state = await bench.create(rootKey, { ...place, name: "payments" });
  expect(rootKey.account?.recorded(state)).toBeUndefined();
  expect(await readState(rootKey, as("other"), state)).toMatchObject({ keyId: state["keyId"] });
});
