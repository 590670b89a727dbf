import { accessPoint } from "../../../src/alibaba/access-point";
import type { AlibabaClient } from "../../../src/alibaba/api/client";
import { clientKey } from "../../../src/alibaba/client-key/client-key";
import { versionIdOf } from "../../../src/alibaba/client-key/handed-out";
import { revokePrevious } from "../../../src/alibaba/client-key/revoke-previous";
import { kmsSecret } from "../../../src/alibaba/kms-secret/kms-secret";
import { listVersions, putSecretValue } from "../../../src/alibaba/kms-secret/operations";
import type { Values } from "../../../src/core/definition";
import { ConflictError, InterruptedError, NoReplyError } from "../../../src/core/errors";
import { createState, deleteState, readState, updateState } from "../../../src/core/lifecycle";
import { successorOf } from "../../../src/core/nonce";
import { plan } from "../../../src/core/plan";
import type { Revocation } from "../../../src/core/revocable";
import { endReplaced } from "../../../src/core/revocation";
import { Bench } from "../../support/alibaba";

// With `store` the secret says which key applications get, whatever a record says. That one is deleted by no run before there is another.

const MADE = "2026-01-01T00:00:00Z";
const SECRET = "orders/client-key";
const BARE = { accessPoint: "orders-app", label: "shop/prod/orders-app" };
const GIVEN = { ...BARE, store: { secret: SECRET } };

let bench: Bench;

const idOf = (state: Values): string => String(state["clientKeyId"]);
const call = (operation: string, parameters: object): Promise<Record<string, unknown>> =>
  bench.emulator.alibaba.call(operation, parameters as Record<string, string>);
const live = (): Promise<string[]> => bench.liveKeys("orders-app");

async function moveTo(id: string, from: string): Promise<void> {
  await call("UpdateSecretVersionStage", {
    SecretName: SECRET,
    VersionStage: "ACSCurrent",
    MoveToVersion: versionIdOf(id),
    RemoveFromVersion: versionIdOf(from),
  });
}

async function seen(state: Values): Promise<Values> {
  bench.newRun();
  return (await clientKey.read(bench.context, state)) as Values;
}

beforeEach(async () => {
  bench = await Bench.start({ clock: MADE });
  await bench.create(accessPoint, { name: "orders-app", policies: ["orders"] });
  await bench.create(kmsSecret, { name: SECRET, filledElsewhere: true, label: "shop/prod/secret" });
  await bench.calls();
});

afterEach(() => bench.stop());

// A bug: any client key's version was taken for one that may be replaced, and two applications took the secret from one another for ever.
it("does not take the place of another application's key, until that is gone", async () => {
  const orders = await bench.create(clientKey, GIVEN);
  await bench.create(accessPoint, { name: "billing-app", policies: ["orders"] });
  const { nonces } = bench;
  bench.newRun();
  bench.nonces = { own: "0t5j2m8k3f9zz" };
  const billing = { accessPoint: "billing-app", label: "shop/prod/billing-app", store: { secret: SECRET } };
  await expect(bench.create(clientKey, billing)).rejects.toThrow(`hands out the client key ${idOf(orders)} of another`);
  expect(await bench.liveKeys("billing-app")).toEqual([]);
  expect(await seen(orders)).toMatchObject({ storedIn: { secret: SECRET } });
  await call("DeleteClientKey", { ClientKeyId: idOf(orders) });
  bench.newRun();
  expect(await bench.create(clientKey, billing)).toMatchObject({ storedIn: { secret: SECRET } });
  bench.nonces = nonces;
});

describe("a key of another record in the secret", () => {
  // A bug: a refresh took it for the current one of this record, and the end of this record deleted the key that applications have.
  it.each([
    ["that comes in the place of this one", (own: string) => ({ own: successorOf(own), replaced: own })],
    ["of the same label", () => ({ own: "0t5j2m8k3f9zz" })],
  ])("%s is not taken over, and stays when this record goes", async (_, noncesOf) => {
    const { nonces } = bench;
    const first = await bench.create(clientKey, GIVEN);
    await bench.at("2026-02-01T00:00:00Z");
    bench.newRun();
    bench.nonces = noncesOf(nonces.own);
    const second = await bench.create(clientKey, GIVEN);
    bench.nonces = nonces;
    const found = await seen(first);
    expect(found).toMatchObject({ clientKeyId: idOf(first), storedIn: undefined });
    bench.newRun();
    await deleteState(clientKey, bench.context, found);
    expect(await live()).toContain(idOf(second));
  });
});

describe("a previous key that the secret hands out again, as somebody has moved the stage back", () => {
  const DUE = "2026-12-02T00:00:00Z";
  const OVER = "2026-12-09T00:00:01Z";
  const DUE_BEFORE = "2026-12-01T00:00:00Z";
  let first: Values;
  let second: Values;

  beforeEach(async () => {
    first = await bench.create(clientKey, GIVEN);
    await bench.at(DUE);
    second = (await bench.apply(clientKey, first, GIVEN)).state;
    await moveTo(idOf(first), idOf(second));
  });

  // A bug: it was deleted before the next key was made, and where that failed applications had none.
  it.each([
    ["PutSecretValue", {}, ["mend", "retire"]],
    ["CreateClientKey", { revokePrevious: true }, ["mend", "revoke"]],
  ])(
    "stays where %s fails",
    async (operation, more, reasons) => {
      await bench.at(OVER);
      const found = await seen(second);
      const { clientKeyId, previous } = found;
      expect(previous).toMatchObject([{ clientKeyId: idOf(first) }]);
      expect(clientKeyId).toBe(idOf(second));
      await bench.emulator.setFaults([{ operation, kind: "503", times: 1000 }]);
      const inputs = bench.inputs(clientKey, { ...GIVEN, ...more });
      expect(plan(clientKey, found, inputs, bench.clock.now()).reasons.map(({ code }) => code)).toEqual(
        expect.arrayContaining(reasons),
      );
      await expect(bench.apply(clientKey, found, { ...GIVEN, ...more })).rejects.toThrow();
      expect(await live()).toEqual([idOf(first), idOf(second)].sort());
    },
    15_000,
  );

  it("has a whole overlap from when the next key is there", async () => {
    await bench.at(OVER);
    const { state } = await bench.apply(clientKey, await seen(second), GIVEN);
    const retireAfter = "2026-12-16T00:00:01Z";
    expect(state["previous"]).toMatchObject([
      { clientKeyId: idOf(second), retireAfter },
      { clientKeyId: idOf(first), retireAfter },
    ]);
    await bench.at(retireAfter);
    await bench.apply(clientKey, await seen(state), GIVEN);
    expect(await live()).toEqual([idOf(state)]);
  });

  // A bug: it was deleted where no refresh had seen the move, as on Pulumi.
  it("stays also where no refresh has seen that, and the run says why", async () => {
    await bench.at(OVER);
    await bench.calls();
    const { state, reasons } = await bench.apply(clientKey, second, GIVEN);
    expect(reasons).toEqual(["retire"]);
    expect(await bench.calls()).toEqual(["ListClientKeys", "ListSecretVersionIds"]);
    expect(await live()).toContain(idOf(first));
    expect(bench.warnings.join()).toContain(`client key ${idOf(first)} is not deleted before there is a next key`);
    expect(state).toEqual(second);
  });

  it("stays where the program takes the store away and nothing is made in its place", async () => {
    await bench.emulator.setFaults([{ operation: "CreateClientKey", kind: "503", times: 1000 }]);
    await bench.at(OVER);
    await expect(bench.apply(clientKey, second, { ...BARE, revokePrevious: true })).rejects.toThrow();
    expect(await live()).toContain(idOf(first));
  }, 15_000);

  // A bug: it went with what was replaced, once the overlap of that was over.
  it("stays when its record goes that another one was made in the place of", async () => {
    const { nonces } = bench;
    bench.newRun();
    bench.nonces = { own: "0t5j2m8k3f9zz" };
    const third = await bench.create(clientKey, GIVEN);
    await moveTo(idOf(second), idOf(third));
    await bench.at("2026-12-20T00:00:00Z");
    bench.newRun();
    bench.nonces = nonces;
    bench.context.ledger.succeeded(nonces.own);
    await deleteState(clientKey, bench.context, { ...second, createdAt: DUE_BEFORE });
    expect(await live()).toContain(idOf(second));
  });

  it("is not ended by the action that is given the secret", async () => {
    const given = { current: idOf(second), previous: [idOf(first)], secret: SECRET };
    await expect(bench.ask(revokePrevious, given)).rejects.toThrow(`hands out client key ${idOf(first)} now`);
    await moveTo(idOf(second), idOf(first));
    expect(await bench.ask(revokePrevious, given)).toEqual({ ended: [idOf(first)], gone: [] });
  });

  // A bug: `keysmith revoke` ended it.
  it("is not ended by a revocation", async () => {
    bench.newRun();
    const revocation = clientKey.revocation as Revocation<Values>;
    const work = endReplaced(clientKey, revocation, bench.context, second, [idOf(first)], () => undefined);
    await expect(work).rejects.toThrow("nothing was ended: the current version of the secret");
    expect(await live()).toContain(idOf(first));
  });
});

// A bug: what a run had left in the secret without knowing got a deadline by a run without a refresh, and was deleted then.
it("A key that nothing records but the secret hands out stays when its deadline comes", async () => {
  const first = await bench.create(clientKey, GIVEN);
  const { state: second } = await bench.apply(clientKey, first, { ...GIVEN, rotation: { trigger: "now" } });
  const { clientKeyId, createdAt, notAfter } = second;
  const stray = { clientKeyId, createdAt, notAfter, origin: "ours" };
  const { state } = await bench.apply(clientKey, { ...first, strays: [stray] }, GIVEN);
  expect(state["previous"]).toMatchObject([{ clientKeyId }]);
  await bench.at("2026-01-09T00:00:00Z");
  expect(await bench.apply(clientKey, state, GIVEN)).toMatchObject({ reasons: ["retire"] });
  expect(await live()).toContain(clientKeyId);
});

// A bug: what had not proven itself was taken for a key that nobody has, though a put without a reply may have been carried out.
it("A pending key that the secret hands out stays where another one can't be made", async () => {
  const first = await bench.create(clientKey, GIVEN);
  const { state: pending } = await bench.apply(clientKey, first, { ...GIVEN, rotation: { trigger: "now" } });
  await bench.emulator.setFaults([{ operation: "CreateClientKey", kind: "503", times: 1000 }]);
  await expect(bench.apply(clientKey, { ...first, pending }, GIVEN)).rejects.toThrow();
  expect(await live()).toEqual([idOf(first), idOf(pending)].sort());
}, 15_000);

it("A key without a store costs no call more", async () => {
  const first = await bench.create(clientKey, BARE);
  await bench.at("2026-12-02T00:00:00Z");
  const { state } = await bench.apply(clientKey, first, BARE);
  await bench.at("2026-12-09T00:00:00Z");
  await bench.calls();
  await bench.apply(clientKey, await seen(state), BARE);
  expect(await bench.calls()).toEqual(["ListClientKeys", "ListClientKeys", "DeleteClientKey"]);
});

describe("an adoption that fails once", () => {
  // A bug: it was recorded by the create that failed, and Terraform, which replaces what such a create has made, deleted the adopted key.
  it.each([
    ["as the next key can't be put into the secret", GIVEN, "PutSecretValue"],
    ["as the next key doesn't prove that it works", { ...GIVEN, verify: { secret: "none" } }, ""],
  ])(
    "%s records nothing and leaves the adopted key, and it is adopted then",
    async (_, given, operation) => {
      const { ClientKeyId } = await call("CreateClientKey", { AapName: "orders-app", Password: "Stranger-1" });
      await bench.emulator.setFaults(operation ? [{ operation, kind: "503", times: 1000 }] : []);
      const adopting = { ...given, adopt: `orders-app/${ClientKeyId}` };
      const error = await bench.create(clientKey, adopting).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "conflict", message: expect.stringContaining("deleted again") });
      expect(error).not.toHaveProperty("state");
      expect(await live()).toEqual([ClientKeyId]);
      await bench.emulator.setFaults([]);
      bench.newRun();
      const state = await bench.create(clientKey, { ...adopting, verify: undefined });
      expect(state["previous"]).toMatchObject([{ clientKeyId: ClientKeyId }]);
    },
    15_000,
  );
});

// A bug: the run took the key before for another resource's, took it off the record and left it alive.
it("A key that a refresh has taken over leaves the one before to be deleted in the same run", async () => {
  const first = await bench.create(clientKey, GIVEN);
  await bench.at("2026-01-02T00:00:00Z");
  const { state: lost } = await bench.apply(clientKey, first, { ...GIVEN, rotation: { trigger: "now" } });
  await bench.at("2026-01-09T00:00:00Z");
  bench.newRun();
  const found = (await readState(clientKey, bench.context, first)) as Values;
  expect(idOf(found)).toBe(idOf(lost));
  const desired = bench.inputs(clientKey, GIVEN);
  const planned = plan(clientKey, found, desired, bench.clock.now());
  expect(planned.reasons.map(({ code }) => code)).toEqual(["retire"]);
  await updateState(clientKey, bench.context, found, desired, planned);
  expect(await live()).toEqual([idOf(lost)]);
});

describe("a key that a run has put there and not recorded", () => {
  // A bug: the overlap of the one before counted from when the version was made, and was over at once.
  it("has the one before keep working for a whole overlap from when somebody has moved the stage to it", async () => {
    const first = await bench.create(clientKey, GIVEN);
    const { state: lost } = await bench.apply(clientKey, first, { ...GIVEN, rotation: { trigger: "now" } });
    await moveTo(idOf(first), idOf(lost));
    await bench.at("2026-01-02T00:00:00Z");
    const before = await seen(first);
    expect(before).toMatchObject({ clientKeyId: idOf(first), strays: [{ clientKeyId: idOf(lost) }] });
    await moveTo(idOf(lost), idOf(first));
    await bench.at("2026-02-01T00:00:00Z");
    const retireAfter = "2026-02-08T00:00:00Z";
    expect(await seen(before)).toMatchObject({ clientKeyId: idOf(lost), previous: [{ retireAfter }] });
  });

  // A bug: it was deleted where another version had become the current one since.
  it("stays where its reply is lost and somebody puts another version there meanwhile", async () => {
    const first = await bench.create(clientKey, GIVEN);
    const client = bench.context.client as AlibabaClient;
    const lossy = (async (operation, ...rest) => {
      const reply = await client.call(operation, ...rest);
      if (operation !== putSecretValue) return reply;
      await call("PutSecretValue", { SecretName: SECRET, VersionId: "other", SecretData: "x" });
      throw new NoReplyError("no reply", "Try again.", { sent: true });
    }) as AlibabaClient["call"];
    const context = { ...bench.context, client: Object.assign(Object.create(client), { call: lossy }) };
    const desired = bench.inputs(clientKey, { ...GIVEN, rotation: { trigger: "now" } });
    const planned = plan(clientKey, first, desired, bench.clock.now());
    const failing = updateState(clientKey, context, first, desired, planned);
    await expect(failing).rejects.toMatchObject({ state: { strays: [{ origin: "ours" }] } });
    expect(await live()).toHaveLength(2);
  });
});

describe("a secret that is to be deleted, of which the service tells nothing", () => {
  const why = `the secret "${SECRET}" is to be deleted, and the service doesn't tell which key it hands out. Restore it`;
  let state: Values;

  /** An access point that is full of this resource's keys. */
  beforeEach(async () => {
    state = await bench.create(clientKey, GIVEN);
    for (const trigger of ["one", "two"]) {
      await bench.at("2026-01-02T00:00:00Z");
      ({ state } = await bench.apply(clientKey, state, { ...GIVEN, rotation: { trigger } }));
    }
    await call("DeleteSecret", { SecretName: SECRET, RecoveryWindowInDays: "30" });
    await bench.at("2026-01-10T00:00:00Z");
    const client = bench.context.client as AlibabaClient;
    const answer = client.call;
    client.call = async (operation, region, parameters) => {
      const isUntold = operation.action === listVersions.action && parameters["SecretName"] === SECRET;
      if (isUntold) throw new ConflictError("it is to be deleted", "Restore it.");
      return answer(operation, region, parameters);
    };
  });

  it("is why a run leaves the previous keys", async () => {
    await bench.apply(clientKey, state, GIVEN);
    expect(bench.warnings.join()).toContain(why);
    expect(await live()).toHaveLength(3);
  });

  // A bug: the action told people to run the engine first, which does nothing about it.
  it("is why the action ends no key", async () => {
    const given = { current: idOf(state), previous: (state["previous"] as Values[]).map(idOf), secret: SECRET };
    await expect(bench.ask(revokePrevious, given)).rejects.toMatchObject({
      message: expect.stringContaining("Restore it, or wait until it is gone, then call this again"),
    });
    expect(await live()).toHaveLength(3);
  });

  // A bug: the run said that no place was left, and nothing of the secret, until which no overlap ends a key.
  it("is named where the program names another one and there is no place for another key", async () => {
    await bench.create(kmsSecret, { name: "orders/next", filledElsewhere: true, label: "shop/prod/next" });
    const next = { ...BARE, store: { secret: "orders/next" } };
    const error = await bench.apply(clientKey, state, next).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "limit", message: expect.stringContaining(why) });
    expect(await live()).toHaveLength(3);
  });
});

describe("a secret that is no place for a key", () => {
  const ELSEWHERE = "orders/database";
  const RDS = {
    SecretType: "Rds",
    SecretData: '{"Accounts":[{"AccountName":"a","AccountPassword":"b"}]}',
    ExtendedConfig: '{"SecretSubType":"SingleUser","DBInstanceId":"rm-1","CustomData":{}}',
  };

  // A bug: what somebody had in it was replaced; and for one that can't be put into a key was made and deleted again in every run.
  it.each([
    ["has somebody's value", { SecretData: "hunter2" }, "already has something else, the version v1", false],
    ["is managed by the service", RDS, "is of the type Rds", false],
    ["is to be deleted", { SecretData: "hunter2" }, "is to be deleted at 2026-01-08", true],
  ])("is refused before a key is made, as it %s", async (_, secret, problem, isDeleted) => {
    await call("CreateSecret", { SecretName: ELSEWHERE, VersionId: "v1", ...secret });
    if (isDeleted) await call("DeleteSecret", { SecretName: ELSEWHERE, RecoveryWindowInDays: "7" });
    await bench.calls();
    const work = bench.create(clientKey, { ...BARE, store: { secret: ELSEWHERE } });
    await expect(work).rejects.toThrow(`the secret "${ELSEWHERE}" ${problem}`);
    expect(await bench.calls()).not.toContain("CreateClientKey");
  });

  it("is one once somebody says that nothing in it is needed", async () => {
    await call("CreateSecret", { SecretName: ELSEWHERE, VersionId: "v1", SecretData: "hunter2" });
    await call("PutSecretValue", { SecretName: ELSEWHERE, VersionId: "keysmith-empty", SecretData: "x" });
    const state = await bench.create(clientKey, { ...BARE, store: { secret: ELSEWHERE } });
    expect(state["storedIn"]).toMatchObject({ secret: ELSEWHERE });
  });
});

describe("what a failure says", () => {
  // A bug: the codes of the refusal stood beside the deletion, as if that had been refused.
  it("names the codes beside what was refused", async () => {
    await bench.emulator.setFaults([{ operation: "PutSecretValue", kind: "503", times: 1000 }]);
    const error = await bench.create(clientKey, GIVEN).catch((thrown: unknown) => thrown);
    expect((error as Error).message).toMatch(/So it was deleted again\. /);
  }, 15_000);

  // A bug: applications were said to have, perhaps, a key whose put was never sent.
  it("is certain of a key whose put an interrupt kept from being sent", async () => {
    const client = bench.context.client as AlibabaClient;
    let isCut = false;
    const interrupted = (async (operation, ...rest) => {
      isCut ||= operation === putSecretValue;
      if (isCut) throw new InterruptedError();
      return client.call(operation, ...rest);
    }) as AlibabaClient["call"];
    const context = { ...bench.context, client: Object.assign(Object.create(client), { call: interrupted }) };
    const error = await createState(clientKey, context, bench.inputs(clientKey, GIVEN)).catch((thrown) => thrown);
    expect(error.message).toContain("is not in the secret");
    expect(error.message).toContain("It could not be deleted again");
    expect(error.message).not.toContain("applications may have it");
  });
});
