import { accessPoint } from "../../../src/alibaba/access-point";
import type { AlibabaClient } from "../../../src/alibaba/api/client";
import { clientKey } from "../../../src/alibaba/client-key/client-key";
import { versionIdOf } from "../../../src/alibaba/client-key/handed-out";
import { kmsSecret } from "../../../src/alibaba/kms-secret/kms-secret";
import { listVersions, putSecretValue } from "../../../src/alibaba/kms-secret/operations";
import type { Values } from "../../../src/core/definition";
import { ConflictError, NoReplyError } from "../../../src/core/errors";
import { createState, updateState } from "../../../src/core/lifecycle";
import { dueReasons } from "../../../src/core/plan";
import type { Context } from "../../../src/core/run";
import { Secret } from "../../../src/core/secret";
import { Bench } from "../../support/alibaba";
import { readWith, type StoredKey, storedKey } from "../../support/stored-key";

const MADE = "2026-01-01T00:00:00Z";
const DUE = "2026-12-02T00:00:00Z";
const SECRET = "orders/client-key";
const BARE = { accessPoint: "orders-app", label: "shop/prod/orders-app" };
const GIVEN = { ...BARE, store: { secret: SECRET } };

let bench: Bench;

const idOf = (state: Values): string => String(state["clientKeyId"]);
const call = (operation: string, parameters: object): Promise<Record<string, unknown>> =>
  bench.emulator.alibaba.call(operation, parameters as Record<string, string>);
const live = (): Promise<string[]> => bench.liveKeys("orders-app");

/** What an application reads. */
async function inSecret(stage = "ACSCurrent"): Promise<Record<string, string>> {
  const { SecretData } = await call("GetSecretValue", { SecretName: SECRET, VersionStage: stage });
  return JSON.parse(String(SecretData));
}

async function seen(state: Values): Promise<Values> {
  bench.newRun();
  return (await clientKey.read(bench.context, state)) as Values;
}

/** What an apply that fails leaves to be recorded, and what it said. */
async function failure(work: Promise<unknown>): Promise<{ state: Values; message: string }> {
  const error = (await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )) as { code: string; message: string; state: Values };
  expect(error).toMatchObject({ code: "partial" });
  return { state: error.state, message: error.message };
}

/** Neither the content of a key nor its password, in a state that is as open as can be. */
async function expectNoSecret(state: Values): Promise<void> {
  const { clientKeyContent, password } = await inSecret();
  const open = JSON.stringify(state, (_, value) => (value instanceof Secret ? value.reveal() : value));
  const { PrivateKeyData } = JSON.parse(clientKeyContent ?? "");
  for (const text of [PrivateKeyData, password]) expect(open).not.toContain(text);
  expect(state["clientKeyContent"]).toBeUndefined();
  expect(state["password"]).toBeUndefined();
}

const fault = (operation: string, kind: "503" | "reset-after" | "reset-before", times = 1000): Promise<void> =>
  bench.emulator.setFaults([{ operation, kind, times }]);

beforeEach(async () => {
  const keysOnly = { accessKeyId: "keys-only", accessKeySecret: "emulator", actions: ["kms:*ClientKey*"] };
  bench = await Bench.start({ clock: MADE, credentials: [keysOnly] });
  await call("CreatePolicy", {
    Name: "orders",
    KmsInstance: "shared",
    Permissions: ["RbacPermission/Template/SecretUser"],
    Resources: ["secret/orders/*"],
  });
  await bench.create(accessPoint, { name: "orders-app", policies: ["orders"] });
  await bench.create(kmsSecret, { name: SECRET, filledElsewhere: true, label: "shop/prod/secret" });
  await bench.calls();
});

afterEach(() => bench.stop());

describe("a key that is put into a secret", () => {
  it("is there before it is recorded, and its secrets are nowhere else", async () => {
    const state = await bench.create(clientKey, GIVEN);
    expect(await bench.calls()).toEqual([
      "DescribeSecret",
      "ListSecretVersionIds",
      "CreateClientKey",
      "PutSecretValue",
    ]);
    const content = await inSecret();
    expect(Object.keys(content)).toEqual(["clientKeyId", "clientKeyContent", "password", "notAfter"]);
    expect(content).toMatchObject({ clientKeyId: idOf(state), notAfter: state["notAfter"] });
    expect(JSON.parse(String(content["clientKeyContent"]))).toMatchObject({ KeyId: idOf(state) });
    expect(state["storedIn"]).toEqual({ secret: SECRET, versionId: versionIdOf(idOf(state)) });
    await expectNoSecret(state);
    expect(bench.warnings).toEqual([]);
  });

  // A bug: the secret was not looked at, and another key was made at once.
  it("stays where it is when it is adopted, and only a key that is elsewhere is replaced", async () => {
    const made = await bench.create(clientKey, GIVEN);
    const adopting = { ...GIVEN, label: "shop/prod/adopted", adopt: `orders-app/${idOf(made)}` };
    const another = (): void => {
      bench.newRun();
      bench.nonces = { own: "0t5j2m8k3f9zz" };
    };
    another();
    await bench.calls();
    const adopted = await bench.create(clientKey, adopting);
    expect(await bench.calls()).toEqual(["GetClientKey", "ListSecretVersionIds"]);
    expect(adopted).toMatchObject({ clientKeyId: idOf(made), storedIn: made["storedIn"] });
    expect(await bench.apply(clientKey, adopted, adopting)).toMatchObject({ action: "none" });
    await bench.create(kmsSecret, { name: "orders/other", filledElsewhere: true, label: "shop/prod/other" });
    another();
    const moved = await bench.create(clientKey, { ...adopting, store: { secret: "orders/other" } });
    expect(moved).toMatchObject({ storedIn: { secret: "orders/other" }, previous: [{ clientKeyId: idOf(made) }] });
  });

  it("works for whoever reads the secret, and reads there what comes after it", async () => {
    const first = await bench.create(clientKey, { ...GIVEN, verify: { secret: SECRET } });
    expect(await bench.calls()).toEqual([
      "DescribeSecret",
      "ListSecretVersionIds",
      "CreateClientKey",
      "GetSecretValue",
      "PutSecretValue",
    ]);
    const stored = await storedKey(bench.emulator, SECRET);
    expect(stored.clientKeyId).toBe(idOf(first));
    await bench.at(DUE);
    const { state } = await bench.apply(clientKey, first, GIVEN);
    const next = JSON.parse(await readWith(bench.emulator, stored, SECRET, DUE)) as StoredKey;
    expect(next.clientKeyId).toBe(idOf(state));
    await readWith(bench.emulator, next, SECRET, DUE);
  });

  it("costs a refresh one call, and is left as it is", async () => {
    const state = await bench.create(clientKey, GIVEN);
    await bench.calls();
    expect(await seen(state)).toEqual(state);
    expect(await bench.calls()).toEqual(["ListSecretVersionIds", "ListClientKeys"]);
    expect(await bench.apply(clientKey, state, GIVEN)).toMatchObject({ action: "none" });
  });

  it("is not made where the secret is missing", async () => {
    const elsewhere = { ...BARE, store: { secret: "orders/none" } };
    await expect(bench.create(clientKey, elsewhere)).rejects.toThrow(
      'there is no secret "orders/none" in cn-hangzhou to put the client key into, so no key was made',
    );
    expect(await live()).toEqual([]);
  });

  it("has a password of its own", () => {
    expect(() => bench.inputs(clientKey, { ...GIVEN, password: "Correct-Horse-7" })).toThrow(
      "can't be given together with store",
    );
  });
});

describe("a rotation", () => {
  it("puts the next key there before the old one gets a deadline, which goes after its overlap", async () => {
    const first = await bench.create(clientKey, GIVEN);
    await bench.at(DUE);
    await bench.calls();
    const { state } = await bench.apply(clientKey, first, GIVEN);
    expect(await bench.calls()).toEqual([
      "DescribeSecret",
      "ListSecretVersionIds",
      "ListClientKeys",
      "CreateClientKey",
      "PutSecretValue",
    ]);
    expect((await inSecret())["clientKeyId"]).toBe(idOf(state));
    expect((await inSecret("ACSPrevious"))["clientKeyId"]).toBe(idOf(first));
    expect(state["previous"]).toMatchObject([{ clientKeyId: idOf(first), retireAfter: "2026-12-09T00:00:00Z" }]);
    await expectNoSecret(state);
    await bench.at("2026-12-09T00:00:00Z");
    const after = await bench.apply(clientKey, await seen(state), GIVEN);
    expect(await live()).toEqual([idOf(state)]);
    expect((await inSecret())["clientKeyId"]).toBe(idOf(after.state));
  });

  it.each(["PutSecretValue", "GetSecretValue"])(
    "that fails at %s leaves the old key current, and no other",
    async (at) => {
      const given = { ...GIVEN, verify: { secret: SECRET } };
      const first = await bench.create(clientKey, given);
      await bench.at(DUE);
      if (at === "GetSecretValue") await call("UpdatePolicy", { Name: "orders", Resources: ["secret/another"] });
      else await fault("PutSecretValue", "503");
      const { state, message } = await failure(bench.apply(clientKey, first, at === "GetSecretValue" ? given : GIVEN));
      expect(message).toContain("So it was deleted again");
      expect(message).toContain(`Applications keep the current key, ${idOf(first)}, which has no deadline`);
      expect(state).toEqual(first);
      expect(await live()).toEqual([idOf(first)]);
      if (at === "GetSecretValue") await call("UpdatePolicy", { Name: "orders", Resources: ["secret/orders/*"] });
      else await bench.emulator.setFaults([]);
      const done = await bench.apply(clientKey, await seen(state), given);
      expect((await inSecret())["clientKeyId"]).toBe(idOf(done.state));
      expect(done.state).toMatchObject({ version: 2, previous: [{ clientKeyId: idOf(first) }] });
    },
  );

  it("whose replies are lost has put it there all the same", async () => {
    const first = await bench.create(clientKey, GIVEN);
    await bench.at(DUE);
    await fault("PutSecretValue", "reset-after");
    const { state } = await bench.apply(clientKey, first, GIVEN);
    expect((await inSecret())["clientKeyId"]).toBe(idOf(state));
    expect(await live()).toEqual([idOf(first), idOf(state)].sort());
  }, 15_000);

  it("records the new key where it can't be deleted again, and it gets a deadline", async () => {
    const first = await bench.create(clientKey, GIVEN);
    await bench.at(DUE);
    const failing = ["PutSecretValue", "DeleteClientKey"] as const;
    await bench.emulator.setFaults(failing.map((operation) => ({ operation, kind: "503", times: 1000 })));
    const { state, message } = await failure(bench.apply(clientKey, first, GIVEN));
    expect(message).toContain("It could not be deleted again");
    const [left = ""] = (await live()).filter((id) => id !== idOf(first));
    expect(state["strays"]).toMatchObject([{ clientKeyId: left, origin: "ours" }]);
    await bench.emulator.setFaults([]);
    const done = await bench.apply(clientKey, state, GIVEN);
    expect(done.state["previous"]).toMatchObject([{ clientKeyId: idOf(first) }, { clientKeyId: left }]);
  }, 15_000);
});

describe("a key of which nobody can tell whether it is in the secret", () => {
  /** A run of which the service carries out a put, and then nobody hears any more. */
  function cutOff(): Context<unknown> {
    const client = bench.context.client as AlibabaClient;
    let isCut = false;
    const call = (async (operation, ...rest) => {
      if (isCut) throw new NoReplyError("no reply", "Try again.", { sent: true });
      const reply = await client.call(operation, ...rest);
      isCut = operation === putSecretValue;
      if (isCut) throw new NoReplyError("no reply", "Try again.", { sent: true });
      return reply;
    }) as AlibabaClient["call"];
    return { ...bench.context, client: Object.assign(Object.create(client), { call }) };
  }

  it("is left alone and recorded, and becomes the current one where it is there", async () => {
    const first = await bench.create(clientKey, GIVEN);
    await bench.at(DUE);
    const { state, message } = await failure(
      updateState(clientKey, cutOff(), first, bench.inputs(clientKey, GIVEN), {
        action: "update",
        reasons: dueReasons(clientKey, first, first, bench.clock.now()),
      }),
    );
    expect(message).toContain("It was not deleted, as applications may have it");
    const { clientKeyId } = await inSecret();
    expect(state).toMatchObject({ clientKeyId: idOf(first), previous: [], strays: [{ clientKeyId, origin: "ours" }] });
    const found = await seen(state);
    expect(found).toMatchObject({ clientKeyId, strays: [], previous: [{ clientKeyId: idOf(first) }] });
    expect(await bench.apply(clientKey, found, GIVEN)).toMatchObject({ action: "none" });
  });

  it("is left alone also where nothing was recorded before, and the next run has it beside another", async () => {
    const failed = createState(clientKey, cutOff(), bench.inputs(clientKey, GIVEN));
    await expect(failed).rejects.toMatchObject({ code: "conflict" });
    const [left = ""] = await live();
    bench.newRun();
    const state = await bench.create(clientKey, GIVEN);
    expect(state["previous"]).toMatchObject([{ clientKeyId: left, retireAfter: "2026-01-08T00:00:00Z" }]);
    expect((await inSecret())["clientKeyId"]).toBe(idOf(state));
  });
});

describe("a run that was killed", () => {
  /** What a run does that records nothing. */
  const lost = async (prior: Values, given: Values = GIVEN): Promise<Values> =>
    (await bench.apply(clientKey, prior, given)).state;

  it("before it put the key there leaves one that gets a deadline, as without a secret", async () => {
    const first = await bench.create(clientKey, GIVEN);
    await bench.at(DUE);
    const made = await lost({ ...first, store: undefined }, BARE);
    const found = await seen(first);
    expect(found).toMatchObject({ clientKeyId: idOf(first), strays: [{ clientKeyId: idOf(made), origin: "ours" }] });
    const { state } = await bench.apply(clientKey, found, GIVEN);
    expect(state["previous"]).toMatchObject([{ clientKeyId: idOf(first) }, { clientKeyId: idOf(made) }]);
    expect((await inSecret())["clientKeyId"]).toBe(idOf(state));
  });

  it("after that has made it the current one, as the secret says", async () => {
    const first = await bench.create(clientKey, GIVEN);
    await bench.at(DUE);
    const next = await lost(first);
    await bench.at("2026-12-03T00:00:00Z");
    await bench.calls();
    const found = await seen(first);
    expect(await bench.calls()).toEqual(["ListSecretVersionIds", "GetClientKey", "ListClientKeys"]);
    expect(found).toMatchObject({
      ...Object.fromEntries(
        ["clientKeyId", "storedIn", "notBefore", "notAfter", "expiresAt", "createdAt", "rotateAt", "version"].map(
          (name) => [name, next[name]],
        ),
      ),
      strays: [],
      previous: [{ clientKeyId: idOf(first), retireAfter: "2026-12-09T00:00:00Z" }],
    });
    expect(Number(found["revision"])).toBeGreaterThan(Number(first["revision"]));
    expect(await bench.apply(clientKey, found, GIVEN)).toMatchObject({ action: "none" });
    expect(await live()).toEqual([idOf(first), idOf(next)].sort());
  });
});

describe("a rotation that is cut off", () => {
  /** A run that is killed after so many calls, of which nothing is recorded. */
  function killedAfter(calls: number): Context<unknown> {
    const client = bench.context.client as AlibabaClient;
    let left = calls;
    const call = (async (operation, ...rest) => {
      if (left <= 0) throw new Error("killed");
      const reply = await client.call(operation, ...rest);
      left -= 1;
      if (left === 0) throw new Error("killed");
      return reply;
    }) as AlibabaClient["call"];
    return { ...bench.context, client: Object.assign(Object.create(client), { call }) };
  }

  it.each([1, 2, 3, 4, 5])("after %d calls leaves what the next run brings in order", async (calls) => {
    const first = await bench.create(clientKey, GIVEN);
    await bench.at(DUE);
    const reasons = dueReasons(clientKey, first, first, bench.clock.now());
    const inputs = bench.inputs(clientKey, GIVEN);
    await updateState(clientKey, killedAfter(calls), first, inputs, { action: "update", reasons }).catch(() => {});
    const { clientKeyId: handedOut = "" } = await inSecret();
    expect(await live()).toContain(handedOut);
    const { state } = await bench.apply(clientKey, await seen(first), GIVEN);
    expect((await inSecret())["clientKeyId"]).toBe(idOf(state));
    const previous = (state["previous"] as { clientKeyId: string }[]).map(({ clientKeyId }) => clientKeyId);
    expect(previous).toContain(idOf(first));
    expect([idOf(state), ...previous].sort()).toEqual(await live());
  });
});

describe("another current version than the recorded one", () => {
  const reasons = (state: Values): readonly string[] =>
    dueReasons(clientKey, state, state, bench.clock.now()).map(({ code }) => code);

  it.each([
    ["that somebody has put", () => call("PutSecretValue", { SecretName: SECRET, VersionId: "x", SecretData: "x" })],
    [
      "that names a key which isn't this resource's",
      async () => {
        const { ClientKeyId } = await call("CreateClientKey", { AapName: "orders-app", Password: "Stranger-1" });
        await call("PutSecretValue", {
          SecretName: SECRET,
          VersionId: versionIdOf(String(ClientKeyId)),
          SecretData: "x",
        });
      },
    ],
    ["as the secret is another", remade],
  ])("%s has a new key made and put there", async (_, drift) => {
    const first = await bench.create(clientKey, GIVEN);
    await drift();
    const found = await seen(first);
    expect(found).toMatchObject({ clientKeyId: idOf(first), storedIn: undefined });
    expect(reasons(found)).toEqual(["mend"]);
    const { state } = await bench.apply(clientKey, found, GIVEN);
    expect((await inSecret())["clientKeyId"]).toBe(idOf(state));
    expect(state).toMatchObject({ version: 2, previous: [{ clientKeyId: idOf(first) }] });
    expect(reasons(await seen(state))).toEqual([]);
  });

  async function remade(): Promise<void> {
    await call("DeleteSecret", { SecretName: SECRET, ForceDeleteWithoutRecovery: "true" });
    await call("CreateSecret", { SecretName: SECRET, VersionId: "keysmith-empty", SecretData: "x" });
  }

  it("is not concluded from a secret that is to be deleted, of which the service tells nothing", async () => {
    const first = await bench.create(clientKey, GIVEN);
    const client = bench.context.client as AlibabaClient;
    const call = (async (operation, ...rest) => {
      if (operation === listVersions) throw new ConflictError("Rejected.PendingDeletion", "Restore it.");
      return client.call(operation, ...rest);
    }) as AlibabaClient["call"];
    const context = { ...bench.context, client: Object.assign(Object.create(client), { call }) };
    expect(await clientKey.read(context, first)).toEqual(first);
  });

  it("is an error that tells what is missing where the versions can't be listed", async () => {
    const first = await bench.create(clientKey, GIVEN);
    const look = clientKey.read(bench.contextOf("keys-only"), first);
    await expect(look).rejects.toMatchObject({ code: "permission" });
    await expect(look).rejects.toThrow("ListSecretVersionIds");
  });
});

describe("the input", () => {
  it.each([
    ["is given", BARE, GIVEN],
    ["is taken away", GIVEN, BARE],
    ["names another secret", GIVEN, { ...BARE, store: { secret: "orders/other" } }],
  ])("makes a new key where it %s", async (_, before, after) => {
    await bench.create(kmsSecret, { name: "orders/other", filledElsewhere: true, label: "shop/prod/other" });
    const first = await bench.create(clientKey, before);
    const { state, reasons } = await bench.apply(clientKey, first, after);
    expect(reasons).toEqual(["rekey"]);
    expect(state["previous"]).toMatchObject([{ clientKeyId: idOf(first) }]);
    const { store } = after as { store?: { secret: string } };
    expect(state["storedIn"]).toEqual(store && { secret: store.secret, versionId: versionIdOf(idOf(state)) });
    expect(state["password"] instanceof Secret).toBe(store === undefined);
    expect(await bench.apply(clientKey, await seen(state), after)).toMatchObject({ action: "none" });
  });

  it("has an adopted key followed by one that is known", async () => {
    const { ClientKeyId } = await call("CreateClientKey", { AapName: "orders-app", Password: "Stranger-1" });
    const adopting = { ...GIVEN, adopt: `orders-app/${ClientKeyId}` };
    const state = await createState(clientKey, bench.context, bench.inputs(clientKey, adopting));
    expect(state["previous"]).toMatchObject([{ clientKeyId: ClientKeyId }]);
    expect((await inSecret())["clientKeyId"]).toBe(idOf(state));
    expect(bench.warnings).toEqual([]);
  });
});
