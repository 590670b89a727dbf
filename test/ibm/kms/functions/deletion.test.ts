import { defaultIbm } from "keysmith-emulator";
import type { Values } from "../../../../src/core/definition";
import { cancelKeyDeletion, restoreKey, scheduleKeyDeletion } from "../../../../src/ibm/kms/functions/deletion";
import { getKey } from "../../../../src/ibm/kms/functions/keys";
import { rootKey } from "../../../../src/ibm/kms/root-key/lifecycle";
import { IbmBench, TIME } from "../../iam/authorization/bench";

// What is done to a key outside of any program's run: deletions that two must agree to, and deletions that are taken back.

const KMS = { instance: defaultIbm.keyProtect };
const DAY = 24 * 3_600_000;

let bench: IbmBench;

beforeEach(async () => {
  bench = await IbmBench.start();
});
afterEach(() => bench.stop());

describe("restoreKey", () => {
  it("brings a deleted key back, as its resource's next refresh finds", async () => {
    const state = await bench.create(rootKey, { ...KMS, name: "payments", aliases: ["pay"] });
    const key = String(state["keyId"]);
    await bench.act("DELETE", `/api/v2/keys/${key}`);
    await bench.emulator.clock.advance("PT1M");
    bench.newRun();
    expect(await rootKey.read(bench.context, state)).toMatchObject({ state: "destroyed" });
    await bench.calls();
    expect(await bench.ask(restoreKey, { ...KMS, key })).toEqual({ id: key });
    expect(await bench.calls()).toEqual(["getKeyMetadata", "restoreKey"]);
    bench.newRun();
    expect(await rootKey.read(bench.context, state)).toMatchObject({ state: "active", aliases: ["pay"] });
  });

  it("leaves a key that is not deleted as it is, and so can be repeated", async () => {
    const { id } = await bench.makeKey({ aliases: ["pay"] });
    await bench.calls();
    expect(await bench.ask(restoreKey, { ...KMS, key: "pay" })).toEqual({ id });
    expect(await bench.calls()).toEqual(["getKeyMetadata"]);
  });

  it("goes on where the reply was lost", async () => {
    const { id } = await bench.makeKey();
    await bench.act("DELETE", `/api/v2/keys/${id}`);
    await bench.emulator.clock.advance("PT1M");
    await bench.emulator.setFaults([{ operation: "restoreKey", kind: "reset-after" }]);
    expect(await bench.ask(restoreKey, { ...KMS, key: id })).toEqual({ id });
    expect(await bench.ask(getKey, { ...KMS, key: id })).toMatchObject({ state: "active" });
  });

  it("says of a key that is gone, or can't come back, what it is", async () => {
    await expect(bench.ask(restoreKey, { ...KMS, key: "payments" })).rejects.toThrow('there is no key "payments"');
    const { id } = await bench.makeKey();
    await bench.act("DELETE", `/api/v2/keys/${id}`);
    await bench.emulator.clock.advance("P31D");
    bench.at(new Date(Date.parse(TIME) + 31 * DAY));
    await expect(bench.ask(restoreKey, { ...KMS, key: id })).rejects.toThrow("can no longer be restored");
  });

  it("is refused on IBM Cloud Private, before a call", async () => {
    await expect(
      bench.ask(restoreKey, {
        service: "icp",
        url: bench.emulator.url,
        instanceId: defaultIbm.icpInstanceId,
        key: "payments",
      }),
    ).rejects.toThrow("can't restore a key");
    expect(await bench.calls()).toEqual([]);
  });
});

describe("a deletion that two must agree to", () => {
  const until = "2026-06-08T00:00:00Z";
  let state: Values;
  let key: string;

  beforeEach(async () => {
    state = await bench.create(rootKey, { ...KMS, name: "payments", dualAuthDelete: true });
    key = String(state["keyId"]);
    await bench.calls();
  });

  it("is agreed to, which the resource's next refresh says, and which changes nothing of it", async () => {
    expect(await bench.ask(scheduleKeyDeletion, { ...KMS, key })).toEqual({ id: key, deletableUntil: until });
    expect(await bench.calls()).toEqual(["getKeyMetadata", "setKeyForDeletion", "getKeyMetadata"]);
    bench.newRun();
    const read = (await rootKey.read(bench.context, state)) as Values;
    expect(read).toEqual(state);
    expect(bench.warnings).toEqual([
      `root key "payments": ${key} is set for deletion: until ${until} another user can delete it`,
    ]);
  });

  // A second agreement would be in the place of the first: who gave that would then be the one who must not delete.
  it("is not agreed to twice, and is taken back as often as one likes", async () => {
    await bench.ask(scheduleKeyDeletion, { ...KMS, key });
    await bench.emulator.clock.advance("P1D");
    bench.at(new Date(Date.parse(TIME) + DAY));
    expect(await bench.ask(scheduleKeyDeletion, { ...KMS, key })).toEqual({ id: key, deletableUntil: until });
    for (const calls of [["getKeyMetadata", "unsetKeyForDeletion"], ["getKeyMetadata"]]) {
      await bench.calls();
      expect(await bench.ask(cancelKeyDeletion, { ...KMS, key })).toEqual({ id: key });
      expect(await bench.calls()).toEqual(calls);
    }
    bench.newRun();
    bench.warnings.splice(0);
    await rootKey.read(bench.context, state);
    expect(bench.warnings).toEqual([]);
  });

  it("is refused for a key that needs no second user, is deleted, or is not there", async () => {
    const { id } = await bench.makeKey();
    for (const fn of [scheduleKeyDeletion, cancelKeyDeletion]) {
      await expect(bench.ask(fn, { ...KMS, key: id })).rejects.toThrow("needs no second user");
      await expect(bench.ask(fn, { ...KMS, key: "other" })).rejects.toThrow('there is no key "other"');
    }
    await bench.act("DELETE", `/api/v2/keys/${id}`);
    await expect(bench.ask(scheduleKeyDeletion, { ...KMS, key: id })).rejects.toThrow("is already deleted");
  });
});
