import * as z from "zod";
import { secretText } from "../../core/fields";
import { look, type Operation } from "../api/operation";
import { listIn, stages, time } from "../api/wire";

// Facts are from the doc comments in the vendor's client for Go, github.com/alibabacloud-go/kms-20160120.

const version = { KeyId: z.string(), KeyVersionId: z.string() };
const encrypted = { ...version, CiphertextBlob: z.string().min(1) };
const plaintext = secretText();

/** The parameters are secret or long, so they go into the body and not into the URL. */
function ask<T>(action: string, reply: z.ZodType<T>, more: Pick<Operation<T>, "asksSecret"> = {}): Operation<T> {
  return { ...look(action, reply), method: "POST", ...more };
}

export const encrypt = ask("Encrypt", z.object(encrypted));
export const decrypt = ask("Decrypt", z.object({ ...version, Plaintext: plaintext }), { asksSecret: true });
export const generateDataKey = ask("GenerateDataKey", z.object({ ...encrypted, Plaintext: plaintext }), {
  asksSecret: true,
});
/** Neither this operation nor the next changes anything at the service, and their replies hold no plaintext. */
export const generateDataKeyWithoutPlaintext = ask("GenerateDataKeyWithoutPlaintext", z.object(encrypted));
export const reEncrypt = ask("ReEncrypt", z.object(encrypted));
export const sign = ask("AsymmetricSign", z.object({ ...version, Value: z.string().min(1) }));
export const verify = ask("AsymmetricVerify", z.object({ ...version, Value: z.boolean() }));
export const getPublicKey = look("GetPublicKey", z.object({ ...version, PublicKey: z.string().min(1) }));

export const getSecretValue = ask(
  "GetSecretValue",
  z.object({
    SecretData: secretText(),
    SecretDataType: z.enum(["text", "binary"]),
    VersionId: z.string(),
    VersionStages: stages,
    CreateTime: time.optional(),
  }),
  { asksSecret: true },
);

const listedVersion = z.object({ KeyVersionId: z.string(), CreationDate: time });
export const listKeyVersions = look("ListKeyVersions", listIn("KeyVersions", "KeyVersion", listedVersion));
