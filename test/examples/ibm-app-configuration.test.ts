import { describePulumi } from "../pulumi/engine";
import { leftToAll } from "../support/describe-engine";
import { story } from "../support/story";
import { ExampleProject } from "./example-project";
import { askForAnotherKey, askForFirstKey } from "./ibm-another-key";
import { liveIntegrations, liveKeys, livePolicies, rotateElsewhere } from "./ibm-service";

const MADE = "2026-01-01T00:00:00Z";
const DUE = "2026-04-01T00:00:00Z";

describePulumi(
  "examples/ibm-app-configuration",
  (engine) => {
    let example: ExampleProject;
    let keyId: string;

    beforeAll(async () => {
      example = await ExampleProject.open(engine, "ibm-app-configuration", MADE);
    }, 60_000);
    afterAll(() => example?.close());

    const steps = ({ steps }: Awaited<ReturnType<ExampleProject["up"]>>): string[] =>
      steps.filter(({ type }) => type !== "pulumi:pulumi:Stack").map(({ op, name }) => `${op} ${name}`);

    story("lives through rotation, refusals, another key and its end", (step) => {
      step("makes the key, the authorization that the integration needs, and then the integration", async () => {
        expect((await example.up()).changeSummary).toEqual({ create: 4 });
        expect(await example.calls()).toEqual([
          "getToken",
          "listKeys",
          "createKey",
          "listPolicies",
          "createPolicy",
          "getPolicy",
          "createIntegration",
        ]);
        const outputs = await example.stack.outputs();
        keyId = String(outputs["rootKey"]);
        expect(outputs).toEqual({ rootKey: keyId, rotateAt: DUE, keyStatus: "USABLE" });
        expect(await liveKeys(example.emulator)).toMatchObject([{ id: keyId, name: "payments" }]);
        expect(await livePolicies(example.emulator)).toHaveLength(1);
        expect(await liveIntegrations(example.emulator)).toEqual({ flags: keyId });
      });

      step("makes no call while nothing is to be done, up to the last second of the 90 days", async () => {
        expect((await example.up()).changeSummary).toEqual({ same: 4 });
        await example.at("2026-03-31T23:59:59Z");
        expect((await example.stack.preview({ expectNoChanges: true })).changeSummary).toEqual({ same: 4 });
        expect(await example.calls()).toEqual([]);
      });

      step("previews the rotation after 90 days with its reason, and no change of what refers to the key", async () => {
        await example.at(DUE);
        const preview = await example.stack.preview();
        expect(steps(preview)).toEqual(["update payments", "same appconfig-kms", "same flags"]);
        expect(preview.diagnostics).toContain(
          `RootKey "payments" changes in place: rotation has been due since ${DUE}: the key was made on ${MADE}`,
        );
        expect(await example.calls()).toEqual([]);
      });

      step("rotates with one call then", async () => {
        expect(steps(await example.up())).toEqual(["update payments", "same appconfig-kms", "same flags"]);
        expect(await example.calls()).toEqual(["getToken", "rotateKey"]);
        expect(await liveKeys(example.emulator)).toMatchObject([{ id: keyId, lastRotateDate: DUE }]);
        expect(await example.stack.outputs()).toMatchObject({ rootKey: keyId, rotateAt: "2026-06-30T00:00:00Z" });
      });

      step("counts a rotation that somebody else has made, once the state is refreshed", async () => {
        await example.at("2026-05-01T00:00:00Z");
        await rotateElsewhere(example.emulator, keyId);
        expect(await example.stack.refresh({ skipPreview: true })).toMatchObject({ ok: true });
        expect((await example.calls()).sort()).toEqual(["getIntegration", "getPolicy", "getToken", "listKeys"]);
        await example.at("2026-06-30T00:00:00Z");
        expect((await example.up()).changeSummary).toEqual({ same: 4 });
        expect(await example.stack.outputs()).toMatchObject({ rotateAt: "2026-07-30T00:00:00Z" });
        expect(await example.recorded("RootKey")).toMatchObject({ version: 3, lastRotatedAt: "2026-05-01T00:00:00Z" });
        expect(await example.calls()).toEqual([]);
      });

      step("refuses another root key for the integration, and keeps the one that encrypts", async () => {
        askForAnotherKey(example);
        const run = await example.stack.up({ skipPreview: true });
        expect(run.ok).toBe(false);
        expect(run.diagnostics).toMatch(/'flags' has a problem: rootKey: can't be changed.*set allowReplace: true/);
        const calls = await example.calls();
        expect(calls.filter((name) => /Integration/.test(name) || /^delete(Key|Policy)$/.test(name))).toEqual([]);
        expect(await liveIntegrations(example.emulator)).toEqual({ flags: keyId });
        expect(await liveKeys(example.emulator)).toContainEqual(expect.objectContaining({ id: keyId, state: 1 }));
      });

      step("goes back to that key, and removes what the refused change has made, when the program does", async () => {
        askForFirstKey(example);
        await example.up();
        expect(await liveKeys(example.emulator)).toMatchObject([{ id: keyId, state: 1 }]);
        expect(await livePolicies(example.emulator)).toHaveLength(1);
        expect((await example.stack.preview()).changeSummary).toEqual({ same: 4 });
      });

      step("is not destroyed, not in any part, while that isn't said to be meant", async () => {
        await example.calls();
        const destroyed = await example.stack.destroy({ skipPreview: true });
        expect(destroyed.ok).toBe(false);
        expect(destroyed.diagnostics).toContain(
          'the integration "flags" is not deleted: the service can\'t switch off encryption',
        );
        expect(await example.calls()).toEqual(["getToken", "getIntegration"]);
        expect(await livePolicies(example.emulator)).toHaveLength(1);
      });

      step("takes another key, once that is allowed, and deletes the old one last", async () => {
        await example.at("2026-07-01T00:00:00Z");
        await example.configure({ plain: { endEncryption: "true" } });
        expect(steps(await example.up())).toEqual(["same payments", "same appconfig-kms", "update flags"]);
        expect(await example.calls()).toEqual([]);
        askForAnotherKey(example);
        await example.up();
        const lasting = ["createPolicy", "deleteIntegration", "createIntegration", "deletePolicy", "deleteKey"];
        expect((await example.calls()).filter((name) => lasting.includes(name))).toEqual(lasting);
        const [key] = await liveKeys(example.emulator);
        expect(key?.id).not.toBe(keyId);
        expect(await liveIntegrations(example.emulator)).toEqual({ flags: key?.id });
      });

      step("is destroyed then: the integration first, and the key after the authorization to use it", async () => {
        expect(await example.stack.destroy({ skipPreview: true })).toMatchObject({ ok: true });
        expect(await example.calls()).toEqual([
          "getToken",
          "deleteIntegration",
          "getPolicy",
          "deletePolicy",
          "listKeys",
          "deleteKey",
        ]);
        expect(await liveKeys(example.emulator)).toEqual([]);
        expect(await livePolicies(example.emulator)).toEqual([]);
      });

      step("has left neither the API key nor a token behind", () => {
        expect(example.leaks([keyId])).not.toEqual([]);
        expect(example.leaks([])).toEqual([]);
      });
    });
  },
  leftToAll,
);
