import type { KeyService } from "./instance";

export type Feature = keyof typeof PRIVATE_CLOUD;

export const SERVICE_NAMES: Readonly<Record<KeyService, string>> = {
  kms: "Key Protect",
  "hs-crypto": "Hyper Protect Crypto Services",
  icp: "IBM Cloud Private",
};

/**
 * The features that IBM Cloud Private lacks, in words that follow its name. Its API has `/keys`, `/keys/{id}` and the
 * actions wrap, unwrap and rotate, and nothing else (IBM's "Key Management Service APIs" of 2019-12).
 */
const PRIVATE_CLOUD = {
  aliases: "has no aliases",
  keyRings: "has no key rings",
  tags: "has no tags on keys",
  policies: "has no policies that rotate a key by themselves",
  dualAuthDelete: "has no deletions that two people must agree to",
  restore: "can't restore a key: its deletions are for ever",
  disable: "can't disable or enable a key",
  importToken: "has no import tokens",
  registrations: "doesn't tell who uses a key",
  rewrap: "can't rewrap: unwrap, and wrap again",
  metadata: "shows no metadata without the key itself",
  search: "doesn't search, sort or filter its keys",
  force: "has no forced deletion",
  kmip: "has no KMIP adapters",
};

/**
 * The reason why a service lacks a feature, as part of a sentence: `IBM Cloud Private has no key rings`. Undefined when
 * the service has it. Key Protect and Hyper Protect Crypto Services have all features. Pure.
 */
export function lacks(service: KeyService, feature: Feature): string | undefined {
  return service === "icp" ? `${SERVICE_NAMES.icp} ${PRIVATE_CLOUD[feature]}` : undefined;
}
