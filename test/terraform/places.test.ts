import { defaultIbm } from "keysmith-emulator";
import { parseCrn } from "../../src/ibm/platform/crn";
import { describeTerraform } from "./engines";
import { head } from "./programs";
import { Stage } from "./stage";

/** A key of one name in each of two instances, which the same apply makes. */
const program = (second: string): string => `${head('stack = "shop"')}
resource "terraform_data" "instance" {
  for_each = { one = "${defaultIbm.keyProtect}", two = "${second}" }
  input    = each.value
}
resource "keysmith_root_key" "key" {
  for_each = terraform_data.instance
  instance = each.value.output
  name     = "payments"
}
`;

describeTerraform("keys of one name in instances that aren't known yet", (engine) => {
  const stages: Stage[] = [];
  afterAll(() => Promise.all(stages.map((stage) => stage.close())));

  async function open(second: string): Promise<Stage> {
    const stage = await Stage.open(engine, () => program(second));
    stages.push(stage);
    return stage;
  }

  const creates = async (stage: Stage): Promise<string[]> =>
    (await stage.writes()).filter((operation) => operation === "createKey");

  // A bug: places that weren't known yet counted as equal, and the second key was refused for the label of the first.
  it("are made, each in its own instance", async () => {
    const stage = await open(defaultIbm.keyProtectOther);
    await stage.workspace.apply();
    expect(await creates(stage)).toHaveLength(2);
    expect(await stage.workspace.exitCode()).toBe(0);
  }, 60_000);

  it("can't have one instance, and the apply says so before it makes the second one", async () => {
    const stage = await open(defaultIbm.keyProtect);
    const { exitCode, shown } = await stage.workspace.run(["apply", "-auto-approve"]);
    expect({ exitCode, shown }).toEqual({ exitCode: 1, shown: expect.stringContaining("give them different labels") });
    expect(await creates(stage)).toHaveLength(1);
  }, 60_000);
});

// A bug: this replaced the key, and so destroyed it.
describeTerraform("an instance that is told by its GUID and an address in place of its CRN", (engine) => {
  it("is the same one, and its key stays", async () => {
    const key = (where: string): string => `${head("")}
resource "keysmith_root_key" "key" {
  name = "payments"
  ${where}
}
`;
    const stage = await Stage.open(engine, () => key(`instance = "${defaultIbm.keyProtect}"`));
    try {
      await stage.workspace.apply();
      const made = stage.workspace.attributes("keysmith_root_key.key");
      const guid = parseCrn(defaultIbm.keyProtect)?.serviceInstance ?? "";
      stage.write(key(`instance_id = "${guid}"\n service = "kms"\n url = "${stage.emulator.url}"`));
      const { done } = await stage.workspace.apply();
      expect(done).toEqual({ "keysmith_root_key.key": "update" });
      const { key_id: id, instance, instance_id: instanceId } = stage.workspace.attributes("keysmith_root_key.key");
      expect({ id, instance, instanceId }).toEqual({ id: made["key_id"], instance: null, instanceId: guid });
      expect(await stage.workspace.exitCode()).toBe(0);
    } finally {
      await stage.close();
    }
  }, 60_000);
});
