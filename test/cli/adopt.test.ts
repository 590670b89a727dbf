import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Command } from "commander";
import { vendors } from "../../src/catalog";
import { adoptCommand } from "../../src/cli/adopt-command";
import type { Terminal } from "../../src/cli/terminal";
import { MADE } from "../lifecycle/samples";
import { type EmulatedServices, startEmulated } from "../lifecycle/services";

const MANY = 1000;
const MARK = "(keysmith 0t5j2m8k3f9a2: shop/prod/office)";

let services: EmulatedServices;
let folder: string;
let said: string[];

beforeEach(async () => {
  services = await startEmulated(MADE);
  folder = mkdtempSync(path.join(tmpdir(), "keysmith-adopt-"));
  said = [];
});
afterEach(async () => {
  await services.emulator.close();
  rmSync(folder, { recursive: true });
});

async function adopt(...args: string[]): Promise<void> {
  const env = { ...services.env, KEYSMITH_AS_OF: MADE, KEYSMITH_ALIBABA_READ_QPS: "1000" };
  Object.assign(process.env, env);
  const say = (line: string): void => void said.push(line);
  const terminal = { env, warn: say, print: say, width: 120 } as unknown as Terminal;
  const program = new Command().exitOverride().addCommand(adoptCommand(vendors, terminal));
  await program.parseAsync(["adopt", "--folder", folder, ...args], { from: "user" });
}

const rule = (Name: string, Description?: string): Promise<unknown> =>
  services.emulator.alibaba.call("CreateNetworkRule", {
    Name,
    Type: "Private",
    SourcePrivateIp: '["10.0.0.0/24"]',
    ...(Description !== undefined && { Description }),
  });
const written = (name: string): string => readFileSync(path.join(folder, name), "utf8");
const policy = (Name: string, rules: readonly string[]): Promise<unknown> =>
  services.emulator.alibaba.call("CreatePolicy", {
    Name,
    KmsInstance: "kst-hzz0000000000emulator",
    Permissions: '["RbacPermission/Template/CryptoServiceKeyUser"]',
    Resources: '["key/key-hzz0000000000000000000"]',
    AccessControlRules: JSON.stringify({ NetworkRules: rules }),
  });

describe("keysmith adopt", () => {
  it("writes for Pulumi a program, and what imports it", async () => {
    await rule("office-net");
    await policy("orders", ["office-net", "not-here"]);
    await adopt("--vendor", "alibaba", "--out", "pulumi");
    expect(written("adopted-alibaba.ts")).toBe(`import * as keysmith from "keysmith/pulumi";

export const officeNetNetworkRule = new keysmith.NetworkRule("office_net", {
  name: "office-net",
  sourcePrivateIps: ["10.0.0.0/24"],
});
export const ordersPolicy = new keysmith.Policy("orders", {
  name: "orders",
  kmsInstance: "kst-hzz0000000000emulator",
  permissions: ["CryptoServiceKeyUser"],
  keys: ["key-hzz0000000000000000000"],
  networkRules: [officeNetNetworkRule, "not-here"],
});
`);
    expect(JSON.parse(written("import-alibaba.json"))).toEqual({
      resources: [
        { type: "keysmith:index:NetworkRule", name: "office_net", id: "cn-hangzhou/office-net" },
        { type: "keysmith:index:Policy", name: "orders", id: "cn-hangzhou/orders" },
      ],
    });
  });

  it("takes what fits, and says what it left out", async () => {
    await rule("office", MARK);
    await rule("vpn");
    await rule("Vpn!");
    await adopt("--vendor", "alibaba", "--unmanaged");
    const text = written("adopted-alibaba.tf");
    expect(text).not.toContain('"office"');
    expect(text).toContain('resource "keysmith_network_rule" "vpn"');
    expect(text).toContain('resource "keysmith_network_rule" "vpn_2"');
    expect(said.join("\n")).toContain(
      "ClientKey: nothing shows who owns an object, so the list includes the objects of others",
    );
  });

  it("writes the place that is asked for where no setting says it", async () => {
    const { alibaba } = services.emulator;
    await alibaba.call("CreateNetworkRule", { Name: "far", Type: "Private", SourcePrivateIp: "[]" }, "eu-central-1");
    await rule("near");
    await adopt("--vendor", "alibaba", "--region", "eu-central-1");
    expect(written("adopted-alibaba.tf")).toMatch(/region += "eu-central-1"/);
    expect(written("adopted-alibaba.tf")).not.toContain("near");
  });

  it("writes nothing where it is refused", async () => {
    await expect(adopt("--vendor", "alibaba")).rejects.toThrow("nothing to take over");
    expect(existsSync(path.join(folder, "adopted-alibaba.tf"))).toBe(false);
  });

  it("names the place that it can't write to", async () => {
    await rule("office");
    const file = path.join(folder, "file");
    writeFileSync(file, "");
    const call = adopt("--vendor", "alibaba", "--folder", path.join(file, "below"));
    await expect(call).rejects.toMatchObject({ code: "configuration" });
    await expect(call).rejects.toThrow(`${path.join(file, "below")} can't be written`);
  });

  it("asks a call a page and kind, and one for each object that its list doesn't tell all of", async () => {
    for (let index = 0; index < MANY; index += 1) await rule(`rule-${index}`);
    for (let index = 0; index < MANY; index += 1) await policy(`policy-${index}`, [`rule-${index}`]);
    for (let index = 0; index < MANY; index += 1)
      await services.emulator.alibaba.call("CreateApplicationAccessPoint", {
        Name: `app-${index}`,
        AuthenticationMethod: "ClientKey",
        Policies: JSON.stringify([`policy-${index}`]),
      });
    await services.emulator.clearCalls();
    await adopt("--vendor", "alibaba");
    const calls = new Map<string, number>();
    for (const { operation } of await services.emulator.calls()) calls.set(operation, (calls.get(operation) ?? 0) + 1);
    const pages = MANY / 100 + 1;
    expect(Object.fromEntries(calls)).toEqual({
      ListNetworkRules: pages,
      DescribeNetworkRule: MANY,
      ListPolicies: pages,
      DescribePolicy: MANY,
      ListApplicationAccessPoints: pages,
      DescribeApplicationAccessPoint: MANY,
      ListClientKeys: 1,
      ListAliases: 1,
      ListKeys: 1,
      ListSecrets: 1,
    });
    expect(written("adopted-alibaba.tf").match(/^import /gm)).toHaveLength(3 * MANY);
    expect(written("adopted-alibaba.tf")).toContain("network_rules = [keysmith_network_rule.rule_999.name]");
  }, 240_000);
});
