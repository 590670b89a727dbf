// All that one application needs at a KMS instance, in one program: a key for its data, one for its signatures, the password of its
// database, encrypted by the first key, and access to just these, from the office network.
import { App, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { DataKmsInstance, KeysmithProvider, KmsKey, KmsSecret, StandardAccess } from "keysmith/cdktf";

const kmsInstance = "kst-hzz0000000000emulator";

class Orders extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    // Who may read the credential: a list in JSON of age recipients, as `age-keygen` prints them. The state keeps it sealed to them.
    new KeysmithProvider(this, "keysmith", { sealTo: JSON.parse(process.env["KEYSMITH_RECIPIENTS"] ?? "[]") });

    const data = new KmsKey(this, "orders-data", { kmsInstance });

    const signing = new KmsKey(this, "orders-signing", { kmsInstance, keySpec: "EC_P256" });

    // Keysmith generates the password and hands it to the service: no state has it.
    const database = new KmsSecret(this, "database", {
      name: "orders/db",
      kmsInstance,
      encryptionKey: data,
      generated: { length: 40 },
      rotation: { every: "P180D", overlap: "P7D" },
    });

    const access = new StandardAccess(this, "orders-app", {
      kmsInstance,
      permissions: ["CryptoServiceKeyUser", "CryptoServiceSecretUser"],
      keys: [data, signing],
      secrets: [database],
      sourcePrivateIps: ["10.20.0.0/16"],
      rotation: { renewBefore: "P30D", overlap: "P7D" },
    });

    const instance = new DataKmsInstance(this, "instance", { instanceId: kmsInstance });

    new TerraformOutput(this, "data_key", { value: data.keyId });
    new TerraformOutput(this, "signing_key", { value: signing.keyId });
    new TerraformOutput(this, "secret_version", { value: database.versionId });
    new TerraformOutput(this, "client_key_id", { value: access.clientKeyId });
    new TerraformOutput(this, "rotate_at", { value: access.rotateAt });
    new TerraformOutput(this, "sealed", { value: access.sealed, sensitive: true }); // `keysmith open` shows what is in it
    new TerraformOutput(this, "endpoint", { value: instance.endpoint });
    new TerraformOutput(this, "ca", { value: instance.caCertificateChainPem });
  }
}

const app = new App();
new Orders(app, "orders");
app.synth();
