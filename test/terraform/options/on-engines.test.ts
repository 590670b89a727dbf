import { describeTerraform } from "../engines";
import { head } from "../programs";
import { Stage } from "../stage";

const rule = (name: string, ips: string, more = ""): string => `
resource "keysmith_network_rule" "${name}" {
  name               = "${name}"
  source_private_ips = ["${ips}"]
  ${more}
}`;

const FROM = "10.1.0.0/16";
const TO = "10.2.0.0/16";

// What the calls in this process take for granted of the engines, with one resource for each option.
describeTerraform("the options of an engine that change what is applied", (engine) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open(engine, () => head("plain_secrets = true"));
  }, 60_000);
  afterAll(() => stage?.close());

  const program = (ips: string, version: number): string => `${head("plain_secrets = true")}
${rule("plain", ips)}
${rule("untouched", ips, "lifecycle { ignore_changes = all }")}
${rule("partly", ips, `description = "${version}"\nlifecycle { ignore_changes = [source_private_ips] }`)}
${rule("left", ips)}
resource "keysmith_access_point" "app" {
  name     = "app"
  policies = ["orders"]
}
resource "terraform_data" "wave" { input = ${version} }
resource "keysmith_client_key" "forced" {
  access_point = keysmith_access_point.app.name
  label        = "shop/forced"
  lifecycle { create_before_destroy = true }
}
resource "keysmith_client_key" "triggered" {
  access_point = keysmith_access_point.app.name
  label        = "shop/triggered"
  lifecycle { replace_triggered_by = [terraform_data.wave] }
}
resource "keysmith_root_key" "brought" {
  name               = "brought"
  payload_wo         = "${Buffer.alloc(32, version).toString("base64")}"
  payload_wo_version = ${version}
  lifecycle { ignore_changes = [payload_wo, payload_wo_version] }
}`;

  it("are refused before a plan where a label needs the stack's name", async () => {
    stage.write(program(FROM, 1).replace('stack = "shop"', ""));
    const { exitCode, output } = await stage.workspace.command(["validate", "-no-color"]);
    expect([exitCode, output.replaceAll(/\s+/g, " ")]).toEqual([1, expect.stringMatching(/write.*stack = "/)]);
  });

  // Once, these names were dropped without a word: an authorization for one instance became one for all.
  it("are refused before a plan where a name inside a block is misspelt", async () => {
    const refused = async (text: string): Promise<string[]> => {
      stage.write(text);
      const { stdout } = await stage.workspace.command(["validate", "-json"]);
      const errors: readonly { detail: string }[] = JSON.parse(stdout).diagnostics;
      return errors
        .map(({ detail }) => /An argument named "(\w+)" is not expected here/.exec(detail)?.[1] ?? detail)
        .sort();
    };
    const block = 'plain_secrets = true\nalibaba {\n acess_key = "a"\n}\nibm {\n instanse = "b"\n}';
    expect(await refused(head(block) + rule("plain", FROM))).toEqual(["acess_key", "instanse"]);
    const ends = `${head("plain_secrets = true")}
resource "keysmith_root_key" "k" {
  name = "k"
  rotation { evry = "P90D" }
  deletion { mod = "keep" }
}
resource "keysmith_service_authorization" "a" {
  source {
    service    = "apprapp"
    instanceid = "c"
  }
  target {
    service    = "kms"
    instanceid = "d"
  }
  roles = ["Reader"]
}`;
    expect(await refused(ends)).toEqual(["evry", "instanceid", "instanceid", "mod"]);
  });

  const TARGETS = ["plain", "untouched", "partly"].map((name) => `-target=keysmith_network_rule.${name}`);
  const KEYS = ["keysmith_client_key.triggered", "keysmith_root_key.brought", "keysmith_client_key.forced"];

  it("lead to what the plan shows, also from a saved plan without a refresh, and to no other call", async () => {
    stage.write(program(FROM, 1));
    await stage.workspace.apply();
    stage.write(program(TO, 2));
    await stage.calls();
    const options = [...TARGETS, ...KEYS.map((key) => `-target=${key}`), "-replace=keysmith_client_key.forced"];
    const { planned } = await stage.workspace.plan(...options, "-refresh=false", "-out=saved.plan");
    const expected = {
      "keysmith_client_key.forced": "replace",
      "keysmith_client_key.triggered": "replace",
      "keysmith_network_rule.partly": "update",
      "keysmith_network_rule.plain": "update",
      "terraform_data.wave": "update",
    };
    expect(planned).toEqual(expected);
    expect((await stage.workspace.apply("saved.plan")).done).toEqual(expected);
    const calls = await stage.writes();
    // What is created first leaves the old key to its overlap.
    expect([...calls].sort()).toEqual([
      "CreateClientKey",
      "CreateClientKey",
      "DeleteClientKey",
      ...Array(2).fill("UpdateNetworkRule"),
    ]);
    const ips = async (Name: string): Promise<unknown> =>
      (await stage.emulator.alibaba.call("DescribeNetworkRule", { Name }))["SourcePrivateIp"];
    for (const [name, at] of Object.entries({ plain: TO, untouched: FROM, partly: FROM, left: FROM })) {
      expect(await ips(name)).toBe(JSON.stringify([at]));
      expect(stage.workspace.attributes(`keysmith_network_rule.${name}`)).toMatchObject({ source_private_ips: [at] });
    }
    const rest = await stage.workspace.plan();
    expect(rest.planned).toEqual({ "keysmith_network_rule.left": "update" });
  }, 60_000);
});
