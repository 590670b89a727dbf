import { createHash, createHmac } from "node:crypto";
import type { ReceivedRequest } from "../vendor";
import { canonicalPairs, compareCodeUnits, parseForm } from "./encoding";
import { incompleteSignature, signatureDoesNotMatch } from "./errors";
import { sameText } from "./same-text";

/** The parts of the header `Authorization`. */
export interface V3Authorization {
  readonly accessKeyId: string;
  readonly signedHeaders: readonly string[];
  /** Lower-case hex. */
  readonly signature: string;
}

/** The parts of a request that a V3 signature covers. */
export interface V3Input {
  readonly received: Pick<ReceivedRequest, "method" | "path" | "search" | "body">;
  readonly headers: ReadonlyMap<string, string>;
}

const algorithm = "ACS3-HMAC-SHA256";
const authorizationForm = new RegExp(
  `^${algorithm} Credential=([^,\\s]+), *SignedHeaders=([^,\\s]+), *Signature=([0-9a-f]{64})$`,
);
const neededHeaders = [
  "x-acs-action",
  "x-acs-version",
  "x-acs-date",
  "x-acs-signature-nonce",
  "x-acs-content-sha256",
] as const;

/** Reads the header `Authorization`. @throws KmsError IncompleteSignature when it is malformed or names another algorithm. */
export function parseV3Authorization(text: string): V3Authorization {
  const [, accessKeyId, signedHeaders, signature] = authorizationForm.exec(text) ?? [];
  if (accessKeyId === undefined || signedHeaders === undefined || signature === undefined) {
    throw incompleteSignature(`Authorization must be "${algorithm} Credential=…,SignedHeaders=…,Signature=…"`);
  }
  return { accessKeyId, signedHeaders: signedHeaders.split(";"), signature };
}

/**
 * Checks a V3 signature against the access key's secret.
 *
 * The canonical request is rebuilt from the received list of signed headers. That list must contain every header that could
 * change the meaning of the request, and the signed hash must match the body.
 *
 * @throws KmsError IncompleteSignature or SignatureDoesNotMatch
 */
export function verifyV3(input: V3Input, authorization: V3Authorization, secret: string): void {
  const missing = neededHeaders.find((name) => !input.headers.get(name));
  if (missing !== undefined) throw incompleteSignature(`the header ${missing} is missing or blank`);
  const unsigned = [...input.headers.keys()].find(
    (name) => mustBeSigned(name) && !authorization.signedHeaders.includes(name),
  );
  if (unsigned !== undefined) throw incompleteSignature(`the header ${unsigned} is not signed`);
  if (sha256(input.received.body) !== input.headers.get("x-acs-content-sha256")) {
    throw signatureDoesNotMatch("x-acs-content-sha256 is not the hash of the body");
  }
  if (!sameText(v3Signature(input, authorization.signedHeaders, secret), authorization.signature)) {
    // The error leaves out the canonical request: parameters in the query may be secret.
    const stringToSign = v3StringToSign(input, authorization.signedHeaders);
    throw signatureDoesNotMatch(`server string to sign is: ${stringToSign.replace("\n", " ")}`);
  }
}

/** The correct V3 signature of a request, in lower-case hex. */
export function v3Signature(input: V3Input, signedHeaders: readonly string[], secret: string): string {
  return hmacSha256(secret, v3StringToSign(input, signedHeaders));
}

function mustBeSigned(name: string): boolean {
  return name === "host" || name === "content-type" || name.startsWith("x-acs-");
}

function v3StringToSign({ received, headers }: V3Input, signedHeaders: readonly string[]): string {
  const names = [...signedHeaders].sort(compareCodeUnits);
  const canonicalRequest = [
    received.method,
    received.path,
    canonicalPairs(parseForm(received.search)),
    ...names.map((name) => `${name}:${headers.get(name) ?? ""}`),
    "",
    names.join(";"),
    headers.get("x-acs-content-sha256") ?? "",
  ].join("\n");
  return `${algorithm}\n${sha256(canonicalRequest)}`;
}

function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmacSha256(secret: string, text: string): string {
  return createHmac("sha256", secret).update(text).digest("hex");
}
