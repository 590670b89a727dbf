import { describeTerraform, type TerraformEngine } from "../terraform/engines";
import { emulated, type KmsInstanceExample, liveAtInstance, MADE, needsClients } from "./kms-instance-story";
import { bundleOf, TerraformExample } from "./terraform-example";

describeTerraform("examples/terraform/kms-instance", (engine) => liveAtInstance(() => open(engine)), needsClients);

async function open(engine: TerraformEngine): Promise<KmsInstanceExample> {
  const example = await TerraformExample.open(engine, "kms-instance", MADE, emulated);
  const { workspace } = example;
  return {
    emulator: example.emulator,
    at: (time) => example.at(time),
    apply: async () => {
      await example.apply();
    },
    hasNothingToDo: async () => (await workspace.exitCode()) === 0,
    made: async () => bundleOf(workspace.outputs(), await example.opened()),
    destroy: async () => {
      await workspace.destroy();
    },
    leaks: (secrets) => example.leaks(secrets),
    close: () => example.close(),
  };
}
