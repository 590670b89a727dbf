import { leftToAll } from "../support/describe-engine";
import { describeTerraform } from "./engines";
import { head } from "./programs";
import { Stage } from "./stage";

const RULE = "keysmith_network_rule.office";
const program = (): string => `${head("plain_secrets = true")}
resource "keysmith_network_rule" "office" {
  name               = "office"
  source_private_ips = ["10.20.0.0/16"]
}`;

interface Instance {
  readonly attributes: Record<string, unknown>;
  private?: string;
}

describeTerraform(
  "a state without the attribute nonce",
  (engine) => {
    let stage: Stage;

    beforeEach(async () => {
      stage = await Stage.open(engine, program);
      await stage.workspace.apply();
    }, 60_000);
    afterEach(() => stage?.close());

    const edit = (change: (instance: Instance) => void): void =>
      stage.workspace.editState((text) => {
        const state = JSON.parse(text) as { resources: { instances: Instance[] }[] };
        for (const { instances } of state.resources) instances.forEach(change);
        return JSON.stringify(state);
      });
    const nonce = (): unknown => stage.workspace.attributes(RULE)["nonce"];

    it("plans no change, and has it from the private bytes once it is refreshed", async () => {
      const before = nonce();
      edit((instance) => {
        const { nonce: recorded } = instance.attributes;
        delete instance.attributes["nonce"];
        instance.private = Buffer.from(JSON.stringify({ nonce: recorded })).toString("base64");
      });
      expect(await stage.workspace.exitCode()).toBe(0);
      expect(await stage.workspace.exitCode("-refresh=false")).toBe(0);
      await stage.workspace.apply("-refresh-only");
      expect(nonce()).toBe(before);
      expect(await stage.workspace.exitCode()).toBe(0);
    });

    // It answered the state with the private bytes of what was to take its place, so that the old object had their nonce.
    it("keeps its own where the deletion before a replacement fails", async () => {
      const before = stage.workspace.instance(RULE);
      await stage.emulator.setFaults([{ operation: "DeleteNetworkRule", kind: "503", times: 20 }]);
      const failed = await stage.workspace.command([
        "apply",
        "-auto-approve",
        "-no-color",
        "-input=false",
        `-replace=${RULE}`,
      ]);
      await stage.emulator.setFaults([]);
      expect(failed.exitCode).toBe(1);
      expect(stage.workspace.instance(RULE)).toEqual(before);
      expect(await stage.workspace.exitCode()).toBe(0);
    });
  },
  leftToAll,
);
