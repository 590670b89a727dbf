import { accessPoint } from "../../../src/alibaba/access-point";
import { clientKey } from "../../../src/alibaba/client-key/client-key";
import { rotateClientKey } from "../../../src/alibaba/client-key/rotate-client-key";
import { kmsSecret } from "../../../src/alibaba/kms-secret/kms-secret";
import type { Values } from "../../../src/core/definition";
import { Bench } from "../../support/alibaba";
import { storedKey } from "../../support/stored-key";

const SECRET = "orders/client-key";
const LABEL = "shop/prod/orders-app";
const GIVEN = { accessPoint: "orders-app", label: LABEL, store: { secret: SECRET } };

let bench: Bench;
let state: Values;
let current: string;

/** As the action is called: by nobody who knows the record. */
const rotate = (more: Values = {}, context = bench.contextOf("emulator")): Promise<Values> => {
  const nonces = { own: "0t5j2m8k3f9b3" };
  return bench.ask(rotateClientKey, { current, secret: SECRET, label: LABEL, ...more }, { ...context, nonces });
};
const live = (): Promise<string[]> => bench.liveKeys("orders-app");
async function seen(): Promise<Values> {
  bench.newRun();
  return (await clientKey.read(bench.context, state)) as Values;
}

beforeEach(async () => {
  const least = { accessKeyId: "least", accessKeySecret: "emulator", actions: [...rotateClientKey.actions] };
  bench = await Bench.start({ clock: "2026-01-01T00:00:00Z", credentials: [least] });
  await bench.create(accessPoint, { name: "orders-app", policies: ["orders"] });
  await bench.create(kmsSecret, { name: SECRET, filledElsewhere: true, label: "shop/prod/secret" });
  state = await bench.create(clientKey, GIVEN);
  current = String(state["clientKeyId"]);
  await bench.at("2026-05-01T00:00:00Z");
});
afterEach(() => bench.stop());

it("makes the next key, and the next refresh takes it for the current one", async () => {
  const { clientKeyId, versionId, notAfter } = await rotate({}, bench.contextOf("least"));
  expect(await storedKey(bench.emulator, SECRET)).toMatchObject({ clientKeyId, notAfter });
  await bench.at("2026-05-03T00:00:00Z");
  const found = await seen();
  expect(found).toMatchObject({
    clientKeyId,
    notAfter,
    storedIn: { secret: SECRET, versionId },
    state: "active",
    version: 2,
    createdAt: "2026-05-01T00:00:00Z",
    expiresAt: "2027-05-01T00:00:00Z",
    strays: [],
    previous: [{ clientKeyId: current, retireAfter: "2026-05-08T00:00:00Z", origin: "rotated" }],
  });
  expect(await bench.apply(clientKey, found, GIVEN)).toMatchObject({ action: "none" });
  await bench.at("2026-05-08T00:00:00Z");
  await bench.apply(clientKey, found, GIVEN);
  expect(await live()).toEqual([clientKeyId]);
});

it("makes nothing twice before a refresh", async () => {
  const { versionId } = await rotate();
  await expect(rotate()).rejects.toThrow(`which is its version ${versionId}: none was made`);
  expect(await live()).toHaveLength(2);
});

it.each([
  ["the key is gone", { current: "KAAP.none" }, "there is no client key KAAP.none"],
  ["the label is another", { label: "shop/prod/billing" }, `hasn't the label "shop/prod/billing"`],
  ["the secret is another", { secret: "orders/other" }, `isn't what the secret "orders/other" hands out now`],
])("makes none where %s", async (_, more, why) => {
  await bench.create(kmsSecret, { name: "orders/other", filledElsewhere: true, label: "shop/prod/other" });
  await expect(rotate(more)).rejects.toThrow(why);
  expect(await live()).toEqual([current]);
});

it("makes none where there is no room", async () => {
  for (const Password of ["Stranger-1", "Stranger-2"])
    await bench.emulator.alibaba.call("CreateClientKey", { AapName: "orders-app", Password });
  await expect(rotate()).rejects.toMatchObject({ code: "limit" });
  expect(await live()).toHaveLength(3);
});

it("deletes again what can't be put into the secret", async () => {
  await bench.emulator.alibaba.call("DeleteSecret", { SecretName: SECRET, RecoveryWindowInDays: "7" });
  await expect(rotate()).rejects.toThrow("So it was deleted again");
  expect(await live()).toEqual([current]);
});

it("refuses a validity that the service doesn't allow", async () => {
  expect(() => rotate({ validity: "P6Y" })).toThrow("P6Y is too long");
});
