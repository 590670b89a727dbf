import { ExampleProject } from "../examples/example-project";
import { askForAnotherKey } from "../examples/ibm-another-key";
import { keysEverMade, liveIntegrations, liveKeys, livePolicies, versionCount } from "../examples/ibm-service";
import { describePulumi } from "../pulumi/engine";
import { killIn, loseReplies, lostReplies } from "./crash-support";

const MADE = "2026-01-01T00:00:00Z";
const DUE = "2026-04-01T00:00:00Z";

const CREATES = ["listKeys", "createKey", "listPolicies", "createPolicy", "getPolicy", "createIntegration"];
const DELETES = ["deleteIntegration", "deletePolicy", "deleteKey"];
/** Writes by which one root key takes the place of another. */
const REPLACES = [
  ...["createKeyAlias", "deleteKeyAlias", "createPolicy"],
  ...["deleteIntegration", "createIntegration", "deletePolicy", "deleteKey"],
];
const MEANT = { plain: { endEncryption: "true" } };

/** What the service has is what is on record, and one of each. @returns the key's id */
async function expectOneOfEach(example: ExampleProject): Promise<string> {
  const { keyId } = (await example.recorded("RootKey")) as { keyId: string };
  const { policyId } = await example.recorded("ServiceAuthorization");
  expect(await liveKeys(example.emulator)).toMatchObject([{ id: keyId, state: 1 }]);
  expect(await livePolicies(example.emulator)).toEqual([policyId]);
  expect(await liveIntegrations(example.emulator)).toEqual({ flags: keyId });
  return keyId;
}

/** Nothing that counts is left. */
async function expectNothingLeft({ emulator }: ExampleProject): Promise<void> {
  expect(await liveKeys(emulator)).toEqual([]);
  expect(await livePolicies(emulator)).toEqual([]);
  expect(await liveIntegrations(emulator)).toEqual({});
}

/** The same as `crash.test.ts` does to the other vendor, with each call of examples/ibm-app-configuration. */
describePulumi("a run against IBM that is killed in the middle of a call", (engine) => {
  let example: ExampleProject;
  let keyId: string;

  beforeAll(async () => {
    example = await ExampleProject.open(engine, "ibm-app-configuration", MADE);
  }, 60_000);
  afterAll(() => example?.close());

  it.each(CREATES)("%s of the first run", (operation) => killIn(example, operation, "up"), 60_000);

  it("has left nothing that the next run can't take up", async () => {
    await example.up();
    keyId = await expectOneOfEach(example);
    expect(await keysEverMade(example.emulator)).toBe(1);
    expect((await example.stack.preview()).changeSummary).toEqual({ same: 4 });
  }, 60_000);

  it("rotateKey of a rotation, which is not made twice", async () => {
    await example.at(DUE);
    await killIn(example, "rotateKey", "up");
    await example.up();
    expect(await expectOneOfEach(example)).toBe(keyId);
    expect(await example.recorded("RootKey")).toMatchObject({ version: 2, lastRotatedAt: DUE });
    expect(await versionCount(example.emulator, keyId)).toBe(2);
    expect((await example.stack.preview()).changeSummary).toEqual({ same: 4 });
  }, 60_000);

  it("getIntegration of a destruction that isn't meant, and so destroys nothing", async () => {
    await killIn(example, "getIntegration", "destroy");
    expect((await example.up()).changeSummary).toEqual({ same: 4 });
    expect(await expectOneOfEach(example)).toBe(keyId);
  }, 60_000);

  it("is told before a destruction that it is meant", async () => {
    await example.configure(MEANT);
    await example.up();
    expect(await expectOneOfEach(example)).toBe(keyId);
  }, 60_000);

  it.each(REPLACES)(
    "%s of a replacement",
    async (operation) => {
      if (operation === REPLACES[0]) askForAnotherKey(example);
      await killIn(example, operation, "up");
    },
    60_000,
  );

  it("has made one key in place of the other", async () => {
    await example.up();
    expect(await expectOneOfEach(example)).not.toBe(keyId);
    expect(await keysEverMade(example.emulator)).toBe(2);
    expect((await example.stack.preview()).changeSummary).toEqual({ same: 4 });
  }, 60_000);

  it.each(DELETES)("%s of a destruction", (operation) => killIn(example, operation, "destroy"), 60_000);

  it("ends with nothing left", async () => {
    expect(await example.stack.destroy({ skipPreview: true })).toMatchObject({ ok: true });
    await expectNothingLeft(example);
    expect(example.leaks([])).toEqual([]);
  }, 60_000);
});

describePulumi("a reply of IBM's that is lost", (engine) => {
  let example: ExampleProject;

  beforeAll(async () => {
    example = await ExampleProject.open(engine, "ibm-app-configuration", MADE);
  }, 60_000);
  afterAll(() => example?.close());

  const WRITES = ["createKey", "createPolicy", "createIntegration", "rotateKey", ...DELETES];

  it("at every write does no harm to a create, a rotation and a destruction", async () => {
    await loseReplies(example, WRITES);
    await example.up();
    expect(await lostReplies(example)).toEqual(["createKey", "createPolicy", "createIntegration"]);
    const keyId = await expectOneOfEach(example);
    await example.at(DUE);
    await loseReplies(example, WRITES);
    await example.up();
    expect(await lostReplies(example)).toEqual(["rotateKey"]);
    expect(await expectOneOfEach(example)).toBe(keyId);
    expect(await versionCount(example.emulator, keyId)).toBe(2);
    await example.configure(MEANT);
    await example.up();
    expect((await example.stack.preview()).changeSummary).toEqual({ same: 4 });
    await loseReplies(example, WRITES);
    expect(await example.stack.destroy({ skipPreview: true })).toMatchObject({ ok: true });
    expect(await lostReplies(example)).toEqual(DELETES);
    await expectNothingLeft(example);
    expect(await keysEverMade(example.emulator)).toBe(1);
  }, 120_000);
});
