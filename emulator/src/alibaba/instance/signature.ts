import { createHash, verify } from "node:crypto";
import type { ReceivedRequest } from "../../vendor";
import { compareCodeUnits } from "../encoding";
import { invalidParam } from "../errors";
import { publicKeyOf } from "../public-key";
import type { ClientKey } from "../state";

export const signatureMethod = "RSA_PKCS1_SHA_256";

/** Every header with this prefix is signed, even an unknown one. */
const signedPrefix = "x-kms-";

/** By the system's clock, in either direction. Taken from the gateway, because no window of an instance is known. */
const windowMs = 15 * 60 * 1000;

/**
 * Checks a client key's signature: the hash of the body, the time, then the signature.
 * @throws KmsError InvalidParam, in the vendor's words, by which its clients tell the cases apart
 */
export function verifyInstanceSignature(request: ReceivedRequest, clientKey: ClientKey): void {
  const given = headerOf(request, "content-sha256");
  const hash = createHash("sha256").update(request.body).digest("hex").toUpperCase();
  if (given.toUpperCase() !== hash) throw invalidParam("Content-SHA256");
  const signedAt = Date.parse(headerOf(request, "date"));
  if (!(Math.abs(Date.now() - signedAt) <= windowMs)) throw invalidParam("Date");
  const [scheme, signature = ""] = headerOf(request, "authorization").split(" ");
  const isRight =
    scheme === "Bearer" &&
    headerOf(request, "x-kms-signaturemethod") === signatureMethod &&
    verify("sha256", Buffer.from(stringToSign(request)), publicKeyOf(clientKey), Buffer.from(signature, "base64"));
  if (!isRight) throw invalidParam("Authorization");
}

/** Has no line end at its end. The path is always `/`. */
export function stringToSign(request: Pick<ReceivedRequest, "method" | "headers">): string {
  const ours = request.headers
    .filter(([name]) => name.startsWith(signedPrefix))
    .sort(([a], [b]) => compareCodeUnits(a, b))
    .map(([name, value]) => `${name}:${value.trim()}`);
  const fixed = ["content-sha256", "content-type", "date"].map((name) => headerOf(request, name));
  return [request.method, ...fixed, ...ours, "/"].join("\n");
}

/** Empty when it was not sent. */
export function headerOf({ headers }: Pick<ReceivedRequest, "headers">, name: string): string {
  return headers.find(([each]) => each === name)?.[1].trim() ?? "";
}
