import { createHash, createHmac, sign as signWith } from "node:crypto";
import { formatTime } from "../../core/clock";
import type { Secret } from "../../core/secret";
import type { ClientKeySigner } from "../data-plane/pkcs12";

export interface Credentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: Secret;
  readonly securityToken?: Secret | undefined;
}

/** A request of the vendor's RPC style, whose path is always `/`. */
export interface SignableRequest {
  readonly method: "GET" | "POST";
  readonly host: string;
  readonly action: string;
  readonly version: string;
  /** RFC 3986-encoded and sorted; empty if there is none. */
  readonly query: string;
  readonly body?: { readonly contentType: string; readonly text: string } | undefined;
}

const ALGORITHM = "ACS3-HMAC-SHA256";

/**
 * The headers of a request signed with the vendor's signature V3, including the signature; without credentials, only those that say what it
 * asks. Source: the vendor's "V3 request structure and signature", checked against its published sample.
 * @param date the real time, which the service compares with its own
 * @param nonce unique per request
 */
export function sign(
  request: SignableRequest,
  credentials: Credentials | undefined,
  date: Date,
  nonce: string,
): Record<string, string> {
  const signed = headersToSign(request, credentials, date, nonce);
  if (!credentials) return { ...signed, accept: "application/json" };
  const names = Object.keys(signed).sort();
  const list = names.join(";");
  const lines = names.map((name) => `${name}:${signed[name]?.trim()}\n`).join("");
  const payload = signed["x-acs-content-sha256"];
  const canonical = [request.method, "/", request.query, lines, list, payload].join("\n");
  const signature = createHmac("sha256", credentials.accessKeySecret.reveal())
    .update(`${ALGORITHM}\n${sha256(canonical)}`)
    .digest("hex");
  const authorization = `${ALGORITHM} Credential=${credentials.accessKeyId},SignedHeaders=${list},Signature=${signature}`;
  return { ...signed, accept: "application/json", authorization };
}

/** `host`, `content-type` if there is a body, and every `x-acs-*`: nothing else is signed. */
function headersToSign(
  { host, action, version, body }: SignableRequest,
  credentials: Credentials | undefined,
  date: Date,
  nonce: string,
): Record<string, string> {
  return {
    host,
    "x-acs-action": action,
    "x-acs-version": version,
    "x-acs-date": formatTime(date),
    "x-acs-signature-nonce": nonce,
    "x-acs-content-sha256": sha256(body?.text ?? ""),
    ...(body && { "content-type": body.contentType }),
    ...(credentials?.securityToken && {
      "x-acs-accesskey-id": credentials.accessKeyId,
      "x-acs-security-token": credentials.securityToken.reveal(),
    }),
  };
}

/**
 * The form of a POST that an application signs with its client key at the shared gateway: the vendor's signature V1, but with RSA and
 * without a suffix to the key.
 * Source: the vendor's secret clients, aliyun-secretsmanager-client-go sdk/auth/client_key_signer.go and aliyunsdkcore
 * auth/algorithm/sha_hmac256.py.
 * @param parameters those of the call, with its `Action` and `Version`
 * @param date the real time, which the service compares with its own
 * @param nonce unique per request
 */
export function signedForm(
  parameters: Readonly<Record<string, string>>,
  { clientKeyId, privateKey }: ClientKeySigner,
  date: Date,
  nonce: string,
): string {
  const fields = {
    ...parameters,
    Format: "JSON",
    Timestamp: formatTime(date),
    AccessKeyId: clientKeyId,
    SignatureMethod: "SHA256withRSA",
    SignatureType: "PRIVATEKEY",
    SignatureVersion: "1.0",
    SignatureNonce: nonce,
  };
  const toSign = `POST&${percentEncode("/")}&${percentEncode(formEncode(fields))}`;
  const Signature = signWith("sha256", Buffer.from(toSign), privateKey).toString("base64");
  return formEncode({ ...fields, Signature });
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** A text in RFC 3986 encoding, as the vendor signs it: everything is escaped but letters, digits and `-_.~`. */
export function percentEncode(text: string): string {
  // Half a surrogate pair has no encoding; a Buffer replaces it with U+FFFD, as every other sender does.
  const wellFormed = Buffer.from(text).toString();
  return encodeURIComponent(wellFormed).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** `Name=orders&Type=Private`, sorted by key as a signature requires of a query, and also valid as a form body. */
export function formEncode(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => [percentEncode(name), percentEncode(value)] as const)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}
