import type { TerraformStack } from "cdktf";
import { defaultIbm, type Emulator } from "keysmith-emulator";
import { Secret } from "../../src/core/secret";
import { open } from "../../src/sealing/open";
import { MADE } from "../lifecycle/samples";
import { leftToAll } from "../support/describe-engine";
import { startEmulator } from "../support/emulator";
import { story } from "../support/story";
import { describeOnOne, needsWriteOnly } from "../terraform/engines";
import { ageKeyPair, type KeyPair } from "../terraform/engines/age";
import { attachedProvider } from "../terraform/engines/providers";
import { Workspace } from "../terraform/engines/workspace";
import { type Library, libraries } from "./libraries";

const INSTANCE = "kst-hzz0000000000emulator";
const PASSWORD = "Correct-Horse-7-Battery";

/** A stack of every kind of construct, whose state lies beside it. */
function program({ cdk, keysmith }: Library, { recipient }: KeyPair, overlap = "P7D"): TerraformStack {
  const app = cdk.Testing.app({ context: { targetVersions: { terraform: ">=1.11.0", opentofu: ">=1.11.0" } } });
  const stack = new cdk.TerraformStack(app, "shop");
  new cdk.LocalBackend(stack, { path: "terraform.tfstate" });
  new keysmith.KeysmithProvider(stack, "keysmith", { sealTo: [recipient], bundled: false });
  const forEach = cdk.TerraformIterator.fromMap({ office: { ip: "10.1.0.0/16" }, vpn: { ip: "10.2.0.0/16" } });
  const rules = new keysmith.NetworkRule(stack, "from", { forEach, sourcePrivateIps: [forEach.getString("ip")] });
  const access = new keysmith.StandardAccess(stack, "orders", {
    kmsInstance: INSTANCE,
    permissions: ["CryptoServiceSecretUser"],
    secrets: ["orders/*"],
    sourcePrivateIps: ["10.0.0.0/8"],
    networkRules: ["from-office"],
    rotation: { overlap },
    passwordWo: PASSWORD,
    passwordWoVersion: 1,
  });
  access.policy.node.addDependency(rules);
  const root = new keysmith.RootKey(stack, "root", { rotation: { every: "P90D" } });
  const stored = new keysmith.StandardKey(stack, "stored-key", {
    payloadWo: cdk.Fn.base64encode(access.opened.value("clientKeyContent")),
    payloadWoVersion: access.revision,
  });
  const found = new keysmith.DataKey(stack, "found-key", { key: root });
  const { clientKeyId, sealed, rotateAt, secretKnown } = access;
  const values = { clientKeyId, sealed, rotateAt, secretKnown, stored: stored.keyId, found: found.state };
  for (const [name, value] of Object.entries(values)) new cdk.TerraformOutput(stack, name, { value, sensitive: true });
  return stack;
}

/** Their constructs are emitted from one text: where a run is to be quick, one of them. */
const tried = leftToAll() ? libraries.slice(0, 1) : libraries;

describe.each(tried)("a program of $name", (library) => {
  describeOnOne(
    "with every kind of construct",
    library.name === "cdktf" ? "terraform" : "tofu",
    (engine) => {
      let emulator: Emulator;
      let workspace: Workspace;
      let keys: KeyPair;
      const text = (overlap?: string): string => library.cdk.Testing.synth(program(library, keys, overlap), true);

      beforeAll(async () => {
        emulator = await startEmulator({ clock: MADE });
        keys = await ageKeyPair();
        const env = {
          KEYSMITH_ALIBABA_ENDPOINT: emulator.url,
          ALIBABA_CLOUD_REGION_ID: "cn-hangzhou",
          ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator",
          ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator",
          KEYSMITH_IBM_ENDPOINT: emulator.url,
          KEYSMITH_IBM_INSTANCE: defaultIbm.keyProtect,
          IBMCLOUD_API_KEY: defaultIbm.apiKey,
          KEYSMITH_AGE_IDENTITY: keys.identity,
          KEYSMITH_AS_OF: MADE,
        };
        const files = { "cdk.tf.json": text() };
        workspace = await Workspace.open(engine, await attachedProvider(engine, env), files);
      }, 60_000);
      afterAll(async () => {
        await workspace?.close();
        await emulator?.close();
      });

      story("is valid, applied, left alone, changed and taken away", (step) => {
        step("is valid", async () => {
          const { stdout } = await workspace.command(["validate", "-json"]);
          expect(JSON.parse(stdout)).toMatchObject({ valid: true, error_count: 0 });
        });

        step("is applied at once, with names and labels from the tree", async () => {
          const { done } = await workspace.apply();
          expect(Object.values(done).filter((action) => action === "create")).toHaveLength(8);
          const { body } = await emulator.ibm.request("GET", "/api/v2/keys");
          expect(JSON.stringify(body)).toMatch(/\(keysmith(?: \w{13})?: shop\/root\)/);
          const { Description: description } = await emulator.alibaba.call("DescribeNetworkRule", { Name: "from-vpn" });
          expect(description).toMatch(/^\(keysmith \w{13}: shop\/from\/vpn\)$/);
        });

        step("gives outputs, and seals what is secret", async () => {
          const { sealed, ...outputs } = workspace.outputs();
          expect(outputs).toMatchObject({ secretKnown: true, rotateAt: "2026-12-02T00:00:00Z", found: "active" });
          const opened = await open(String(sealed), [new Secret(keys.identity)]);
          expect(opened["password"]?.reveal()).toBe(PASSWORD);
          expect(workspace.stateText()).not.toContain(PASSWORD);
          const { body } = await emulator.ibm.request("GET", `/api/v2/keys/${String(outputs["stored"])}`);
          const [{ payload }] = (body as { resources: [{ payload: string }] }).resources;
          expect(Buffer.from(payload, "base64").toString()).toBe(opened["client_key_content"]?.reveal());
        });

        step("has nothing to do then, and for a change of one value nothing to replace", async () => {
          expect(await workspace.exitCode()).toBe(0);
          workspace.write({ "cdk.tf.json": text("P14D") });
          const { planned } = await workspace.plan();
          expect(Object.keys(planned)[0]).toMatch(/^keysmith_client_key\.orders_client-key/);
          // OpenTofu shows what takes a value that it can't open yet as an update of nothing.
          expect([...new Set(Object.values(planned))]).toEqual(["update"]);
        });

        step("is taken away again", async () => {
          await workspace.destroy();
          expect(workspace.addresses()).toEqual([]);
        });
      });
    },
    needsWriteOnly,
  );
});
