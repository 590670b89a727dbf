import type { VendorWithTasks } from "../core/task";
import { appConfigIntegration } from "./app-config/lifecycle";
import { connectIbm } from "./client";
import { serviceAuthorization } from "./iam/authorization/lifecycle";
import { dataKeys } from "./kms/functions/data-keys";
import { cancelKeyDeletion, restoreKey, scheduleKeyDeletion } from "./kms/functions/deletion";
import { countKeys, getKey, listKeys } from "./kms/functions/keys";
import { rotateRootKey } from "./kms/functions/rotate-root-key";
import { rewrap, unwrap, wrap } from "./kms/functions/wrapping";
import { keyRing } from "./kms/key-ring/lifecycle";
import { rootKey } from "./kms/root-key/lifecycle";
import { standardKey } from "./kms/standard-key/lifecycle";
import { wrappedKey } from "./kms/wrapped-key";
import { checkPart } from "./leave-hpcs/check";
import { planPart } from "./leave-hpcs/plan";
import { runPart } from "./leave-hpcs/run";
import { ibmCredentials } from "./platform/credential-inputs";
import { ibmSettings } from "./platform/settings";
import { rolesFor } from "./roles";

export const ibm: VendorWithTasks = {
  name: "ibm",
  title: "IBM",
  definitions: [rootKey, standardKey, wrappedKey, keyRing, serviceAuthorization, appConfigIntegration],
  functions: [
    listKeys,
    countKeys,
    getKey,
    wrap,
    unwrap,
    rewrap,
    rotateRootKey,
    restoreKey,
    scheduleKeyDeletion,
    cancelKeyDeletion,
  ],
  tasks: [
    {
      command: "leave-hpcs",
      summary:
        "Moves keys, and all that they have wrapped, from Hyper Protect Crypto Services, which IBM ends, to Key Protect. Nothing is changed or deleted in the old instance.",
      parts: [planPart, runPart, checkPart],
    },
  ],
  dataKeys,
  settings: Object.values(ibmSettings),
  credentials: ibmCredentials,
  shown: ["instance", "aliases", "rotation.every"],
  granting: rolesFor,
  connect: connectIbm,
};
