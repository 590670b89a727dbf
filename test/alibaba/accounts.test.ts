import { alibaba } from "../../src/alibaba";
import { accessPoint } from "../../src/alibaba/access-point";
import { callersAccount } from "../../src/alibaba/account";
import type { AlibabaClient, AlibabaContext } from "../../src/alibaba/api/client";
import { clientKey } from "../../src/alibaba/client-key/client-key";
import { kmsKey } from "../../src/alibaba/kms-key/kms-key";
import { networkRule } from "../../src/alibaba/network-rule";
import type { Definition, Values } from "../../src/core/definition";
import { ServiceError } from "../../src/core/errors";
import { createState, deleteState, noteRecorded, readState, updateState } from "../../src/core/lifecycle";
import type { Context } from "../../src/core/run";
import { Bench } from "../support/alibaba";

// To a service, what another account has is gone: a plan would make everything anew, and a destroy would forget it.

const MADE = "2026-01-01T00:00:00Z";
const OURS = "1000000000000001";
const THEIRS = "2000000000000002";
const OTHER = { accessKeyId: "other", accessKeySecret: "emulator", accountId: THEIRS };
const GIVEN: Readonly<Record<string, Values>> = {
  NetworkRule: { name: "office", sourcePrivateIps: ["10.20.0.0/16"], label: "a/b/office" },
  Policy: { name: "orders", kmsInstance: "kst-1", permissions: ["CryptoServiceKeyUser"], keys: ["*"], label: "a/b/c" },
  AccessPoint: { name: "orders-app", policies: ["orders"], label: "a/b/c" },
  ClientKey: { accessPoint: "app", label: "a/b/c" },
  KmsAlias: { name: "orders", key: "key-hzz-1" },
  KmsSecret: { name: "orders/db", value: "first", label: "a/b/secret" },
  KmsWrappedKey: { name: "invoices" },
};
const APP = { name: "app", policies: ["x"], label: "a/b/app" };
const RULE = { ...GIVEN["NetworkRule"], name: "vpn" };
const KINDS = alibaba.definitions.map((definition) => [definition.name, definition] as const);

let bench: Bench;

beforeEach(async () => {
  const colleague = { ...OTHER, accessKeyId: "colleague", accountId: OURS };
  bench = await Bench.start({ clock: MADE, credentials: [OTHER, colleague] });
  for (const who of ["emulator", "other"]) await createState(accessPoint, as(who), inputs(accessPoint, APP));
  await bench.allCalls();
  bench.warnings.splice(0);
});
afterEach(() => bench.stop());

/** A run by somebody's credentials, that remembers nothing. */
function as(accessKeyId: string): Context<unknown> {
  bench.newRun();
  return bench.contextOf(accessKeyId);
}

function inputs(definition: Definition, given: Values = GIVEN[definition.name] ?? {}): Values {
  return bench.inputs(definition, given);
}

const WRONG = {
  code: "credentials",
  message: expect.stringMatching(`account ${OURS}, and the credentials.*${THEIRS}`),
};

describe.each(KINDS)("a %s", (name, definition) => {
  let state: Values;
  let given: Values;
  /** With a key of the caller's, where the object needs one to be made. */
  const givenBy = async (who: string): Promise<Values> => {
    if (name !== "KmsWrappedKey") return inputs(definition);
    const { keyId } = await createState(kmsKey, as(who), inputs(kmsKey, { label: "a/b/root" }));
    return inputs(definition, { ...GIVEN[definition.name], key: keyId });
  };
  beforeEach(async () => {
    given = await givenBy("emulator");
    state = await createState(definition, as("emulator"), given);
    await bench.allCalls();
  });
  const changed = (): Values => ({ ...state, ...given, description: "another" });
  const todo = { action: "update", reasons: [] } as const;

  it("of another account is not gone, not changed and not forgotten", async () => {
    await expect(readState(definition, as("other"), state)).rejects.toMatchObject(WRONG);
    await expect(updateState(definition, as("other"), state, changed(), todo)).rejects.toMatchObject(WRONG);
    await expect(deleteState(definition, as("other"), state)).rejects.toMatchObject(WRONG);
    expect(await bench.allCalls()).not.toContainEqual(expect.stringMatching(/^(Update|Delete|Create)/));
    expect(await readState(definition, as("emulator"), state)).toEqual(state);
  });

  it("of another account is not taken for its namesake there", async () => {
    await createState(definition, as("other"), await givenBy("other"));
    await expect(readState(definition, as("other"), state)).rejects.toMatchObject(WRONG);
    await expect(updateState(definition, as("other"), state, changed(), todo)).rejects.toMatchObject(WRONG);
    await expect(deleteState(definition, as("other"), state)).rejects.toMatchObject(WRONG);
  });

  it("is read, changed and deleted by other credentials of its account, and is gone where it is", async () => {
    expect(await readState(definition, as("colleague"), state)).toEqual(state);
    const next = await updateState(definition, as("colleague"), state, changed(), todo);
    await deleteState(definition, as("colleague"), next);
    // Keys and secrets are there until their window is over.
    const after = await readState(definition, as("colleague"), state);
    // Of what only a state keeps nothing is at the service that could be gone.
    if (definition.actions.delete.length === 0) expect(after).toEqual(state);
    else if (after !== undefined) expect([after["deleteAt"], after["deletedAfter"]]).toContainEqual(expect.any(String));
  });

  it("is not made where the rest of the stack is in another account", async () => {
    const rest = await createState(networkRule, as("emulator"), inputs(networkRule, RULE));
    await bench.allCalls();
    const context = as("other");
    noteRecorded(networkRule, context.ledger, rest);
    await expect(createState(definition, context, given)).rejects.toMatchObject(WRONG);
    expect(await bench.allCalls()).toEqual(["GetCallerIdentity"]);
  });
});

it("One question in a run tells whose the credentials are, and none where an answer has told it", async () => {
  const state = await createState(networkRule, as("emulator"), inputs(networkRule, RULE));
  const context = as("emulator");
  await bench.allCalls();
  await deleteState(networkRule, context, { ...state, name: "another" });
  await deleteState(networkRule, context, state);
  const [look, write] = ["DescribeNetworkRule", "DeleteNetworkRule"];
  expect(await bench.allCalls()).toEqual([look, "GetCallerIdentity", write, look, write]);
  const next = as("emulator");
  const made = await createState(networkRule, next, inputs(networkRule, RULE));
  await deleteState(networkRule, next, { ...made, name: "another" });
  await createState(clientKey, next, inputs(clientKey));
  expect(await bench.allCalls()).not.toContain("GetCallerIdentity");
});

it("Where nobody tells whose the credentials are, it is said once, and all goes on as before", async () => {
  const state = await createState(networkRule, as("emulator"), inputs(networkRule, RULE));
  await bench.emulator.setFaults([{ operation: "GetCallerIdentity", kind: "500", times: 1000 }]);
  const context = as("emulator");
  await deleteState(networkRule, context, { ...state, name: "another" });
  expect(await readState(networkRule, context, { ...state, name: "another" })).toBeUndefined();
  expect(bench.warnings).toEqual([expect.stringMatching(/^the account of the credentials is not known .*make sure/)]);
  const key = await createState(clientKey, as("emulator"), inputs(clientKey));
  expect(key).not.toHaveProperty("accountId");
  await bench.emulator.setFaults([]);
  expect(await readState(clientKey, as("emulator"), key)).toMatchObject({ accountId: OURS });
});

it("Where one region's STS doesn't tell whose the credentials are, that of another does", async () => {
  const context = as("emulator") as AlibabaContext;
  const asked: string[] = [];
  const call: AlibabaClient["call"] = async (operation, region, parameters) => {
    asked.push(region);
    await new Promise(setImmediate);
    if (region === "bare-1") throw new ServiceError("no answer", "Look at the network.");
    return context.client.call(operation, region, parameters);
  };
  const bare = { ...context, client: { ...context.client, call } };
  const regions = ["bare-1", "cn-hangzhou", "bare-1", "cn-hangzhou"];
  expect(await Promise.all(regions.map((region) => callersAccount(bare, region)))).toEqual([
    undefined,
    OURS,
    undefined,
    OURS,
  ]);
  expect(await callersAccount(bare, "cn-hangzhou")).toBe(OURS);
  expect(await callersAccount(bare, "bare-1")).toBe(OURS);
  expect(asked).toEqual(["bare-1", "cn-hangzhou"]);
});

it("Credentials that nobody knows are an error, and no doubt about the account", async () => {
  const state = await createState(networkRule, as("emulator"), inputs(networkRule, RULE));
  await expect(deleteState(networkRule, as("nobody"), state)).rejects.toMatchObject({ code: "credentials" });
  expect(bench.warnings).toEqual([]);
});
