// App Configuration, encrypted with a root key of our own that the next run after 90 days rotates.
import * as pulumi from "@pulumi/pulumi";
import * as keysmith from "keysmith/pulumi";

// These are the emulator's: put yours in their place.
const instance =
  "crn:v1:bluemix:public:kms:us-south:a/e0a1b2c3d4e5f60718293a4b5c6d7e8f:0a1b0000-0001-4000-8000-00000000e001::";
const appConfig = "0a1b0000-0004-4000-8000-00000000e001";

const root = new keysmith.RootKey("payments", {
  instance,
  aliases: ["payments"],
  rotation: { every: "P90D" },
});

const allow = new keysmith.ServiceAuthorization("appconfig-kms", {
  source: { service: "apprapp", instance: appConfig },
  target: { instance, key: root },
  roles: ["Reader"],
});

const flags = new keysmith.AppConfigIntegration("flags", {
  appConfig,
  region: "us-south",
  rootKey: root,
  authorization: allow,
  // The service can't switch this encryption off again, so nothing ends it by accident: this says that you mean it.
  allowReplace: new pulumi.Config().getBoolean("endEncryption") ?? false,
});

export const rootKey = root.keyId;
export const rotateAt = root.rotateAt;
export const keyStatus = flags.keyStatus;
