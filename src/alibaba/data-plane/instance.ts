import { createHash, sign } from "node:crypto";
import { systemClock } from "../../core/clock";
import {
  ConfigurationError,
  CredentialsError,
  NotFoundError,
  PermissionError,
  RejectedError,
  ServiceError,
  ThrottledError,
} from "../../core/errors";
import type { Call } from "../../http/call";
import { type Endpoint, httpsEndpoint } from "../../http/endpoint";
import type { Lane } from "../../http/pace";
import { type ErrorTable, idText, refusal, simply } from "../../http/refusal";
import type { HttpRequest, Transport } from "../../http/transport";
import { CLOCK } from "../api/errors";
import type { ClientKeySigner } from "./pkcs12";
import { textsIn, withNumber, withText } from "./protobuf";

// The protocol between applications and a KMS instance, "dkms-gcs-0.2": protobuf over HTTPS, signed with a client key. Source: the vendor's
// alibabacloud-dkms-gcs-go-sdk 0.5.1 and the Python and Java ones, which agree.

/** The operations that need no more than this. */
export interface InstanceOperation {
  readonly name: "GetSecretValue" | "GenerateRandom";
  readonly message: Buffer;
}

export function secretValue(name: string): InstanceOperation {
  return { name: "GetSecretValue", message: withText(name) };
}

/** The operation that needs no object: 32 random bytes. */
export const RANDOM: InstanceOperation = { name: "GenerateRandom", message: withNumber(32) };

const TYPE = "application/x-protobuf";

/** The headers of a call. @param date the real time, which the instance compares with its own */
export function signedHeaders(
  { name, message }: InstanceOperation,
  { clientKeyId, privateKey }: ClientKeySigner,
  date: Date,
): Record<string, string> {
  const hash = createHash("sha256").update(message).digest("hex").toUpperCase();
  const sent = date.toUTCString();
  const signed = {
    // All of the vendor's clients spell it with three c.
    "x-kms-acccesskeyid": clientKeyId,
    "x-kms-apiname": name,
    "x-kms-apiversion": "dkms-gcs-0.2",
    "x-kms-signaturemethod": "RSA_PKCS1_SHA_256",
  };
  const lines = Object.entries(signed).map(([header, value]) => `${header}:${value}`);
  const text = ["POST", hash, TYPE, sent, ...lines, "/"].join("\n");
  const signature = sign("sha256", Buffer.from(text), privateKey).toString("base64");
  const authorization = `Bearer ${signature}`;
  return { ...signed, accept: TYPE, "content-type": TYPE, "content-sha256": hash, date: sent, authorization };
}

/** The codes that the vendor's transfer client knows (alibabacloud-dkms-transfer-go-sdk 0.1.8, sdk/errors.go). */
const KNOWN: ReadonlySet<string> = new Set([
  "InvalidParam",
  "Unauthorized",
  "Forbidden.KeyNotFound",
  "Forbidden.ResourceNotFound",
  "Forbidden.NoPermission",
  "Rejected.Throttling",
  "InternalFailure",
  "ServiceUnavailableTemporary",
]);

const UNSURE = "Compare the id of the key with the ids of the access point's keys.";

/** The message `Error` of a refusal: field 2 is its code, 3 its words, 4 the request's id. */
export const instanceErrors: ErrorTable = {
  said({ body }) {
    const texts = textsIn(Buffer.from(body, "latin1"));
    const code = texts.get(2);
    return {
      code: code && KNOWN.has(code) ? code : undefined,
      message: texts.get(3) ?? "",
      requestId: idText(texts.get(4)),
    };
  },
  known: (code) => KNOWN.has(code),
  codes: [
    [/^Rejected\.Throttling$/, simply(ThrottledError, "Run again in a minute.")],
    [/^Forbidden\.(KeyNotFound|ResourceNotFound)$/, simply(NotFoundError, "Check the name and the instance.")],
    [/^Forbidden\.NoPermission$/, simply(PermissionError, "Check the policies of the access point.")],
    [/^Unauthorized$/, simply(CredentialsError, UNSURE)],
  ],
  otherwise({ status }, { code, message }) {
    if (code === "InvalidParam" && /\bDate\b/.test(message)) return simply(CredentialsError, CLOCK);
    if (code === "InvalidParam" && /\bAuthorization\b/.test(message)) return simply(CredentialsError, UNSURE);
    if (status >= 500) return simply(ServiceError, "The instance failed; run again.");
    if (code === undefined)
      return simply(ConfigurationError, "The host that answered is not a KMS instance: check the network.");
    return simply(RejectedError, "Look the code up in the vendor's list.");
  },
};

/** A call of an application to an instance. The address and the certificates are from GetKmsInstance and the vendor's pages. */
export interface InstanceCall {
  /** `kst-hzz1.cryptoservice.kms.aliyuncs.com` */
  readonly host: string;
  /** PEM certificates, one after the other. */
  readonly caChain: string;
  readonly operation: InstanceOperation;
  readonly signer: ClientKeySigner;
}

export interface InstanceReach {
  /** The server on this machine that stands for all of the vendor's hosts, if there is one. */
  readonly local: Endpoint | undefined;
  readonly transport: Transport;
  readonly lane: Lane;
}

/** An application's call to an instance. The reply is dropped: that there is one is the proof. */
export function instanceCall({ host, operation, signer }: InstanceCall, reach: InstanceReach): Call<undefined, void> {
  const { origin, loopback } = reach.local ?? httpsEndpoint(host);
  const { name, message } = operation;
  const request = (): HttpRequest => ({
    operation: name,
    method: "POST",
    url: new URL(origin),
    // The instance's certificate is checked against this host, wherever the connection goes.
    headers: { host, ...signedHeaders(operation, signer, systemClock.now()) },
    body: message.toString("latin1"),
    encoding: "latin1",
  });
  return {
    operation: name,
    kind: "read",
    retry: "idempotent",
    loopback,
    transport: reach.transport,
    lane: reach.lane,
    authorise: async () => undefined,
    request,
    read: () => undefined,
    // The reply may hold a secret, so none of its words are shown.
    refuse: (reply) => refusal(instanceErrors, `${name} at ${host}`, reply, { secret: true, values: [] }, undefined),
  };
}
