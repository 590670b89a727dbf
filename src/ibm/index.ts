import type { Vendor } from "../core/definition";
import { appConfigIntegration } from "./app-config/lifecycle";
import { connectIbm } from "./client";
import { serviceAuthorization } from "./iam/authorization/lifecycle";
import { countKeys } from "./kms/functions/count-keys";
import { getKey } from "./kms/functions/get-key";
import { listKeys } from "./kms/functions/list-keys";
import { rewrap } from "./kms/functions/rewrap";
import { rotateKey } from "./kms/functions/rotate-key";
import { unwrap } from "./kms/functions/unwrap";
import { wrap } from "./kms/functions/wrap";
import { keyRing } from "./kms/key-ring/lifecycle";
import { rootKey } from "./kms/root-key/lifecycle";
import { standardKey } from "./kms/standard-key/lifecycle";
import { ibmSettings } from "./platform/settings";

/** IBM key management: Key Protect, Hyper Protect Crypto Services, IBM Cloud Private, and what uses their keys. */
export const ibm: Vendor = {
  name: "ibm",
  title: "IBM",
  definitions: [rootKey, standardKey, keyRing, serviceAuthorization, appConfigIntegration],
  functions: [listKeys, countKeys, getKey, wrap, unwrap, rewrap, rotateKey],
  settings: Object.values(ibmSettings),
  shown: ["instance", "aliases", "rotation.every"],
  connect: connectIbm,
};
