// The KMS of IBM Cloud Private, each call of its API: keys are made, imported, used, looked at, rotated and deleted.
import * as pulumi from "@pulumi/pulumi";
import * as keysmith from "keysmith/pulumi";

const config = new pulumi.Config();
const kms = {
  service: "icp",
  url: config.require("url"), // https://<cluster>:8443
  instanceId: config.require("instanceId"),
  caFile: config.get("caFile"), // the cluster's own certificate authority
} as const;

const orders = new keysmith.RootKey("orders", {
  ...kms,
  description: "wraps the key of the order database",
  rotation: { every: "P30D", trigger: config.get("rotate") },
});

// 32, 48 or 64 bytes in base64. Another payload rotates the key in place.
const payments = new keysmith.RootKey("payments", { ...kms, payload: config.requireSecret("payload") });

const session = new keysmith.StandardKey("session", { ...kms });

// The database's key, which is stored wrapped. The first run wraps it: put the ciphertext that it prints into the
// configuration, and the runs after it only unwrap it.
const aad = ["orders"];
const wrapped =
  config.get("ciphertext") ??
  keysmith.wrapOutput({ ...kms, key: orders, plaintext: config.requireSecret("dataKey"), aad }).ciphertext;
const unwrapped = keysmith.unwrapOutput({ ...kms, key: orders, ciphertext: wrapped, aad });

// Asked when all three keys are there.
const keys = pulumi.all([orders.id, payments.id, session.id]).apply(() => keysmith.listKeys(kms));
const counted = keys.apply(() => keysmith.countKeys(kms));

export const names = keys.apply((answer) => answer.keys.map(({ name }) => name).sort());
export const count = counted.count;
export const state = keysmith.getKeyOutput({ ...kms, key: payments }).state;
export const ciphertext = pulumi.unsecret(pulumi.output(wrapped));
export const dataKey = unwrapped.plaintext; // secret
export const sessionKey = session.payload; // secret
