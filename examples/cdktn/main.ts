// Who may use what, from where: the orders application may use one key and the secrets under orders/,
// from the office network, and gets a credential that renews itself.
import { App, TerraformOutput, TerraformStack } from "cdktn";
import type { Construct } from "constructs";
import { AccessPoint, ClientKey, KeysmithProvider, NetworkRule, Policy } from "keysmith/cdktn";

class Orders extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    // Who may read the credential: a list in JSON of age recipients, as `age-keygen` prints them. The state keeps it sealed to them.
    new KeysmithProvider(this, "keysmith", { sealTo: JSON.parse(process.env["KEYSMITH_RECIPIENTS"] ?? "[]") });

    const office = new NetworkRule(this, "office", {
      sourcePrivateIps: ["10.20.0.0/16"],
    });

    const orders = new Policy(this, "orders", {
      kmsInstance: "kst-hzz0000000000emulator",
      permissions: ["CryptoServiceKeyUser", "CryptoServiceSecretUser"],
      keys: ["key-hzz0000000000000000000"],
      secrets: ["orders/*"],
      networkRules: [office],
    });

    const app = new AccessPoint(this, "orders-app", { policies: [orders] });

    const key = new ClientKey(this, "orders-key", {
      accessPoint: app,
      rotation: { renewBefore: "P30D", overlap: "P7D" },
    });

    new TerraformOutput(this, "client_key_id", { value: key.clientKeyId });
    new TerraformOutput(this, "sealed", { value: key.sealed, sensitive: true }); // `keysmith open` shows what is in it
    new TerraformOutput(this, "rotate_at", { value: key.rotateAt });
  }
}

const app = new App();
new Orders(app, "orders");
app.synth();
