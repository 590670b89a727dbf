import { type CipherGCM, constants, createCipheriv, publicEncrypt, randomBytes } from "node:crypto";
import type * as z from "zod";
import type { Check } from "../../../core/checks";
import { BadReplyError, isKeysmithError } from "../../../core/errors";
import { base64Text, secretText } from "../../../core/fields";
import { Secret } from "../../../core/secret";
import { SERVICE_NAMES } from "../../platform/features";
import type { KeyService } from "../../platform/instance";
import type { Material } from "../api/client";
import { type KeyAccess, memoKey, write } from "./access";

/** The allowed sizes of a root key in bytes, by service: AES of 128, 192 or 256 bits; 256, 384 or 512 in the older API. */
const ROOT_KEY_BYTES: Readonly<Record<KeyService, readonly number[]>> = {
  kms: [16, 24, 32],
  "hs-crypto": [16, 24, 32],
  icp: [32, 48, 64],
};

export const MOST_STANDARD_BYTES = 7500;

export const materialText: z.ZodType<Secret, string> = secretText(base64Text());

/** The bytes of key material. Only here is a payload revealed. Never show the result. */
function bytesOf(payload: Secret): Buffer {
  return Buffer.from(payload.reveal(), "base64");
}

/** The reason why a service refuses the material for a root key, without the material itself. */
export function wrongRootKeySize(payload: Secret, service: KeyService): string | undefined {
  const { length } = bytesOf(payload);
  const allowed = ROOT_KEY_BYTES[service];
  if (allowed.includes(length)) return undefined;
  return `the given value has ${length} bytes: ${allowed.join(", ")} are allowed (${allowed.map((bytes) => bytes * 8).join(", ")} bits)`;
}

export const rootKeySize =
  <P>(serviceOf: (place: P) => KeyService | undefined): Check<P & { readonly payload?: Secret | undefined }> =>
  ({ inputs }) => {
    const service = serviceOf(inputs);
    const reason = service && inputs.payload && wrongRootKeySize(inputs.payload, service);
    return reason ? [{ field: "payload", reason }] : [];
  };

export const fewBytes =
  <N extends string>(field: N, most: number): Check<{ readonly [name in N]?: Secret | undefined }> =>
  ({ inputs }) => {
    const given: Secret | undefined = inputs[field];
    const length = given ? bytesOf(given).length : 0;
    if (length <= most) return [];
    return [{ field, reason: `the given value has ${length} bytes: at most ${most} are allowed` }];
  };

/** In seconds, long enough for a run with many keys. The service allows five minutes to one day. */
const TOKEN_LIFE = 3600;

/** The service's codes for an import token that has expired or that another token has replaced. */
const STALE = ["IMPORT_TOKEN_EXPIRED_ERR", "INCORRECT_NONCE_ERR", "INCORRECT_NONCE_IV_ERR"];

interface Token {
  readonly payload: string;
  readonly nonce: string;
}

/**
 * Sends key material that only the instance can read. `send` gets the material encrypted with the public key of an import
 * token, and the token's nonce encrypted with the material, which proves that the two belong together. All imports of a run
 * share one token. An instance has one at a time, so when another program has replaced it, a new one is made.
 */
export async function importSecurely<T>(
  access: KeyAccess,
  payload: Secret,
  send: (material: Material) => Promise<T>,
): Promise<T> {
  try {
    return await send(encrypt(access, payload, await tokenOf(access)));
  } catch (error) {
    if (!isKeysmithError(error) || !STALE.includes(error.vendorCode ?? "")) throw error;
    access.context.memo.forget(tokenNote(access));
    return await send(encrypt(access, payload, await tokenOf(access)));
  }
}

function tokenOf(access: KeyAccess): Promise<Token> {
  const { service, id } = access.instance;
  return access.context.memo.once(tokenNote(access), async () => {
    await write(access, (api) => api.createImportToken({ expiration: TOKEN_LIFE, maxAllowedRetrievals: 1 }));
    const { payload, nonce } = await access.api.importToken();
    if (payload && nonce) return { payload, nonce };
    throw new BadReplyError(
      `the import token of the ${SERVICE_NAMES[service]} instance ${id} has no public key or no nonce`,
      "Run again to get a new token.",
    );
  });
}

function tokenNote(access: KeyAccess): string {
  return memoKey(access, "import token of");
}

/**
 * Key Protect: RSA-OAEP with SHA-256, and AES-GCM with a 12-byte iv and the tag at the end ("Creating import tokens").
 * Hyper Protect Crypto Services: RSA-OAEP with SHA-1, and AES-CBC with a 16-byte iv and padding ("Importing root keys").
 */
function encrypt({ instance }: KeyAccess, payload: Secret, token: Token): Material {
  const [oaepHash, ivLength] = instance.service === "hs-crypto" ? (["sha1", 16] as const) : (["sha256", 12] as const);
  const material = bytesOf(payload);
  const iv = randomBytes(ivLength);
  const aes = `aes-${material.length * 8}` as "aes-256";
  const cipher =
    oaepHash === "sha1" ? createCipheriv(`${aes}-cbc`, material, iv) : createCipheriv(`${aes}-gcm`, material, iv);
  const encrypted = [cipher.update(token.nonce, "base64"), cipher.final()];
  if (oaepHash === "sha256") encrypted.push((cipher as CipherGCM).getAuthTag());
  const key = Buffer.from(token.payload, "base64").toString("utf8");
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  return {
    payload: new Secret(publicEncrypt({ key, oaepHash, padding }, material).toString("base64")),
    encryptedNonce: Buffer.concat(encrypted).toString("base64"),
    iv: iv.toString("base64"),
    encryptionAlgorithm: oaepHash === "sha1" ? "RSAES_OAEP_SHA_1" : "RSAES_OAEP_SHA_256",
  };
}
