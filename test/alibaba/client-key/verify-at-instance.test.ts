import { accessPoint } from "../../../src/alibaba/access-point";
import { clientKey } from "../../../src/alibaba/client-key/client-key";
import type { Values } from "../../../src/core/definition";
import { Bench } from "../../support/alibaba";

const MADE = "2026-01-01T00:00:00Z";
const INSTANCE = "kst-hzz0000000000emulator";
const BARE = { accessPoint: "orders-app", label: "shop/prod/orders-app" };
const VALUE = "what-the-secret-holds-4711";

let bench: Bench;

const given = (verify: Values): Values => ({ ...BARE, verify });
const policy = (parameters: Values): Promise<unknown> =>
  bench.emulator.alibaba.call("UpdatePolicy", { Name: "orders", ...parameters });

beforeEach(async () => {
  bench = await Bench.start({ clock: MADE, secrets: { "orders/database": VALUE } });
  await bench.emulator.alibaba.call("CreatePolicy", {
    Name: "orders",
    KmsInstance: INSTANCE,
    Permissions: ["RbacPermission/Template/CryptoServiceKeyUser", "RbacPermission/Template/CryptoServiceSecretUser"],
    Resources: ["secret/orders/*", "key/*"],
  });
  await bench.create(accessPoint, { name: "orders-app", policies: ["orders"] });
  await bench.calls();
});

afterEach(() => bench.stop());

it.each([
  ["reads a secret", { kmsInstance: INSTANCE, secret: "orders/database" }, "GetSecretValue"],
  ["has random bytes generated", { kmsInstance: INSTANCE }, "GenerateRandom"],
])("a new key %s at the instance, which is asked for before it is made", async (_title, verify, operation) => {
  const state = await bench.create(clientKey, given(verify));
  expect(await bench.calls()).toEqual(["GetKmsInstance", "CreateClientKey", operation]);
  expect(state).toMatchObject({ state: "active" });
  expect(JSON.stringify(state)).not.toContain(VALUE);
});

it("makes no key where there is no such instance", async () => {
  const verify = { kmsInstance: "kst-hzz0000000000nowhere0" };
  await expect(bench.create(clientKey, given(verify))).rejects.toMatchObject({ code: "not-found" });
  expect(await bench.calls()).toEqual(["GetKmsInstance"]);
});

it.each([
  [
    "policy or network rule",
    "CryptoServiceKeyUser",
    { kmsInstance: INSTANCE },
    () => policy({ Permissions: ["RbacPermission/Template/CryptoServiceSecretUser"] }),
  ],
  [
    "policy or network rule",
    '"orders/database"',
    { kmsInstance: INSTANCE, secret: "orders/database" },
    () => policy({ Resources: ["secret/another"] }),
  ],
  ["the secret", "verify.secret", { kmsInstance: INSTANCE, secret: "orders/none" }, async () => undefined],
  [
    "network",
    "where the instance can be reached",
    { kmsInstance: INSTANCE },
    () => bench.emulator.setFaults([{ operation: "GenerateRandom", kind: "reset-before", times: 20 }]),
  ],
])(
  "the error says why: %s (%s)",
  async (what, remedy, verify, break_) => {
    const first = await bench.create(clientKey, BARE);
    await break_();
    const failure = bench.apply(clientKey, first, { ...given(verify), rotation: { trigger: "a" } });
    await expect(failure).rejects.toMatchObject({
      code: "partial",
      message: expect.stringContaining(`(${what})`),
      state: { clientKeyId: first["clientKeyId"], pending: expect.anything() },
    });
    await expect(failure).rejects.toThrow(remedy);
  },
  30_000,
);
