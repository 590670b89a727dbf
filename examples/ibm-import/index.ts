// Key material of our own, encrypted for the instance before it leaves this machine. Other material in the configuration
// rotates the key in place: its id and all that it has wrapped stay usable.
import * as pulumi from "@pulumi/pulumi";
import * as keysmith from "keysmith/pulumi";

const config = new pulumi.Config();

const ring = new keysmith.KeyRing("payments", {
  instance:
    "crn:v1:bluemix:public:kms:us-south:a/e0a1b2c3d4e5f60718293a4b5c6d7e8f:0a1b0000-0001-4000-8000-00000000e001::",
});

const root = new keysmith.RootKey("payments", {
  instance: ring.instance,
  keyRing: ring,
  aliases: ["payments"],
  payload: config.requireSecret("payload"), // 16, 24 or 32 bytes in base64
  importToken: true,
});

export const keyId = root.keyId;
export const version = root.version;
