import { createHash, createPrivateKey, randomUUID, sign } from "node:crypto";
import * as http from "node:http";
import * as forge from "node-forge";
import { canonicalPairs, percentEncode } from "../src/alibaba/encoding";
import { v1Signature } from "../src/alibaba/signature-v1";
import { v3Signature } from "../src/alibaba/signature-v3";

/** An answer, read whole. */
export interface RawAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** Sends a request with exactly these headers (besides host) and reads the answer. Rejects when the connection breaks. */
export function send(url: string, method: string, headers: Record<string, string>, body = ""): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** The part of a V3 request that a test may want to spoil. */
export interface V3Parts {
  method: string;
  search: string;
  headers: Record<string, string>;
  body: string;
  signedHeaders: string[];
  secret: string;
}

/** Signs and sends a V3 request. `change` gets its parts before they are signed, `spoil` its headers afterwards. */
export async function sendV3(
  url: string,
  action: string,
  change: (parts: V3Parts) => void = () => {},
  spoil: (headers: Record<string, string>) => void = () => {},
): Promise<{ status: number; code: unknown }> {
  const headers: Record<string, string> = {
    host: new URL(url).host,
    "x-acs-action": action,
    "x-acs-version": "2016-01-20",
    "x-acs-date": new Date().toISOString().replace(/\.\d+/, ""),
    "x-acs-signature-nonce": randomUUID(),
    "x-acs-content-sha256": createHash("sha256").update("").digest("hex"),
  };
  const parts: V3Parts = {
    method: "POST",
    search: "",
    headers,
    body: "",
    signedHeaders: Object.keys(headers).sort(),
    secret: "emulator",
  };
  change(parts);
  const input = {
    received: { method: parts.method, path: "/", search: parts.search, body: Buffer.from(parts.body) },
    headers: new Map(Object.entries(parts.headers)),
  };
  const signature = v3Signature(input, parts.signedHeaders, parts.secret);
  const list = parts.signedHeaders.join(";");
  headers["authorization"] = `ACS3-HMAC-SHA256 Credential=emulator,SignedHeaders=${list},Signature=${signature}`;
  spoil(headers);
  return codeOf(await send(`${url}/?${parts.search}`, parts.method, headers, parts.body));
}

/** Signs and sends a V1 request with an access key's secret. */
export async function sendV1(
  url: string,
  parameters: Record<string, string>,
): Promise<{ status: number; code: unknown }> {
  const all = new Map(
    Object.entries({ ...v1Common(), AccessKeyId: "emulator", SignatureMethod: "HMAC-SHA1", ...parameters }),
  );
  all.set("Signature", v1Signature({ method: "POST", parameters: all }, "emulator"));
  return codeOf(await send(`${url}/?${canonicalPairs(all)}`, "POST", {}));
}

/** What an application holds: the client key's content and its password. */
export interface ApplicationKey {
  clientKeyId: string;
  privateKeyData: string;
  password: string;
}

/** Reads a secret as an application does: opens its PKCS#12 and signs V1 with the RSA key. */
export function readSecret(
  url: string,
  { clientKeyId, privateKeyData, password }: ApplicationKey,
  secretName: string,
  more: Record<string, string> = {},
): Promise<RawAnswer> {
  const all: Record<string, string> = {
    ...v1Common(),
    Action: "GetSecretValue",
    AccessKeyId: clientKeyId,
    SignatureMethod: "SHA256withRSA",
    SignatureType: "PRIVATEKEY",
    SecretName: secretName,
    ...more,
  };
  const stringToSign = `GET&%2F&${percentEncode(canonicalPairs(Object.entries(all)))}`;
  const signature = sign("sha256", Buffer.from(stringToSign), createPrivateKey(privateKeyOf(privateKeyData, password)));
  const search = new URLSearchParams({ ...all, Signature: signature.toString("base64") });
  return send(`${url}/?${search}`, "GET", {});
}

/** The private key in a PKCS#12, as PEM. */
export function privateKeyOf(privateKeyData: string, password: string): string {
  const der = Buffer.from(privateKeyData, "base64").toString("latin1");
  const container = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(der), password);
  const type = String(forge.pki.oids["pkcs8ShroudedKeyBag"]);
  const key = container.getBags({ bagType: type })[type]?.[0]?.key;
  if (!key) throw new Error("no private key in the PKCS#12");
  return forge.pki.privateKeyToPem(key);
}

function v1Common(): Record<string, string> {
  return {
    Version: "2016-01-20",
    Format: "JSON",
    SignatureVersion: "1.0",
    SignatureNonce: randomUUID(),
    Timestamp: new Date().toISOString().replace(/\.\d+/, ""),
  };
}

function codeOf({ status, body }: RawAnswer): { status: number; code: unknown } {
  return { status, code: JSON.parse(body).Code };
}
