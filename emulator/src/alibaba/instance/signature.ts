import { createHash, verify } from "node:crypto";
import type { ReceivedRequest } from "../../vendor";
import { compareCodeUnits } from "../encoding";
import { invalidParam } from "../errors";
import { publicKeyOf } from "../public-key";
import type { ClientKey } from "../state";

export const signatureMethod = "RSA_PKCS1_SHA_256";

/** Headers that are signed by this prefix are signed all, also those that nobody knows. */
const signedPrefix = "x-kms-";

/** Of the system's clock, either way: as at the gateway, for want of anything known of an instance. */
const windowMs = 15 * 60 * 1000;

/**
 * Checks what a client key has signed: the hash of the body, the time, then the signature.
 * @throws KmsError InvalidParam, in the vendor's words, by which its clients tell one from another
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

/** Ends without a line end. The path is the constant `/` there. */
export function stringToSign(request: Pick<ReceivedRequest, "method" | "headers">): string {
  const ours = request.headers
    .filter(([name]) => name.startsWith(signedPrefix))
    .sort(([a], [b]) => compareCodeUnits(a, b))
    .map(([name, value]) => `${name}:${value.trim()}`);
  const fixed = ["content-sha256", "content-type", "date"].map((name) => headerOf(request, name));
  return [request.method, ...fixed, ...ours, "/"].join("\n");
}

/** Empty where it wasn't sent. */
export function headerOf({ headers }: Pick<ReceivedRequest, "headers">, name: string): string {
  return headers.find(([each]) => each === name)?.[1].trim() ?? "";
}
