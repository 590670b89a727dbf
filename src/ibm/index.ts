import type { Vendor } from "../core/definition";
import { appConfigIntegration } from "./app-config-integration";
import { connectIbm } from "./client";
import { countKeys } from "./functions/count-keys";
import { getKey } from "./functions/get-key";
import { listKeys } from "./functions/list-keys";
import { rewrap } from "./functions/rewrap";
import { rotateKey } from "./functions/rotate-key";
import { unwrap } from "./functions/unwrap";
import { wrap } from "./functions/wrap";
import { keyRing } from "./keys/key-ring";
import { rootKey } from "./keys/root-key";
import { standardKey } from "./keys/standard-key";
import { serviceAuthorization } from "./service-authorization";
import { ibmSettings } from "./settings";

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
