import { leftToAll } from "../support/describe-engine";
import { story } from "../support/story";
import { describeOnOne } from "../terraform/engines";
import { liveIntegrations, liveKeys } from "./ibm-service";
import { TerraformExample } from "./terraform-example";

describeOnOne(
  "examples/terraform/ibm-app-configuration",
  "tofu",
  (engine) => {
    let example: TerraformExample;
    let keyId: string;

    beforeAll(async () => {
      example = await TerraformExample.open(engine, "ibm-app-configuration", "2026-01-01T00:00:00Z");
    }, 60_000);
    afterAll(() => example?.close());

    story("lives through rotation, a refusal and its end", (step) => {
      step("makes the key, the authorization that the integration needs, and then the integration", async () => {
        expect(Object.values(await example.apply())).toEqual(["create", "create", "create"]);
        expect(await example.calls()).toEqual([
          "listKeys",
          "createKey",
          "listPolicies",
          "createPolicy",
          "getPolicy",
          "createIntegration",
        ]);
        const { root_key: rootKey, ...rest } = example.workspace.outputs();
        keyId = String(rootKey);
        expect(rest).toEqual({ rotate_at: "2026-04-01T00:00:00Z", key_status: "USABLE" });
        expect(await liveIntegrations(example.emulator)).toEqual({ flags: keyId });
      });

      step("has nothing to do, and only asks, up to the last second of the 90 days", async () => {
        await example.at("2026-03-31T23:59:59Z");
        expect(await example.workspace.exitCode()).toBe(0);
        expect((await example.calls()).sort()).toEqual(["getIntegration", "getPolicy", "listKeys"]);
      });

      step("rotates the same key then, and changes nothing that refers to it", async () => {
        await example.at("2026-04-01T00:00:00Z");
        expect(await example.apply()).toEqual({ "keysmith_root_key.payments": "update" });
        expect((await example.calls()).slice(3)).toEqual(["rotateKey"]);
        expect(example.workspace.outputs()).toMatchObject({ root_key: keyId, rotate_at: "2026-06-30T00:00:00Z" });
      });

      step("is not destroyed, not in any part, while that isn't said to be meant", async () => {
        const { workspace } = example;
        const bystander =
          'resource "keysmith_root_key" "orders" {\n  instance = local.instance\n  name = "orders"\n}\n';
        workspace.write({ "orders.tf": bystander });
        await workspace.apply();
        await example.calls();
        const run = await workspace.run(["destroy", "-auto-approve"]);
        expect(run.exitCode).toBe(1);
        expect(run.shown).toContain('the integration "flags" is not deleted: the service can\'t switch off encryption');
        const forced = await workspace.run([
          "apply",
          "-auto-approve",
          "-replace=keysmith_app_config_integration.flags",
        ]);
        expect(forced.exitCode).toBe(1);
        expect(forced.shown).toContain('"flags" can\'t be replaced: the integration "flags" is not deleted');
        expect((await example.calls()).filter((name) => name.startsWith("delete"))).toEqual([]);
        expect(await liveKeys(example.emulator)).toHaveLength(2);
        workspace.write({ "orders.tf": "" });
      });

      step("is destroyed then: the integration first, and the key after the authorization to use it", async () => {
        example.workspace.setEnv({ TF_VAR_end_encryption: "true" });
        await example.workspace.apply();
        await example.calls();
        await example.workspace.destroy();
        expect((await example.calls()).slice(3)).toEqual([
          "deleteIntegration",
          "getPolicy",
          "deletePolicy",
          "listKeys",
          "deleteKey",
        ]);
        expect(await liveKeys(example.emulator)).toEqual([]);
        expect(example.leaks([])).toEqual([]);
      });
    });
  },
  leftToAll,
);
