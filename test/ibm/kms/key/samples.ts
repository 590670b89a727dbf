import { defaultIbm } from "keysmith-emulator";
import type { Definition, Values } from "../../../../src/core/definition";
import { rootKey } from "../../../../src/ibm/kms/root-key/lifecycle";
import { standardKey } from "../../../../src/ibm/kms/standard-key/lifecycle";

/** When the emulator's clock begins. */
export const MADE = "2026-01-01T00:00:00Z";

/** Key material of 32 bytes, and another. */
export const PAYLOAD = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
export const OTHER_PAYLOAD = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";

/** A key of which a second one can't be made, as its alias is taken, and that is never restored. */
export const ALIASED: Values = {
  name: "payments",
  label: "shop/prod/payments",
  aliases: ["payments"],
  restore: "never",
};

/** A key with everything that the service keeps as it was made. */
export const DESCRIBED: Values = {
  name: "payments",
  label: "shop/prod/payments",
  description: "made by the platform team",
  tags: ["pci", "team-payments"],
  expirationDate: "2036-01-31T09:00:00.250Z",
};

export const KINDS: readonly (readonly [string, Definition])[] = [
  ["root key", rootKey],
  ["standard key", standardKey],
];

/** A key of each service, with nothing that it can do without. */
export const KMS: Values = { instance: defaultIbm.keyProtect, name: "payments" };
export const HPCS: Values = { instance: defaultIbm.hpcs, name: "payments" };
export const ICP: Values = {
  service: "icp",
  instanceId: defaultIbm.icpInstanceId,
  url: "https://icp.example.com:8443",
  name: "payments",
};

/** So many bytes of key material. */
export const material = (bytes: number): string => Buffer.alloc(bytes, 7).toString("base64");
