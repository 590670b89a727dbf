import type { Instance } from "../instances";

/** The differences between the three key services. */
export interface Flavour {
  /** As the fields of a key name it; today's Key Protect no longer does. */
  readonly algorithm: { readonly type: string; readonly mode: string };
  /** Sizes of a root key's material, in bytes. */
  readonly rootSizes: readonly number[];
  /** The encryption of imported key material. */
  readonly secureImport: {
    readonly algorithm: "RSAES_OAEP_SHA_256" | "RSAES_OAEP_SHA_1";
    readonly hash: "sha256" | "sha1";
    readonly nonceMode: "gcm" | "cbc";
    readonly ivBytes: number;
  };
  readonly rotatesExpired: boolean;
  /** Whether it is the API of 2019: a deletion is final, errors have no reasons, keys have fewer fields. */
  readonly is2019: boolean;
}

const keyProtect: Flavour = {
  algorithm: { type: "Deprecated", mode: "Deprecated" },
  rootSizes: [16, 24, 32],
  secureImport: { algorithm: "RSAES_OAEP_SHA_256", hash: "sha256", nonceMode: "gcm", ivBytes: 12 },
  rotatesExpired: true,
  is2019: false,
};

const hpcs: Flavour = {
  ...keyProtect,
  algorithm: { type: "AES", mode: "CBC_PAD" },
  secureImport: { algorithm: "RSAES_OAEP_SHA_1", hash: "sha1", nonceMode: "cbc", ivBytes: 16 },
  rotatesExpired: false,
};

const icp: Flavour = { ...hpcs, rootSizes: [32, 48, 64], rotatesExpired: true, is2019: true };

export function flavourOf({ service }: Instance): Flavour {
  if (service === "icp") return icp;
  return service === "hs-crypto" ? hpcs : keyProtect;
}
