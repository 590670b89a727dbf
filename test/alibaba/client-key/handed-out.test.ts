import { accessPoint } from "../../../src/alibaba/access-point";
import { clientKey } from "../../../src/alibaba/client-key/client-key";
import { kmsSecret } from "../../../src/alibaba/kms-secret/kms-secret";
import type { Values } from "../../../src/core/definition";
import { deleteState } from "../../../src/core/lifecycle";
import { successorOf } from "../../../src/core/nonce";
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
