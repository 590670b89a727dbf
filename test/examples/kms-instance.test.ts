import { describePulumi, type PulumiEngine } from "../pulumi/engine";
import { ExampleProject } from "./example-project";
import { emulated, type KmsInstanceExample, liveAtInstance, MADE, type Made, needsClients } from "./kms-instance-story";

describePulumi("examples/kms-instance", (engine) => liveAtInstance(() => open(engine)), needsClients);

async function open(engine: PulumiEngine): Promise<KmsInstanceExample> {
  const example = await ExampleProject.open(engine, "kms-instance", MADE, () => ({}), undefined, emulated);
  return {
    emulator: example.emulator,
    at: (time) => example.at(time),
    apply: async () => {
      await example.up();
    },
    hasNothingToDo: async () => (await example.stack.preview({ expectNoChanges: true })).ok,
    made: async () => (await example.stack.outputs({ showSecrets: true })) as unknown as Made,
    destroy: async () => {
      const run = await example.stack.destroy({ skipPreview: true });
      if (!run.ok) throw new Error(run.output);
    },
    leaks: (secrets) => example.leaks(secrets),
    close: () => example.close(),
  };
}
