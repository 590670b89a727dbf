import { createHmac, type KeyObject, verify } from "node:crypto";
import { canonicalPairs, type Pair, percentEncode } from "./encoding";
import { incompleteSignature, signatureDoesNotMatch } from "./errors";
import { redacted } from "./parameters";
import { sameText } from "./same-text";

/** The parts of a request that a V1 signature covers: the method and all parameters of query and form. */
export interface V1Input {
  readonly method: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Checks a V1 signature made with an access key's secret. @throws KmsError IncompleteSignature or SignatureDoesNotMatch */
export function verifyV1(input: V1Input, secret: string): void {
  demand(input, "SignatureMethod", "HMAC-SHA1");
  const given = input.parameters.get("Signature") ?? "";
  if (!sameText(v1Signature(input, secret), given)) throw mismatch(input);
}

/**
 * Checks a V1 signature made with a client key: the same string, signed with RSA. The parameters' names and values are those of
 * the vendor's secret clients (aliyun-secretsmanager-client-go, sdk/auth/client_key_signer.go).
 *
 * @throws KmsError IncompleteSignature or SignatureDoesNotMatch
 */
export function verifyV1WithClientKey(input: V1Input, publicKey: KeyObject): void {
  demand(input, "SignatureMethod", "SHA256withRSA");
  demand(input, "SignatureType", "PRIVATEKEY");
  const signature = Buffer.from(input.parameters.get("Signature") ?? "", "base64");
  if (!verify("sha256", Buffer.from(v1StringToSign(input), "utf8"), publicKey, signature)) throw mismatch(input);
}

/** The correct V1 signature of a request, in base64. */
export function v1Signature(input: V1Input, secret: string): string {
  return createHmac("sha1", `${secret}&`).update(v1StringToSign(input)).digest("base64");
}

function v1StringToSign({ method, parameters }: { method: string; parameters: Iterable<Pair> }): string {
  const signed = [...parameters].filter(([name]) => name !== "Signature");
  return `${method}&${percentEncode("/")}&${percentEncode(canonicalPairs(signed))}`;
}

function demand({ parameters }: V1Input, name: string, value: string): void {
  if (parameters.get(name) !== value) throw incompleteSignature(`${name} must be ${value}`);
}

/**
 * The vendor's old clients compare the text behind the colon with their own string to sign: if both are equal the secret is
 * wrong, otherwise the client is. The service shows the whole string; here secret values are redacted.
 */
function mismatch({ method, parameters }: V1Input) {
  const shown = v1StringToSign({ method, parameters: redacted(parameters) });
  return signatureDoesNotMatch(`server string to sign is:${shown}`);
}
