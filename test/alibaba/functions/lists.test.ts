import { listKmsKeys, listKmsSecrets } from "../../../src/alibaba/functions/lists";
import { getSecretValue } from "../../../src/alibaba/functions/secret-value";
import { kmsKey } from "../../../src/alibaba/kms-key/kms-key";
import { kmsSecret } from "../../../src/alibaba/kms-secret/kms-secret";
import type { Values } from "../../../src/core/definition";
import { Secret } from "../../../src/core/secret";
import { Bench, REGION } from "../../support/alibaba";

const INSTANCE = "kst-hzz0000000000emulator";
const VALUE = "postgres://orders:hunter2@db";

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start({ clock: "2026-01-01T00:00:00Z" });
});
afterEach(() => bench.stop());

const call = (operation: string, parameters: Record<string, string>) =>
  bench.emulator.alibaba.call(operation, parameters);

async function makeKey(given: Values = {}): Promise<string> {
  return String((await bench.create(kmsKey, { label: "shop/prod/orders", ...given }))["keyId"]);
}

async function keys(given: Values): Promise<string[]> {
  const { keys: found } = await bench.ask(listKmsKeys, given);
  return (found as Values[]).map(({ keyId }) => String(keyId)).sort();
}

async function secrets(given: Values): Promise<string[]> {
  const { secrets: found } = await bench.ask(listKmsSecrets, given);
  return (found as Values[]).map(({ name }) => String(name)).sort();
}

describe("listKmsKeys", () => {
  it("finds keys by instance and by state", async () => {
    const inside = await makeKey({ kmsInstance: INSTANCE });
    const off = await makeKey({ label: "shop/prod/off", enabled: false });
    const going = await makeKey({ label: "shop/prod/going" });
    await call("ScheduleKeyDeletion", { KeyId: going, PendingWindowInDays: "7" });
    expect(await keys({})).toEqual([inside, off, going].sort());
    expect(await keys({ kmsInstance: INSTANCE })).toEqual([inside]);
    expect(await keys({ states: ["Disabled", "PendingDeletion"] })).toEqual([off, going].sort());
    expect(await keys({ kmsInstance: INSTANCE, states: ["Disabled"] })).toEqual([]);
    expect((await bench.ask(listKmsKeys, { kmsInstance: INSTANCE }))["keys"]).toEqual([
      { keyId: inside, arn: `acs:kms:${REGION}:1000000000000001:key/${inside}` },
    ]);
  });

  it("reads all pages", async () => {
    for (let made = 0; made < 101; made += 1) await call("CreateKey", {});
    await bench.calls();
    expect(new Set(await keys({})).size).toBe(101);
    expect(await bench.calls()).toEqual(["ListKeys", "ListKeys"]);
  });

  // A bug: the service was asked for ever.
  it("refuses the same page again", async () => {
    const page = Array.from({ length: 100 }, (_, index) => ({ KeyId: `key-${index}`, KeyArn: "acs:kms" }));
    let asked = 0;
    const answer = async (): Promise<typeof page> => {
      asked += 1;
      return asked < 5 ? page : [];
    };
    const context = { ...bench.context, client: { call: answer } };
    await expect(listKmsKeys.call(context, { region: REGION })).rejects.toMatchObject({
      code: "bad-reply",
      message: expect.stringContaining(`ListKeys in ${REGION} was answered with the same page again`),
    });
    expect(asked).toBe(2);
  });
});

describe("listKmsSecrets", () => {
  it("tells what the service tells of each, without values, and finds those of an instance", async () => {
    await bench.create(kmsSecret, { name: "orders/db", value: VALUE, tags: ["team=orders"], label: "shop/prod/db" });
    await bench.create(kmsSecret, {
      name: "orders/mail",
      value: VALUE,
      kmsInstance: INSTANCE,
      label: "shop/prod/mail",
    });
    await call("DeleteSecret", { SecretName: "orders/mail", RecoveryWindowInDays: "7" });
    await bench.calls();
    const listed = await bench.ask(listKmsSecrets, {});
    expect(await bench.calls()).toEqual(["ListSecrets"]);
    expect(listed["secrets"]).toEqual([
      expect.objectContaining({
        name: "orders/db",
        type: "Generic",
        createdAt: "2026-01-01T00:00:00Z",
        tags: ["team=orders"],
        deletedAfter: undefined,
      }),
      expect.objectContaining({ name: "orders/mail", tags: [], deletedAfter: "2026-01-08T00:00:00Z" }),
    ]);
    expect(JSON.stringify(listed)).not.toContain(VALUE);
    expect(await secrets({ kmsInstance: INSTANCE })).toEqual(["orders/mail"]);
    expect(await secrets({ kmsInstance: "kst-hzzother" })).toEqual([]);
  });
});

describe("getSecretValue", () => {
  const revealed = ({ value }: Values): string | undefined => (value instanceof Secret ? value.reveal() : undefined);

  it("reads the current value as a secret, and others by stage or id", async () => {
    const given = { name: "orders/db", value: VALUE, versionId: "v1", label: "shop/prod/db" };
    const state = await bench.create(kmsSecret, given);
    await bench.apply(kmsSecret, state, { ...given, value: "another", versionId: "v2" });
    await bench.calls();
    const current = await bench.ask(getSecretValue, { secret: "orders/db" });
    expect(await bench.calls()).toEqual(["GetSecretValue"]);
    expect(revealed(current)).toBe("another");
    expect(current).toMatchObject({ dataType: "text", versionId: "v2", stages: ["ACSCurrent"] });
    for (const which of [{ stage: "ACSPrevious" }, { versionId: "v1" }]) {
      const before = await bench.ask(getSecretValue, { secret: "orders/db", ...which });
      expect(revealed(before)).toBe(VALUE);
      expect(before).toMatchObject({ versionId: "v1", stages: ["ACSPrevious"] });
      expect(JSON.stringify(before)).not.toContain(VALUE);
    }
  });

  it("says that there is no such secret", async () => {
    await expect(bench.ask(getSecretValue, { secret: "of/nobody" })).rejects.toMatchObject({ code: "not-found" });
  });
});
