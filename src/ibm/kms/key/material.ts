import { z } from "zod";
import { secretText } from "../../../core/fields";
import type { Secret } from "../../../core/secret";
import type { KeyService } from "../../platform/instance";

/** Bytes that a root key may have, by service: AES of 128, 192 or 256 bits; the older API asks for 256, 384 or 512. */
const ROOT_KEY_BYTES: Readonly<Record<KeyService, readonly number[]>> = {
  kms: [16, 24, 32],
  "hs-crypto": [16, 24, 32],
  icp: [32, 48, 64],
};

/** The most that a standard key holds, before base64. */
export const MOST_STANDARD_BYTES = 7500;

const base64 = z.string().check((context) => {
  if (context.value !== "" && Buffer.from(context.value, "base64").toString("base64") === context.value) return;
  const message = "is no base64: encode the bytes with the standard alphabet and padding, and without line breaks";
  context.issues.push({ code: "custom", message, input: context.value });
});

/** Key material in base64, a secret from the first moment. */
export const materialText: z.ZodType<Secret, string> = secretText(base64);

/** The bytes of key material. The only place where a payload is unwrapped; never show what comes out. */
export function bytesOf(payload: Secret): Buffer {
  return Buffer.from(payload.reveal(), "base64");
}

/** Why a service doesn't take the material as a root key; the material itself isn't shown. */
export function wrongRootKeySize(payload: Secret, service: KeyService): string | undefined {
  const { length } = bytesOf(payload);
  const allowed = ROOT_KEY_BYTES[service];
  if (allowed.includes(length)) return undefined;
  return `the given value has ${length} bytes: ${allowed.join(", ")} are allowed (${allowed.map((bytes) => bytes * 8).join(", ")} bits)`;
}
