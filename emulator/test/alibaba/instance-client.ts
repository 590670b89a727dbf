import { createHash, createPrivateKey, type KeyObject, sign } from "node:crypto";
import * as http from "node:http";
import * as https from "node:https";
import { decode, encode, type Message } from "../../src/alibaba/instance/codec";
import { errorForm, type InstanceOperationName, messages } from "../../src/alibaba/instance/messages";
import { type ApplicationKey, privateKeyOf } from "../raw-requests";

/** An answer of an instance: the operation's message, or the error's. */
export interface InstanceReply {
  status: number;
  headers: http.IncomingHttpHeaders;
  message: Message;
}

/** How one call differs from what the vendor's clients send. */
export interface Changes {
  /** Before they are signed. */
  headers?: Record<string, string>;
  /** Afterwards. */
  spoil?: (headers: Record<string, string>) => void;
  body?: Buffer;
  ca?: string;
}

/** Calls an operation as the vendor's clients for instances do. */
export async function callInstance(
  url: string,
  { clientKeyId, privateKeyData, password }: ApplicationKey,
  operation: InstanceOperationName,
  message: Message = {},
  { headers: more = {}, spoil, body = encode(messages[operation].request, message), ca }: Changes = {},
): Promise<InstanceReply> {
  const headers: Record<string, string> = {
    accept: "application/x-protobuf",
    "content-type": "application/x-protobuf",
    "content-sha256": createHash("sha256").update(body).digest("hex").toUpperCase(),
    date: new Date().toUTCString(),
    "x-kms-apiversion": "dkms-gcs-0.2",
    "x-kms-apiname": operation,
    "x-kms-signaturemethod": "RSA_PKCS1_SHA_256",
    "x-kms-acccesskeyid": clientKeyId,
    ...more,
  };
  const signed = Object.keys(headers)
    .filter((name) => name.startsWith("x-kms-"))
    .sort()
    .map((name) => `${name}:${headers[name]}\n`);
  const text = `POST\n${headers["content-sha256"]}\n${headers["content-type"]}\n${headers["date"]}\n${signed.join("")}/`;
  const signature = sign("sha256", Buffer.from(text), privateKeyIn(privateKeyData, password));
  headers["authorization"] = `Bearer ${signature.toString("base64")}`;
  spoil?.(headers);
  const answer = await post(url, headers, body, ca);
  const form = answer.status === 200 ? messages[operation].answer : errorForm;
  return { status: answer.status, headers: answer.headers, message: decode(form, answer.body) };
}

const opened = new Map<string, KeyObject>();

function privateKeyIn(data: string, password: string): KeyObject {
  const key = opened.get(data) ?? createPrivateKey(privateKeyOf(data, password));
  opened.set(data, key);
  return key;
}

interface BinaryAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

function post(url: string, headers: Record<string, string>, body: Buffer, ca?: string): Promise<BinaryAnswer> {
  const options = { method: "POST", headers, agent: false, ...(ca !== undefined && { ca }) };
  return new Promise((resolve, reject) => {
    const request = (url.startsWith("https:") ? https : http).request(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    request.on("error", reject);
    request.end(body);
  });
}
