import { readFileSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { vendors } from "../../src/catalog";
import { adoptCommand } from "../../src/cli/adopt-command";
import type { Terminal } from "../../src/cli/terminal";
import { story } from "../support/story";
import { describeTerraform } from "./engines";
import { head, standard } from "./programs";
import { environment, Stage } from "./stage";

// A whole account, taken over by what `keysmith adopt` writes.

const INSTANCE =
  "crn:v1:bluemix:public:kms:us-south:a/e0a1b2c3d4e5f60718293a4b5c6d7e8f:0a1b0000-0001-4000-8000-00000000e001::";
const APP_CONFIG = "0a1b0000-0004-4000-8000-00000000e001";
const REST = `
resource "keysmith_network_rule" "second" {
  name               = "vpn"
  source_private_ips = ["10.30.0.0/16"]
}
resource "keysmith_kms_alias" "orders" {
  name = "orders"
  key  = "key-hzz0000000000000000000"
}
resource "keysmith_key_ring" "payments" {
  name = "payments"
}
resource "keysmith_root_key" "payments" {
  name     = "payments"
  key_ring = keysmith_key_ring.payments.name
  aliases  = ["payments"]
}
resource "keysmith_standard_key" "webhook" {
  name = "webhook"
}
resource "keysmith_service_authorization" "flags" {
  source {
    service  = "apprapp"
    instance = "${APP_CONFIG}"
  }
  target {
    instance = "${INSTANCE}"
    key      = keysmith_root_key.payments.id
  }
  roles  = ["Reader"]
}
resource "keysmith_app_config_integration" "flags" {
  app_config     = "${APP_CONFIG}"
  region         = "us-south"
  integration_id = "flags"
  root_key       = keysmith_root_key.payments.id
  authorization  = keysmith_service_authorization.flags.id
}
`;

describeTerraform("an account that is taken over", (engine) => {
  let stage: Stage;
  const said: string[] = [];

  const adopt = async (...args: string[]): Promise<void> => {
    const env = { ...environment(stage.emulator.url), KEYSMITH_AS_OF: "2026-01-01T00:00:00Z" };
    const say = (line: string): void => void said.push(line);
    const terminal = { env, warn: say, print: say, width: 120 } as unknown as Terminal;
    const program = new Command().exitOverride().addCommand(adoptCommand(vendors, terminal));
    await program.parseAsync(["adopt", "--folder", stage.workspace.root, ...args], { from: "user" });
  };
  const provider = (): string => `seal_to = ["${stage.keys.recipient}"]`;

  beforeAll(async () => {
    stage = await Stage.open(engine, ({ recipient }) =>
      standard({ provider: `seal_to = ["${recipient}"]`, more: REST }),
    );
    await stage.workspace.apply();
  }, 120_000);
  afterAll(() => stage?.close());

  story("is in one program, and nothing is made for it", (step) => {
    let count = 0;
    step("is written, with references in the place of names", async () => {
      count = stage.workspace.addresses().length;
      stage.workspace.editState((text) => JSON.stringify({ ...JSON.parse(text), resources: [], outputs: {} }));
      stage.write(head(provider()));
      await adopt("--vendor", "alibaba");
      await adopt("--vendor", "ibm", "--app-config", APP_CONFIG);
      const written = ["alibaba", "ibm"].map((vendor) =>
        readFileSync(path.join(stage.workspace.root, `adopted-${vendor}.tf`), "utf8"),
      );
      const text = written.join("");
      expect(text.match(/^import /gm)).toHaveLength(count);
      expect(text).toContain("policies = [keysmith_policy.orders.name]");
      expect(text).toMatch(/access_point += keysmith_access_point\.orders_app\.name/);
      expect(text).toMatch(/key_ring += keysmith_key_ring\.payments\.name/);
      expect(text).toMatch(/root_key += keysmith_root_key\.payments\.id/);
      expect(text).not.toMatch(/cn-hangzhou"\n|adopt|renew_before|null/);
    });

    step("is imported, and the plan after is empty", async () => {
      await stage.writes();
      const { planned } = await stage.workspace.plan();
      const making = Object.entries(planned).filter(([, action]) => ["create", "delete", "replace"].includes(action));
      expect(making).toEqual([]);
      await stage.workspace.apply();
      expect((await stage.writes()).filter((operation) => /create|delete/i.test(operation))).toEqual([]);
      expect(stage.workspace.addresses()).toHaveLength(count);
      expect(await stage.workspace.exitCode()).toBe(0);
    });

    step("is not written over what is there, nor where nothing fits", async () => {
      await expect(adopt("--vendor", "alibaba")).rejects.toThrow("already exists");
      await expect(adopt("--vendor", "alibaba", "--region", "eu-central-1")).rejects.toThrow("nothing to take over");
      await expect(adopt("--vendor", "alibaba", "--region", "nowhere!")).rejects.toThrow();
      expect(said.join("\n")).toContain("2 NetworkRule, 1 Policy, 1 AccessPoint, 1 ClientKey, 1 KmsAlias");
    });
  });
});
