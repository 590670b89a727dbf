// Source: the vendor's page "Key management types and key specifications" and the references of the operations.

export const usages = ["ENCRYPT/DECRYPT", "SIGN/VERIFY"] as const;
export type KeyUsage = (typeof usages)[number];

interface Spec {
  readonly kind: "aes" | "rsa" | "ec";
  /** Of the material or the modulus. */
  readonly bits: number;
  /** The first is the default. */
  readonly usages: readonly KeyUsage[];
  readonly encryption: readonly string[];
  readonly signatures: readonly string[];
  /** OpenSSL's name. */
  readonly curve?: string;
}

const aes = (bits: number): Spec => ({
  kind: "aes",
  bits,
  usages: ["ENCRYPT/DECRYPT"],
  encryption: ["AES_GCM"],
  signatures: [],
});

const rsa = (bits: number): Spec => ({
  kind: "rsa",
  bits,
  usages: ["SIGN/VERIFY", "ENCRYPT/DECRYPT"],
  encryption: ["RSAES_OAEP_SHA_256", "RSAES_OAEP_SHA_1"],
  signatures: ["RSA_PSS_SHA_256", "RSA_PKCS1_SHA_256"],
});

const ec = (curve: string): Spec => ({
  kind: "ec",
  bits: 256,
  usages: ["SIGN/VERIFY"],
  encryption: [],
  signatures: ["ECDSA_SHA_256"],
  curve,
});

export const specNames = [
  "Aliyun_AES_256",
  "Aliyun_AES_192",
  "Aliyun_AES_128",
  "RSA_2048",
  "RSA_3072",
  "RSA_4096",
  "EC_P256",
  "EC_P256K",
] as const;
export type KeySpec = (typeof specNames)[number];

export const specs: Readonly<Record<KeySpec, Spec>> = {
  Aliyun_AES_256: aes(256),
  Aliyun_AES_192: aes(192),
  Aliyun_AES_128: aes(128),
  RSA_2048: rsa(2048),
  RSA_3072: rsa(3072),
  RSA_4096: rsa(4096),
  EC_P256: ec("prime256v1"),
  EC_P256K: ec("secp256k1"),
};

export function isSymmetric(spec: KeySpec): boolean {
  return specs[spec].kind === "aes";
}
