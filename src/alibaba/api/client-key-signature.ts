import { sign } from "node:crypto";
import { formatTime } from "../../core/clock";
import type { ClientKeySigner } from "../data-plane/pkcs12";
import { formEncode, percentEncode } from "./signature";

/** What a call of the vendor's RPC style asks, as a form. */
export interface SignableForm {
  readonly action: string;
  readonly version: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * The form of a POST that an application signs with its client key at the shared gateway: the vendor's signature V1, but with RSA and
 * without an appendix to the key.
 * Source: the vendor's secret clients, aliyun-secretsmanager-client-go sdk/auth/client_key_signer.go and aliyunsdkcore
 * auth/algorithm/sha_hmac256.py.
 * @param date the real time, which the service compares with its own
 * @param nonce unique per request
 */
export function signedForm(
  { action, version, parameters }: SignableForm,
  { clientKeyId, privateKey }: ClientKeySigner,
  date: Date,
  nonce: string,
): string {
  const fields = {
    ...parameters,
    Action: action,
    Version: version,
    Format: "JSON",
    Timestamp: formatTime(date),
    AccessKeyId: clientKeyId,
    SignatureMethod: "SHA256withRSA",
    SignatureType: "PRIVATEKEY",
    SignatureVersion: "1.0",
    SignatureNonce: nonce,
  };
  const toSign = `POST&${percentEncode("/")}&${percentEncode(formEncode(fields))}`;
  const Signature = sign("sha256", Buffer.from(toSign), privateKey).toString("base64");
  return formEncode({ ...fields, Signature });
}
