import type { Instance } from "../instances";

/** What differs between the three key services. */
export interface Flavour {
  /** As the key's fields name it: today's Key Protect no longer says. */
  readonly algorithm: { readonly type: string; readonly mode: string };
  /** Sizes of a root key's material, in bytes. */
  readonly rootSizes: readonly number[];
  /** How key material is encrypted on its way in. */
  readonly secureImport: {
    readonly algorithm: "RSAES_OAEP_SHA_256" | "RSAES_OAEP_SHA_1";
    readonly hash: "sha256" | "sha1";
    readonly nonceMode: "gcm" | "cbc";
    readonly ivBytes: number;
  };
  readonly rotatesExpired: boolean;
  /** Whether it is the API of 2019: a deletion is for good, errors have no reasons, keys have fewer fields. */
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

/** The rules of an instance's service. */
export function flavourOf({ service }: Instance): Flavour {
  if (service === "icp") return icp;
  return service === "hs-crypto" ? hpcs : keyProtect;
}
