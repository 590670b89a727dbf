import crypto from "node:crypto";
import type { FaultKind } from "keysmith-emulator";
import { accessPoint } from "../../../src/alibaba/access-point";
import type { AlibabaClient } from "../../../src/alibaba/api/client";
import { clientKey } from "../../../src/alibaba/client-key/client-key";
import type { Values } from "../../../src/core/definition";
import { newNonce, successorOf } from "../../../src/core/nonce";
import { Bench } from "../../support/alibaba";

const MADE = "2026-01-01T00:00:00Z";
const DUE = "2026-12-02T00:00:00Z";
const GIVEN = { accessPoint: "orders-app", label: "shop/prod/orders-app" };

let bench: Bench;

const idsOf = (state: Values): string[] =>
  (state["previous"] as { clientKeyId: string }[]).map((key) => key.clientKeyId);
/** Every live key of ours must be the current one or one with a deadline. */
const expectNoOrphan = async (state: Values): Promise<void> => {
  expect(await bench.liveKeys("orders-app")).toEqual([String(state["clientKeyId"]), ...idsOf(state)].sort());
};

beforeEach(async () => {
  bench = await Bench.start({ clock: MADE });
  await bench.create(accessPoint, { name: "orders-app", policies: ["orders"] });
});

afterEach(() => bench.stop());

describe("a lost reply", () => {
  const lostAfterActing: FaultKind[] = ["reset-after", "wrong-json", "slow-headers", "slow-body"];

  it.each(lostAfterActing)("of a create (%s) leaves no key that nobody can use", async (kind) => {
    await bench.emulator.setFaults([{ operation: "CreateClientKey", kind, ms: 1500 }]);
    await bench.calls();
    const state = await bench.create(clientKey, GIVEN);
    expect(await bench.calls()).toEqual(["CreateClientKey", "ListClientKeys", "DeleteClientKey", "CreateClientKey"]);
    await expectNoOrphan(state);
    expect(state["previous"]).toEqual([]);
  });

  it.each(["reset-before", "500"] as const)(
    "that may have been carried out (%s) is looked after, and tried once more",
    async (kind) => {
      await bench.emulator.setFaults([{ operation: "CreateClientKey", kind }]);
      await expectNoOrphan(await bench.create(clientKey, GIVEN));
    },
  );

  it("twice in a row fails, and still leaves nothing behind", async () => {
    await bench.emulator.setFaults([{ operation: "CreateClientKey", kind: "reset-after", times: 2 }]);
    await expect(bench.create(clientKey, GIVEN)).rejects.toMatchObject({ code: "no-reply" });
    expect(await bench.liveKeys("orders-app")).toEqual([]);
  });

  it("in a rotation touches neither the old key nor other people's", async () => {
    const first = await bench.create(clientKey, GIVEN);
    const stranger = await bench.emulator.alibaba.call("CreateClientKey", {
      AapName: "orders-app",
      Password: "Stranger-1",
    });
    await bench.at(DUE);
    await bench.emulator.setFaults([{ operation: "CreateClientKey", kind: "reset-after" }]);
    // The fourth key is refused: the lost one takes the last slot until it is found and deleted.
    const { state } = await bench.apply(clientKey, first, GIVEN);
    const live = await bench.liveKeys("orders-app");
    expect(live).toEqual([first["clientKeyId"], stranger["ClientKeyId"], state["clientKeyId"]].map(String).sort());
    expect(idsOf(state)).toEqual([first["clientKeyId"]]);
  });

  it("of a delete is repeated, and what is gone counts as deleted", async () => {
    const first = await bench.create(clientKey, GIVEN);
    await bench.emulator.setFaults([{ operation: "DeleteClientKey", kind: "reset-after" }]);
    await clientKey.delete(bench.context, first);
    expect(await bench.liveKeys("orders-app")).toEqual([]);
  });

  it("of the look leaves the key to the next run", async () => {
    await bench.emulator.setFaults([
      { operation: "CreateClientKey", kind: "reset-after" },
      { operation: "ListClientKeys", kind: "500", times: 20 },
    ]);
    await expect(bench.create(clientKey, GIVEN)).rejects.toThrow();
    await bench.emulator.setFaults([]);
    bench.newRun();
    const state = await bench.create(clientKey, GIVEN);
    expect(idsOf(state)).toHaveLength(1);
    await expectNoOrphan(state);
  }, 90_000);

  // Both make a key at once, under one record: each must know which of two keys is its own, and else delete none.
  it.each([
    ["told by its stamps", [1, 2], "reset-before", 3],
    ["left, where both have the same stamps", [1, 1], "reset-after", 4],
  ] as const)("is no reason to delete what another run makes meanwhile: %s", async (_title, chosen, kind, count) => {
    const choice = jest.spyOn(crypto, "randomInt") as unknown as jest.SpyInstance<number>;
    // What is recorded is no lost one, even where its stamps are the same.
    choice.mockReturnValueOnce(chosen[1]);
    const first = await bench.create(clientKey, GIVEN);
    const given = { ...GIVEN, rotation: { trigger: "at once" } };
    choice.mockReturnValueOnce(chosen[0]);
    const other = await bench.apply(clientKey, first, given);
    await bench.emulator.setFaults([{ operation: "CreateClientKey", kind }]);
    // This one looked before the other made its key: the first list lacks it.
    const client = bench.context.client as AlibabaClient;
    let looks = 0;
    const real = client.call.bind(client);
    jest.spyOn(client, "call").mockImplementation((operation, region, parameters) => {
      const isFirst = operation.action === "ListClientKeys" && looks++ === 0;
      return real(operation, region, isFirst ? { AapName: "another" } : parameters);
    });
    choice.mockReturnValueOnce(chosen[1]);
    const rotated = await bench.apply(clientKey, first, given).catch((error: { code: string }) => error);
    jest.restoreAllMocks();
    expect(looks).toBe(2);
    // With three keys there is no room for one more.
    expect(rotated).toMatchObject(count === 4 ? { code: "limit" } : { action: "update" });
    const live = await bench.liveKeys("orders-app");
    expect(live).toEqual(expect.arrayContaining([first["clientKeyId"], other.state["clientKeyId"]]));
    expect(live).toHaveLength(3);
  });
});

describe("a run that died between the mint and the state", () => {
  // Whoever made it may have recorded it: it was put under a deadline, and a week later applications lost access.
  it("of a first key is found by the next run, which has another nonce, and left alone", async () => {
    const lost = await bench.create(clientKey, GIVEN);
    bench.newRun();
    bench.nonces = { own: newNonce(bench.clock.now()) };
    await bench.calls();
    const state = await bench.create(clientKey, GIVEN);
    expect(await bench.calls()).toEqual(["ListClientKeys", "CreateClientKey"]);
    const stray = { clientKeyId: lost["clientKeyId"], createdAt: MADE, notAfter: lost["notAfter"], origin: "found" };
    expect(state).toMatchObject({ previous: [], strays: [stray] });
    expect(bench.warnings.join()).toContain(String(lost["clientKeyId"]));
    expect(await clientKey.read(bench.context, state)).toEqual(state);
    await bench.at("2026-02-01T00:00:00Z");
    expect(await bench.apply(clientKey, state, GIVEN)).toMatchObject({ action: "none" });
    expect(await bench.liveKeys("orders-app")).toHaveLength(2);
  });

  it("of a rotation is taken up by the next run, and retired with the rest", async () => {
    const first = await bench.create(clientKey, GIVEN);
    await bench.at(DUE);
    const lost = await bench.apply(clientKey, first, GIVEN);
    const { state } = await bench.apply(clientKey, first, GIVEN);
    expect(idsOf(state).sort()).toEqual([String(first["clientKeyId"]), String(lost.state["clientKeyId"])].sort());
    await expectNoOrphan(state);
    await bench.at("2026-12-09T00:00:00Z");
    const retired = await bench.apply(clientKey, state, GIVEN);
    expect(retired.state["previous"]).toEqual([]);
    await expectNoOrphan(retired.state);
  });

  // Each run that found no room used to set the deadlines of the strays anew, so that they never came.
  it("twice in a row fills the access point until the overlap of what they left is over", async () => {
    const first = await bench.create(clientKey, GIVEN);
    await bench.at(DUE);
    await bench.apply(clientKey, first, GIVEN);
    await bench.apply(clientKey, first, GIVEN);
    const failure: unknown = await bench.apply(clientKey, first, GIVEN).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: "partial",
      message: expect.stringContaining("Wait for the end of an overlap, 2026-12-09T00:00:00Z"),
    });
    const { state } = failure as { state: Values };
    expect(idsOf(state)).toHaveLength(2);
    await bench.at("2026-12-08T00:00:00Z");
    await expect(bench.apply(clientKey, state, GIVEN)).rejects.toMatchObject({ code: "limit" });
    await bench.at("2026-12-09T00:00:00Z");
    const mended = await bench.apply(clientKey, state, GIVEN);
    expect(mended.state).toMatchObject({ version: 2 });
    expect(idsOf(mended.state)).toEqual([first["clientKeyId"]]);
    await expectNoOrphan(mended.state);
  });

  it("is found too when the resource is destroyed instead", async () => {
    const first = await bench.create(clientKey, GIVEN);
    await bench.at(DUE);
    await bench.apply(clientKey, first, GIVEN);
    bench.newRun();
    await clientKey.delete(bench.context, first);
    expect(await bench.liveKeys("orders-app")).toEqual([]);
  });

  // Once, what had taken the place of an overdue key was taken for a key that a dead run had left, and deleted with it.
  it("is not what takes the place of the resource, in this run or a later one", async () => {
    const first = await bench.create(clientKey, GIVEN);
    await bench.at(DUE);
    bench.newRun();
    const { own } = bench.nonces;
    bench.nonces = { own: successorOf(own), replaced: own };
    const next = await bench.create(clientKey, GIVEN);
    expect(idsOf(next)).toEqual([first["clientKeyId"]]);
    bench.newRun();
    bench.nonces = { own };
    await clientKey.delete(bench.context, first);
    expect(await bench.liveKeys("orders-app")).toEqual([first["clientKeyId"], next["clientKeyId"]].sort());
    await bench.at("2026-12-09T00:00:00Z");
    bench.newRun();
    await clientKey.delete(bench.context, first);
    // The record of the one that is there now says when.
    expect(await bench.liveKeys("orders-app")).toEqual([first["clientKeyId"], next["clientKeyId"]].sort());
    bench.nonces = { own: successorOf(own) };
    await bench.apply(clientKey, next, GIVEN);
    expect(await bench.liveKeys("orders-app")).toEqual([next["clientKeyId"]]);
  });
});

describe("a state restored from long ago", () => {
  it("keeps the key that is in use working for the overlap", async () => {
    const old = await bench.create(clientKey, GIVEN);
    const newer = (await bench.apply(clientKey, old, { ...GIVEN, rotation: { trigger: "a" } })).state;
    const { state } = await bench.apply(clientKey, old, { ...GIVEN, rotation: { trigger: "b" } });
    expect(idsOf(state)).toContain(newer["clientKeyId"]);
    await expectNoOrphan(state);
  });
});

describe("keys of others", () => {
  it("are not taken for ours, whatever their label", async () => {
    const ours = await bench.create(clientKey, GIVEN);
    bench.newRun();
    const other = await bench.create(clientKey, { ...GIVEN, label: "shop/prod/billing-app" });
    expect(other["previous"]).toEqual([]);
    await clientKey.delete(bench.context, other);
    expect(await bench.liveKeys("orders-app")).toEqual([ours["clientKeyId"]]);
  });
});

describe("what the service has", () => {
  it("is read with one call, and tells when the key is gone", async () => {
    const state = await bench.create(clientKey, GIVEN);
    await bench.calls();
    expect(await clientKey.read(bench.context, state)).toEqual(state);
    expect(await bench.calls()).toEqual(["ListClientKeys"]);
    await bench.emulator.alibaba.call("DeleteClientKey", { ClientKeyId: state["clientKeyId"] });
    bench.newRun();
    expect(await clientKey.read(bench.context, state)).toBeUndefined();
  });

  it("is not taken for gone when the credentials are unknown, which the service answers with 404 too", async () => {
    const state = await bench.create(clientKey, GIVEN);
    const stranger = bench.contextOf("nobody");
    await expect(clientKey.read(stranger, state)).rejects.toMatchObject({ code: "credentials", httpStatus: 404 });
    await expect(clientKey.delete(stranger, state)).rejects.toMatchObject({ code: "credentials", httpStatus: 404 });
    expect(await bench.liveKeys("orders-app")).toEqual([state["clientKeyId"]]);
  });
});

describe("the deletion of what was replaced", () => {
  const OLD = "0t5j2m8k3f9a2";

  /** A key, and another one of its label that a create made which no state records. */
  async function withOneLeft(): Promise<{ old: Values; left: Values }> {
    const old = await bench.create(clientKey, GIVEN);
    await bench.at("2026-02-01T00:00:00Z");
    bench.newRun();
    bench.nonces = { own: "0t5j2m8k3f9b3" };
    return { old, left: await bench.create(clientKey, GIVEN) };
  }

  // A bug: the first in the list was taken for what had come in its place, and the overlap was over by that one's date.
  it("leaves it to the newest key that was made in its place", async () => {
    const { old, left } = await withOneLeft();
    await bench.at("2026-02-20T00:00:00Z");
    bench.newRun();
    bench.nonces = { own: "0t5j2m8k3f9c4" };
    const next = await bench.create(clientKey, GIVEN);
    bench.nonces = { own: OLD };
    bench.context.ledger.succeeded(OLD);
    await clientKey.delete(bench.context, old);
    const ids = [old, left, next].map((state) => String(state["clientKeyId"]));
    expect(await bench.liveKeys("orders-app")).toEqual(ids.sort());
    expect(bench.warnings.join()).toContain(`until they have ${next["clientKeyId"]}, which was made in its place`);
  });

  // A bug: it was deleted an overlap after the successor was made, whatever that one's record said.
  it("leaves it to the record of its successor, whose overlap may be longer", async () => {
    const old = await bench.create(clientKey, GIVEN);
    await bench.at("2026-02-01T00:00:00Z");
    bench.newRun();
    bench.nonces = { own: successorOf(OLD), replaced: OLD };
    const given = { ...GIVEN, rotation: { overlap: "P30D" } };
    const next = await bench.create(clientKey, given);
    await bench.at("2026-02-20T00:00:00Z");
    bench.newRun();
    bench.nonces = { own: OLD };
    await clientKey.delete(bench.context, old);
    expect(await bench.liveKeys("orders-app")).toEqual([old["clientKeyId"], next["clientKeyId"]].sort());
    await bench.at("2026-03-03T00:00:00Z");
    bench.nonces = { own: successorOf(OLD) };
    await bench.apply(clientKey, next, given);
    expect(await bench.liveKeys("orders-app")).toEqual([next["clientKeyId"]]);
  });
});
