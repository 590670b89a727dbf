import { ExampleProject } from "../examples/example-project";
import { askForAnotherKey, askForFirstKey } from "../examples/ibm-another-key";
import { liveKeys, livePolicies } from "../examples/ibm-service";
import { describePulumi } from "../pulumi/engine";
import { leftToAll } from "../support/describe-engine";

const BAD = '\nnew keysmith.RootKey("bad", { instance, name: "x" }, { dependsOn: [flags] });\n';

describePulumi(
  "a key that was taken back into the program",
  (engine) => {
    let example: ExampleProject;
    beforeAll(async () => {
      example = await ExampleProject.open(engine, "ibm-app-configuration", "2026-01-01T00:00:00Z");
      await example.up();
    }, 60_000);
    afterAll(() => example?.close());

    it("is not deleted by a later run, when the one that took it back failed elsewhere", async () => {
      const [before] = await liveKeys(example.emulator);
      const policies = await livePolicies(example.emulator);
      askForAnotherKey(example);
      expect((await example.stack.up({ skipPreview: true })).ok).toBe(false); // the integration refuses
      askForFirstKey(example);
      example.edit("export const rootKey", `${BAD}export const rootKey`);
      expect((await example.stack.up({ skipPreview: true })).ok).toBe(false); // name too short
      example.edit(BAD, "");
      const run = await example.stack.up({ skipPreview: true });
      expect(await livePolicies(example.emulator)).toEqual(policies);
      expect(await liveKeys(example.emulator)).toMatchObject([{ id: before?.id }]);
      expect(run.ok).toBe(true);
    }, 60_000);
  },
  leftToAll,
);
