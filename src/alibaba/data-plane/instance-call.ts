import { systemClock } from "../../core/clock";
import type { Call } from "../../http/call";
import { type Endpoint, httpsEndpoint } from "../../http/endpoint";
import type { Lane } from "../../http/pace";
import { refusal } from "../../http/refusal";
import type { HttpRequest, Transport } from "../../http/transport";
import { type InstanceOperation, instanceErrors, signedHeaders } from "./instance";
import type { ClientKeySigner } from "./pkcs12";

/** Where an instance is, and who certifies it, as GetKmsInstance and the vendor's pages say. */
export interface InstanceAddress {
  /** `kst-hzz1.cryptoservice.kms.aliyuncs.com` */
  readonly host: string;
  /** PEM, several one after the other. */
  readonly caChain: string;
}

export interface InstanceCall {
  readonly address: InstanceAddress;
  readonly operation: InstanceOperation;
  readonly signer: ClientKeySigner;
}

/** How an instance is reached. */
export interface InstanceReach {
  /** What stands for all of the vendor's hosts, where that is a server on this machine. */
  readonly local: Endpoint | undefined;
  readonly transport: Transport;
  readonly lane: Lane;
}

/** A call of an application's to an instance. What it answers is dropped: that it answers is the proof. */
export function instanceCall(
  { address, operation, signer }: InstanceCall,
  reach: InstanceReach,
): Call<undefined, void> {
  const { host } = address;
  const { origin, loopback } = reach.local ?? httpsEndpoint(host);
  const { name, message } = operation;
  const request = (): HttpRequest => ({
    operation: name,
    method: "POST",
    url: new URL(origin),
    // By it the instance's certificate is checked, wherever the connection goes to.
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
    // Of an answer that may hold a secret, no words are shown.
    refuse: (reply) => refusal(instanceErrors, `${name} at ${host}`, reply, { secret: true, values: [] }, undefined),
  };
}
