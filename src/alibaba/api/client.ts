import { randomUUID } from "node:crypto";
import { systemClock } from "../../core/clock";
import { CredentialsError } from "../../core/errors";
import { parseJson } from "../../core/json";
import { kept } from "../../core/memo";
import type { Context } from "../../core/run";
import { Secret } from "../../core/secret";
import { type Call, type CallTerms, carryOut } from "../../http/call";
import { type Endpoint, httpsEndpoint, requireRegion } from "../../http/endpoint";
import { Gate, Lane, type Pace } from "../../http/pace";
import { refusal, type Sent } from "../../http/refusal";
import { checkReply } from "../../http/reply";
import type { HttpReply, HttpRequest, Transport } from "../../http/transport";
import { type InstanceCall, instanceCall } from "../data-plane/instance";
import type { ClientKeySigner } from "../data-plane/pkcs12";
import type { CredentialStore } from "./credentials";
import { alibabaErrors, wantsFreshSignature } from "./errors";
import type { Operation, Service } from "./operation";
import { type Credentials, formEncode, sign, signedForm } from "./signature";

export type AlibabaContext = Context<AlibabaClient>;

/** Keyed by the vendor's names. An undefined value is not sent. */
export type Parameters = Readonly<Record<string, string | Secret | undefined>>;

export interface AlibabaClient {
  /**
   * Calls an operation, paced, and repeated as far as that is safe.
   * @param signer an application that calls at the shared gateway in the account's place
   * @throws KeysmithError, one class per cause; `mayHaveActed` tells whether a failed write may have been carried out
   */
  call<T>(operation: Operation<T>, region: string, parameters: Parameters, signer?: ClientKeySigner): Promise<T>;
  /**
   * Has an application call a KMS instance, in the instance's own protocol.
   * @throws KeysmithError, one class per cause
   */
  callInstance(asked: InstanceCall): Promise<void>;
}

export interface AlibabaClientOptions extends CallTerms {
  readonly endpoint?: Endpoint | undefined;
  readonly network: "public" | "vpc";
  /** The vendor's quotas are per account and region. */
  readonly paces: Readonly<Record<Operation<unknown>["kind"], Pace>>;
  readonly transport: Transport;
  /** A transport that trusts the certificate authorities of an instance, in PEM, and no others. */
  transportTrusting(caChain: string): Transport;
  readonly credentials: CredentialStore;
}

type Lanes = Readonly<Record<Operation<unknown>["kind"], Lane>>;

/** How many calls of a region may be under way at a time: so many are known to pass. */
const MOST_IN_FLIGHT = 5;

/** A client for all regions of one account. It does no IO before the first call. */
export function createAlibabaClient(options: AlibabaClientOptions): AlibabaClient {
  const { timing, paces } = options;
  const regions = new Map<string, Lanes>();
  const instances = new Map<string, Transport>();
  const lanesOfOne = (): Lanes => {
    const gate = new Gate(MOST_IN_FLIGHT, timing.signal);
    return { read: new Lane(gate, timing, paces.read), write: new Lane(gate, timing, paces.write) };
  };
  return {
    call: async (operation, region, parameters, signer) => {
      requireRegion(region, "cn-hangzhou or eu-central-1");
      const asked = { operation, region, endpoint: endpointOf(operation.service, region, options), parameters, signer };
      return carryOut(callOf(asked, options, kept(regions, region, lanesOfOne)[operation.kind]), options);
    },
    callInstance: async (asked) => {
      const { host, caChain } = asked;
      const transport = kept(instances, `${host} ${caChain}`, () => options.transportTrusting(caChain));
      const local = options.endpoint?.loopback ? options.endpoint : undefined;
      // An instance has quotas of its own.
      const lane = kept(regions, host, lanesOfOne).read;
      return carryOut(instanceCall(asked, { local, transport, lane }), options);
    },
  };
}

/** @param region checked already, because a host may be made of it */
function endpointOf(service: Service, region: string, options: AlibabaClientOptions): Endpoint {
  const { endpoint, network } = options;
  // The configured endpoint is that of KMS; a server on this machine stands for all services.
  const isFor = service === "kms" || endpoint?.loopback;
  if (isFor && endpoint) return endpoint;
  return httpsEndpoint(`${service}${network === "vpc" ? "-vpc" : ""}.${region}.aliyuncs.com`);
}

interface Asked<T> {
  readonly operation: Operation<T>;
  readonly region: string;
  readonly endpoint: Endpoint;
  readonly parameters: Parameters;
  /** The application that calls, if one does. */
  readonly signer: ClientKeySigner | undefined;
}

/** The caller; undefined if the operation isn't signed. */
type Caller = Credentials | ClientKeySigner | undefined;

function isSigner(caller: Caller): caller is ClientKeySigner {
  return caller !== undefined && "privateKey" in caller;
}

function callOf<T>(asked: Asked<T>, options: AlibabaClientOptions, lane: Lane): Call<Caller, T> {
  const { transport, credentials: store } = options;
  const { operation, region, endpoint, signer } = asked;
  const name = `${operation.action} in ${region}`;
  const refuse: Call<Caller, T>["refuse"] = (reply, credentials) =>
    refusal(alibabaErrors, name, reply, sentBy(asked, credentials), operation);
  return {
    operation: operation.action,
    kind: operation.kind,
    retry: operation.retry,
    loopback: endpoint.loopback,
    transport,
    lane,
    authorise: async () => signer ?? (operation.unsigned ? undefined : store.get(region)),
    request: (credentials) => signedRequest(asked, credentials),
    async renew(reply, refused) {
      const error = refuse(reply, refused);
      if (!refused || !(error instanceof CredentialsError)) return undefined;
      if (wantsFreshSignature(error)) return refused;
      return isSigner(refused) ? undefined : store.renew(refused, region);
    },
    read: ({ status, body }: HttpReply) => checkReply(name, status, operation.reply, parseJson(body)),
    refuse,
  };
}

const VERSIONS: Readonly<Record<Service, string>> = { kms: "2016-01-20", sts: "2015-04-01" };
const FORM = "application/x-www-form-urlencoded";

/** Signed for one try: the service refuses a date that is old and a nonce that it has seen. */
function signedRequest(asked: Asked<unknown>, caller: Caller): HttpRequest {
  return isSigner(caller) ? signedByKey(asked, caller) : signedByAccount(asked, caller);
}

function signedByKey(asked: Asked<unknown>, signer: ClientKeySigner): HttpRequest {
  const { endpoint, operation, region } = asked;
  const { service, action } = operation;
  const parameters = { RegionId: region, ...reveal(asked), Action: action, Version: VERSIONS[service] };
  const body = signedForm(parameters, signer, systemClock.now(), randomUUID());
  const headers = { host: endpoint.host, accept: "application/json", "content-type": FORM };
  return { operation: action, method: "POST", url: new URL(endpoint.origin), headers, body };
}

function signedByAccount(asked: Asked<unknown>, credentials: Credentials | undefined): HttpRequest {
  const { endpoint, operation } = asked;
  const { service, action, method } = operation;
  const text = formEncode(reveal(asked));
  const url = new URL(endpoint.origin);
  const inUrl = method === "GET";
  if (inUrl) url.search = text;
  const body = inUrl ? undefined : { contentType: FORM, text };
  const version = VERSIONS[service];
  const unsigned = { method, host: endpoint.host, action, version, query: inUrl ? text : "", body };
  // Always the real time: a clock that was moved for a preview means nothing to the service.
  const headers = sign(unsigned, credentials, systemClock.now(), randomUUID());
  const { leavesOut } = operation;
  return {
    ...{ operation: action, method, url, headers },
    ...(body && { body: text }),
    ...(leavesOut !== undefined && { leavesOut }),
  };
}

function sentBy({ parameters, operation }: Asked<unknown>, caller: Caller): Sent {
  const isSecret = (value: unknown): value is Secret => value instanceof Secret;
  const handedOver = Object.values(parameters).filter(isSecret);
  // A private key signs, and is never sent.
  const proof = caller && !isSigner(caller) ? [caller.accessKeySecret, caller.securityToken] : [];
  const all = [...handedOver, ...proof].filter(isSecret);
  return {
    secret: operation.asksSecret === true || handedOver.length > 0,
    values: all.map((secret) => secret.reveal()),
  };
}

/** The one place where a secret parameter is unwrapped. */
function reveal({
  operation: { action, method },
  region,
  endpoint,
  parameters,
}: Asked<unknown>): Record<string, string> {
  // The vendor's hosts name the region; an emulator has one host for all.
  const texts: Record<string, string> = endpoint.loopback ? { RegionId: region } : {};
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) continue;
    if (value instanceof Secret && method === "GET") throw new TypeError(`${action}: ${name} may not go into a URL`);
    texts[name] = value instanceof Secret ? value.reveal() : value;
  }
  return texts;
}
