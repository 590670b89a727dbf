import { liveClientKeys } from "../examples/alibaba-service";
import { ExampleProject } from "../examples/example-project";
import { describePulumi } from "../pulumi/engine";
import { leftToAll } from "../support/describe-engine";
import { story } from "../support/story";
import { LONG, whileCalled } from "../support/struck";

const MADE = "2026-01-01T00:00:00Z";
const DUE = "2026-12-02T00:00:00Z";

// What the next run makes of each call that may be cut off is told without an engine. Here is what the engine records.
describePulumi(
  "a run that is killed in the middle of a call",
  (engine) => {
    let example: ExampleProject;

    beforeAll(async () => {
      example = await ExampleProject.open(engine, "standard", MADE);
    }, 60_000);
    afterAll(() => example?.close());

    /** The engine, the program and the provider are killed at once: the service has acted, and nobody was told. */
    const dies = async (operation: string): Promise<void> => {
      const { emulator, stack } = example;
      const run = await whileCalled(emulator, { operation, ms: LONG }, (called) =>
        stack.up({ skipPreview: true, killWhen: called }),
      );
      expect(run.killed).toBe(true);
    };
    const recordedKeys = async (): Promise<string[]> => {
      const { clientKeyId: current, previous } = await example.recorded("ClientKey");
      const others = (previous as { clientKeyId: string }[]).map(({ clientKeyId }) => clientKeyId);
      return [String(current), ...others].sort();
    };
    /** One more run mends everything, and one after it finds nothing to do: every live key is of record. */
    const expectMended = async (live: number): Promise<void> => {
      await example.up();
      expect(await liveClientKeys(example.emulator, "orders-app")).toEqual(await recordedKeys());
      expect(await recordedKeys()).toHaveLength(live);
      expect((await example.stack.preview()).changeSummary).toEqual({ same: 5 });
    };

    story("is mended by the next", (step) => {
      step(
        "after the first client key was made, which nothing proves to be ours: it is named and left alone",
        async () => {
          await dies("CreateClientKey");
          const [left = ""] = await liveClientKeys(example.emulator, "orders-app");
          await example.up();
          const { strays } = await example.recorded("ClientKey");
          expect(strays).toMatchObject([{ clientKeyId: left, origin: "found" }]);
          expect((await example.stack.preview()).output).toContain(left);
          await example.emulator.alibaba.call("DeleteClientKey", { ClientKeyId: left });
          await expectMended(1);
        },
      );

      step("after the client key was rotated, which nobody rotates away", async () => {
        const [before] = await recordedKeys();
        await example.at(DUE);
        await dies("CreateClientKey");
        await expectMended(3);
        expect(await recordedKeys()).toContain(before);
      });
    });
  },
  leftToAll,
);
