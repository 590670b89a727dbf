import { randomBytes } from "node:crypto";
import { z } from "zod";
import { invalidField, rootKeyRequired } from "./errors";
import { checkRootMaterial, checkStandardMaterial, decode } from "./fields";
import { inForce, openSealed } from "./import-token";
import type { KeyCall } from "./operation";

/** The fields with key material. */
export const materialFields = {
  payload: z.string().optional(),
  encryptedNonce: z.string().optional(),
  iv: z.string().optional(),
  encryptionAlgorithm: z.string().optional(),
};

const materialSchema = z.object(materialFields);
export type GivenMaterial = z.infer<typeof materialSchema>;

const generatedBytes = 32;

export function generate(): Buffer {
  return randomBytes(generatedBytes);
}

/** Whether the material is encrypted for the instance. */
export function isSealed({ encryptedNonce, iv, encryptionAlgorithm }: GivenMaterial): boolean {
  return encryptedNonce !== undefined || iv !== undefined || encryptionAlgorithm !== undefined;
}

/** The material in a request, or undefined. @throws KeyError when it cannot be used */
export function givenMaterial(call: KeyCall, given: GivenMaterial, extractable: boolean): Buffer | undefined {
  const { flavour } = call.instance;
  if (isSealed(given)) {
    if (extractable) throw rootKeyRequired();
    return checkRootMaterial(openGiven(call, given), flavour);
  }
  if (given.payload === undefined) return undefined;
  const material = decode("payload", given.payload);
  return extractable ? checkStandardMaterial(material) : checkRootMaterial(material, flavour);
}

function openGiven({ instance, now, importKeyBits }: KeyCall, given: GivenMaterial): Buffer {
  const { payload, encryptedNonce, iv, encryptionAlgorithm } = given;
  for (const [name, value] of Object.entries({ payload, encryptedNonce, iv })) {
    if (value === undefined) throw invalidField(name, "given for a secure import");
    decode(name, value);
  }
  const { algorithm } = instance.flavour.secureImport;
  if (encryptionAlgorithm !== algorithm) throw invalidField("encryptionAlgorithm", algorithm);
  const sealed = { payload: payload ?? "", encryptedNonce: encryptedNonce ?? "", iv: iv ?? "" };
  return openSealed(sealed, inForce(instance.importToken, now), instance.flavour, importKeyBits);
}
