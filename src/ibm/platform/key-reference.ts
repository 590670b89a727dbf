import { type Crn, isGuid, parseCrn } from "./crn";

/** The parts of a key's CRN; `resource` is the key's id. */
export interface KeyCrn extends Crn {
  readonly serviceName: "kms" | "hs-crypto";
}

const HOW = "crn:v1:bluemix:public:kms:<region>:a/<account>:<instance>:key:<id>";

/** The parts of a text that is the CRN of a key of Key Protect or Hyper Protect Crypto Services. */
export function parseKeyCrn(text: string): KeyCrn | undefined {
  return keyCrnProblem(text) ? undefined : (parseCrn(text) as KeyCrn);
}

/** Why a text isn't the CRN of a key. */
export function keyCrnProblem(text: string): string | undefined {
  const crn = parseCrn(text);
  if (!crn) return `is no CRN of a key: write ${HOW}`;
  const { serviceName, region, account, serviceInstance, resourceType, resource } = crn;
  if (serviceName !== "kms" && serviceName !== "hs-crypto") {
    return `is of the service ${serviceName || "(none)"}: the CRN of a key names kms (Key Protect) or hs-crypto (Hyper Protect Crypto Services)`;
  }
  if (resourceType !== "key" || !resource) return `is the CRN of no key: it must end in :key:<id>, as in ${HOW}`;
  return region && account && serviceInstance ? undefined : `leaves out where the key is: write ${HOW}`;
}

/** Whether a text is a key's id, and not an alias: the service refuses UUIDs for aliases. */
export function isKeyId(text: string): boolean {
  return isGuid(text);
}
