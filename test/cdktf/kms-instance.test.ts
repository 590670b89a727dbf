import { Secret } from "../../src/core/secret";
import { open as openSealed } from "../../src/sealing/open";
import { emulated, type KmsInstanceExample, liveAtInstance, MADE, needsClients } from "../examples/kms-instance-story";
import { bundleOf } from "../examples/terraform-example";
import { describeOnOne, type TerraformEngine } from "../terraform/engines";
import { SynthesizedExample } from "./synthesized-example";

describeOnOne("examples/cdktf-kms-instance", "terraform", (engine) => liveAtInstance(() => open(engine)), needsClients);

async function open(engine: TerraformEngine): Promise<KmsInstanceExample> {
  const example = await SynthesizedExample.open(engine, "cdktf-kms-instance", MADE, emulated);
  const run = async (...args: string[]): Promise<void> => {
    if ((await example.run(...args)).exitCode !== 0) throw new Error(example.left());
  };
  example.synthesize();
  await example.command("init", "-input=false", "-no-color");
  return {
    emulator: example.emulator,
    at: (time) => example.at(time),
    apply: () => run("apply", "-auto-approve"),
    hasNothingToDo: async () => (await example.run("plan", "-detailed-exitcode")).exitCode === 0,
    made: async () => {
      const outputs = await example.outputs();
      const values = await openSealed(String(outputs["sealed"]), [new Secret(example.keys.identity)]);
      const opened = Object.entries(values).map(([name, secret]) => [name, secret.reveal()]);
      return bundleOf(outputs, Object.fromEntries(opened));
    },
    destroy: () => run("destroy", "-auto-approve"),
    leaks: (secrets) => {
      const left = example.left();
      return secrets.filter((secret) => left.includes(secret));
    },
    close: () => example.close(),
  };
}
