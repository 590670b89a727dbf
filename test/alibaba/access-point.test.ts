import { accessPoint } from "../../src/alibaba/access-point";
import { clientKey } from "../../src/alibaba/client-key/client-key";
import type { Values } from "../../src/core/definition";
import { deleteState } from "../../src/core/lifecycle";
import { newNonce } from "../../src/core/nonce";
import { Bench } from "../support/alibaba";

const POINT = { name: "orders-app", policies: ["orders"], label: "shop/prod/orders-app" };
const KEY = { accessPoint: "orders-app", label: "shop/prod/orders-app" };
const EXPIRED = "2027-06-01T00:00:00Z";

let bench: Bench;
let point: Values;

beforeEach(async () => {
  bench = await Bench.start({ clock: "2026-01-01T00:00:00Z" });
  point = await bench.create(accessPoint, POINT);
  bench.newRun();
});
afterEach(() => bench.stop());

/** Makes a client key as another stack does. */
async function keyElsewhere(): Promise<Values> {
  const ours = bench.nonces;
  bench.nonces = { own: newNonce(bench.clock.now()) };
  const state = await bench.create(clientKey, { ...KEY, label: "billing/prod/orders-app" });
  bench.nonces = ours;
  bench.newRun();
  return state;
}

// A bug: another stack's credential ended with the access point, and no plan and no run said so.
describe("the deletion of an access point", () => {
  it("is refused while another stack has a client key on it, and names that key", async () => {
    const theirs = String((await keyElsewhere())["clientKeyId"]);
    const failure = deleteState(accessPoint, bench.context, point);
    await expect(failure).rejects.toMatchObject({ code: "conflict" });
    await expect(failure).rejects.toThrow(theirs);
    await expect(failure).rejects.toThrow("End them first");
    expect(await bench.liveKeys("orders-app")).toEqual([theirs]);
  });

  it("comes after that of the program's client keys", async () => {
    const key = await bench.create(clientKey, KEY);
    bench.newRun();
    await deleteState(clientKey, bench.context, key);
    await bench.calls();
    await deleteState(accessPoint, bench.context, point);
    expect(await bench.calls()).toEqual([
      "DescribeApplicationAccessPoint",
      "ListClientKeys",
      "DeleteApplicationAccessPoint",
    ]);
  });

  it("does not wait for keys that have ended, or that the run has deleted and a list still shows", async () => {
    const { clientKeyId: name, region: place } = await keyElsewhere();
    bench.context.ledger.deleted({ kind: "client key", place: String(place), name: String(name) });
    await deleteState(accessPoint, bench.context, point);
    const next = await bench.create(accessPoint, POINT);
    bench.newRun();
    await keyElsewhere();
    await bench.at(EXPIRED);
    await deleteState(accessPoint, bench.context, next);
    expect(await accessPoint.read(bench.context, next)).toBeUndefined();
  });
});
