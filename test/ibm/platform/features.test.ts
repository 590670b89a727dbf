import { type Feature, lacks } from "../../../src/ibm/platform/features";

const FEATURES: readonly Feature[] = [
  "aliases",
  "keyRings",
  "tags",
  "policies",
  "dualAuthDelete",
  "restore",
  "disable",
  "importToken",
  "registrations",
  "rewrap",
  "metadata",
  "search",
  "force",
];

it.each(FEATURES)("%s is what only IBM Cloud Private lacks, said as a part of a sentence", (feature) => {
  expect(lacks("icp", feature)).toMatch(/^IBM Cloud Private (has|can't|doesn't|shows) [^.]+[^.]$/);
  expect(lacks("kms", feature)).toBeUndefined();
  expect(lacks("hs-crypto", feature)).toBeUndefined();
});
