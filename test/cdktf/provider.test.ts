import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TerraformStack } from "cdktf";
import { version } from "../../package.json";
import { type Library, libraries, only, STACK, stackOf, synthesized } from "./libraries";

jest.mock("../../src/terraform/mirror", () => mockMirror("../../src/terraform/mirror"));
// The constructs for cdktn are there as they were built only.
jest.mock("../../dist/terraform/mirror", () => mockMirror("../../dist/terraform/mirror"));

/** The bundle is large, and these tests install it many times. */
function mockMirror(module: string): unknown {
  const mirror = jest.requireActual(module);
  const bundle = mirror.scripts({
    version,
    program: Buffer.from("#!/bin/sh\n"),
    launcher: Buffer.from("@node %~dp0program.js %*\r\n"),
  });
  return { ...mirror, installProvider: (folder: string) => mirror.installProvider(folder, bundle) };
}

const PLUGINS = "terraform.d/plugins";

/** Writes the whole program. @returns the folder of the stack */
function written({ cdk }: Library, stack: TerraformStack): string {
  return path.join(cdk.Testing.fullSynth(stack), "stacks", "stack");
}

describe.each(libraries)("KeysmithProvider for $name", (library) => {
  const { cdk, keysmith } = library;

  it("puts the provider beside the stack, for both engines and every platform", () => {
    const stack = stackOf(library);
    new keysmith.KeysmithProvider(stack, "keysmith", { sealTo: ["age1recipient"] });
    const plugins = path.join(written(library, stack), PLUGINS);
    expect(readdirSync(plugins).sort()).toEqual(["registry.opentofu.org", "registry.terraform.io"]);
    const packages = path.join(plugins, "registry.terraform.io/keysmith/keysmith", version);
    expect(readdirSync(packages)).toEqual(expect.arrayContaining(["darwin_arm64", "linux_amd64", "windows_amd64"]));
    const program = path.join(packages, "linux_amd64", `terraform-provider-keysmith_v${version}`);
    expect(readFileSync(program, "utf8")).toBe("#!/bin/sh\n");
  });

  it("does so once for several configurations of one stack, and resources may choose one", () => {
    const stack = stackOf(library);
    const main = new keysmith.KeysmithProvider(stack, "keysmith", {});
    const other = new keysmith.KeysmithProvider(stack, "other", { alias: "other", region: "cn-beijing" });
    new keysmith.KeyRing(stack, "ring", { provider: other });
    expect(readdirSync(path.join(written(library, stack), PLUGINS))).toHaveLength(2);
    const { provider, resource } = synthesized(library, stack);
    expect(provider?.["keysmith"]).toEqual([{ stack: STACK }, { alias: "other", region: "cn-beijing", stack: STACK }]);
    expect(only(resource, "keysmith_key_ring")["provider"]).toBe("keysmith.other");
    expect([main.alias, other.alias]).toEqual([undefined, "other"]);
  });

  it("puts none there when the engine is to ask a registry", () => {
    const stack = stackOf(library);
    new keysmith.KeysmithProvider(stack, "keysmith", { bundled: false });
    expect(existsSync(path.join(written(library, stack), PLUGINS))).toBe(false);
  });

  it("takes away other versions that an earlier synthesis put there, and nothing else", () => {
    const outdir = mkdtempSync(path.join(tmpdir(), "keysmith-synth-"));
    const synthesize = (): void => {
      const app = new cdk.App({ outdir });
      new keysmith.KeysmithProvider(new cdk.TerraformStack(app, "stack"), "keysmith", {});
      app.synth();
    };
    const plugins = path.join(outdir, "stacks/stack", PLUGINS);
    const other = path.join(plugins, "registry.terraform.io/other/other/0.0.1");
    for (const each of [path.join(plugins, "registry.opentofu.org/keysmith/keysmith/0.0.1"), other]) {
      mkdirSync(path.join(each, "linux_amd64"), { recursive: true });
    }
    synthesize();
    expect(readdirSync(path.join(plugins, "registry.opentofu.org/keysmith/keysmith"))).toEqual([version]);
    expect(existsSync(other)).toBe(true);

    const users = mkdtempSync(path.join(tmpdir(), "keysmith-users-"));
    mkdirSync(path.join(users, "registry.terraform.io/keysmith/keysmith/0.0.1"), { recursive: true });
    rmSync(plugins, { recursive: true });
    symlinkSync(users, plugins);
    synthesize();
    const versions = readdirSync(path.join(users, "registry.terraform.io/keysmith/keysmith"));
    expect(versions.sort()).toEqual(["0.0.1", version].sort());
  });

  it("demands exactly the version of the package", () => {
    const stack = stackOf(library);
    new keysmith.KeysmithProvider(stack, "keysmith");
    expect(synthesized(library, stack).terraform?.required_providers).toEqual({
      keysmith: { source: "keysmith/keysmith", version },
    });
  });

  it("takes tokens, and refuses what it doesn't know", () => {
    const stack = stackOf(library);
    const recipients = new cdk.TerraformVariable(stack, "recipients", { type: "list(string)" });
    new keysmith.KeysmithProvider(stack, "keysmith", { sealTo: recipients.listValue });
    expect(synthesized(library, stack).provider?.["keysmith"]).toEqual([
      { seal_to: `\${${"var.recipients"}}`, stack: STACK },
    ]);
    expect(() => new keysmith.KeysmithProvider(stack, "wrong", { alibaba: { endpont: "x" } } as never)).toThrow(
      'KeysmithProvider "stack/wrong": alibaba.endpont: is not a property; did you mean endpoint?',
    );
  });

  it("is missed where a stack has resources and no configuration, also in an ephemeral one only", () => {
    const said = /there is no KeysmithProvider in this stack: add new KeysmithProvider/;
    const resources = stackOf(library);
    new keysmith.KeyRing(resources, "ring", {});
    expect(() => synthesized(library, resources, true)).toThrow(said);
    const ephemeral = stackOf(library);
    new keysmith.EphemeralOpened(ephemeral, "opened", { sealed: "x" });
    expect(() => synthesized(library, ephemeral, true)).toThrow(said);
    new keysmith.KeysmithProvider(resources, "keysmith");
    expect(synthesized(library, resources, true).provider).toHaveProperty("keysmith");
  });
});

describe("what a program of one library alone has:", () => {
  const [first, second] = libraries as [Library, Library];

  it("cdktn checks that the engine knows write-only attributes and ephemeral resources", () => {
    const { cdk, keysmith } = second;
    const program = (versions: Readonly<Record<string, string>>): TerraformStack => {
      const app = cdk.Testing.app({ context: { targetVersions: versions } });
      const stack = new cdk.TerraformStack(app, "stack");
      new keysmith.KeysmithProvider(stack, "keysmith", {});
      new keysmith.ClientKey(stack, "key", { accessPoint: "app", passwordWo: "secret", passwordWoVersion: 1 });
      new keysmith.EphemeralOpened(stack, "opened", { sealed: "x" });
      return stack;
    };
    const old = { terraform: ">=1.8.0" };
    expect(() => synthesized(second, program(old), true)).toThrow(/write-only attributes requires terraform >=1\.11/);
    expect(() => synthesized(second, program(old), true)).toThrow(/ephemeral resources requires terraform >=1\.10/);
    const { resource } = synthesized(second, program({ terraform: ">=1.11.0" }), true);
    expect(only(resource, "keysmith_client_key")["password_wo"]).toBe("secret");
  });

  it("cdktf refers to an ephemeral resource, and refuses to write one as HCL", () => {
    const { cdk, keysmith } = first;
    const stack = stackOf(first);
    const opened = new keysmith.EphemeralOpened(stack, "opened", { sealed: "x" });
    new keysmith.KeyRing(stack, "ring", { dependsOn: [opened] });
    expect(only(synthesized(first, stack).resource, "keysmith_key_ring")["depends_on"]).toEqual([
      "ephemeral.keysmith_opened.opened",
    ]);
    expect(() => cdk.Testing.synthHcl(stack)).toThrow("[stack/opened] cdktf writes ephemeral resources as JSON only");
  });

  it.each(libraries)("$name writes resources as HCL too", (library) => {
    const stack = stackOf(library);
    new library.keysmith.KeysmithProvider(stack, "keysmith", { sealTo: ["age1r"], ibm: { instance: "crn" } });
    const orders = new library.keysmith.Policy(stack, "orders", {
      kmsInstance: "kst-1",
      permissions: ["SecretUser"],
      adopt: true,
    });
    const app = new library.keysmith.AccessPoint(stack, "app", { policies: [orders] });
    const rotation = { renewBefore: "P30D" };
    new library.keysmith.ClientKey(stack, "key", { accessPoint: app, rotation, passwordWoVersion: 1 });
    const hcl = String(library.cdk.Testing.synthHcl(stack)).replaceAll(/\s+/g, " ");
    expect(hcl).toContain('permissions = [ "SecretUser" ]');
    expect(hcl).toContain("adopt = true");
    expect(hcl).toContain(`policies = [ "\${${"keysmith_policy.orders.name"}}" ]`);
    expect(hcl).toContain('rotation { renew_before = "P30D" }');
    expect(hcl).toContain("password_wo_version = 1");
    expect(hcl).toContain('ibm { instance = "crn" }');
  });
});
