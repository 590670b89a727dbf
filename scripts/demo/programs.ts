import type { Values } from "../../src/core/definition";
import type { Declared, Reference } from "../direct/program";

/** A demo program as data, equal to the example's program, for the demo without an infrastructure tool. */
export interface Program {
  /** @param settings of the program, which the user can change between runs */
  resources(settings: Readonly<Record<string, string>>): readonly Declared[];
  /** The resource and the field of each output, by its name. */
  readonly outputs: Readonly<Record<string, readonly [key: string, field: string]>>;
}

const KMS_INSTANCE = "kst-hzz0000000000emulator";
const INSTANCE =
  "crn:v1:bluemix:public:kms:us-south:a/e0a1b2c3d4e5f60718293a4b5c6d7e8f:0a1b0000-0001-4000-8000-00000000e001::";
const APP_CONFIG = "0a1b0000-0004-4000-8000-00000000e001";

const standard: Program = {
  resources: () => [
    declare("NetworkRule", "office", { sourcePrivateIps: ["10.20.0.0/16"] }),
    declare("Policy", "orders", {
      kmsInstance: KMS_INSTANCE,
      permissions: ["CryptoServiceKeyUser", "CryptoServiceSecretUser"],
      keys: ["key-hzz0000000000000000000"],
      secrets: ["orders/*"],
      networkRules: [refer("NetworkRule", "office")],
    }),
    declare("AccessPoint", "orders-app", { policies: [refer("Policy", "orders")] }),
    declare("ClientKey", "orders-app", {
      accessPoint: refer("AccessPoint", "orders-app"),
      rotation: { renewBefore: "P30D", overlap: "P7D" },
    }),
  ],
  outputs: {
    clientKeyId: ["ClientKey orders-app", "clientKeyId"],
    clientKeyContent: ["ClientKey orders-app", "clientKeyContent"],
    password: ["ClientKey orders-app", "password"],
    rotateAt: ["ClientKey orders-app", "rotateAt"],
  },
};

const ibmAppConfiguration: Program = {
  resources: ({ endEncryption }) => [
    declare("RootKey", "payments", { instance: INSTANCE, aliases: ["payments"], rotation: { every: "P90D" } }),
    declare("ServiceAuthorization", "appconfig-kms", {
      source: { service: "apprapp", instance: APP_CONFIG },
      target: { instance: INSTANCE, key: refer("RootKey", "payments") },
      roles: ["Reader"],
    }),
    declare("AppConfigIntegration", "flags", {
      appConfig: APP_CONFIG,
      region: "us-south",
      rootKey: refer("RootKey", "payments"),
      authorization: refer("ServiceAuthorization", "appconfig-kms"),
      allowReplace: endEncryption === "true",
    }),
  ],
  outputs: {
    rootKey: ["RootKey payments", "keyId"],
    rotateAt: ["RootKey payments", "rotateAt"],
    keyStatus: ["AppConfigIntegration flags", "keyStatus"],
  },
};

/** By the name of the example. A test keeps them equal to the examples' programs. */
export const programs: Readonly<Record<string, Program>> = {
  standard,
  "ibm-app-configuration": ibmAppConfiguration,
};

function declare(type: string, name: string, args: Values): Declared {
  return { type, name, args };
}

function refer(type: string, name: string): Reference {
  return { $type: type, $name: name };
}
