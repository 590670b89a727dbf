import { randomUUID } from "node:crypto";
import { systemClock } from "../core/clock";
import { Secret } from "../core/secret";
import { type Endpoint, httpsEndpoint, requireRegion } from "../http/endpoint";
import type { HttpRequest } from "../http/transport";
import { formEncode } from "./encoding";
import type { Operation } from "./operations";
import { type Credentials, sign } from "./signature";

/** By the vendor's names. What is undefined is not sent. */
export type Parameters = Readonly<Record<string, string | Secret | undefined>>;

/** Where an operation is called, and with what. */
export interface Call<T> {
  readonly operation: Operation<T>;
  readonly region: string;
  readonly endpoint: Endpoint;
  readonly parameters: Parameters;
}

const VERSION = "2016-01-20";
const FORM = "application/x-www-form-urlencoded";

/**
 * The vendor's own endpoint of a region: the one on the internet, or the one inside its VPCs.
 * @throws ConfigurationError for anything but the name of a region, as the host is made of it
 */
export function vendorEndpoint(region: string, network: "public" | "vpc"): Endpoint {
  requireRegion(region, "cn-hangzhou or eu-central-1");
  return httpsEndpoint(`${network === "vpc" ? "kms-vpc" : "kms"}.${region}.aliyuncs.com`);
}

/** The request of a call, signed for one try: the service refuses a date that is old and a nonce that it has seen. */
export function signedRequest(call: Call<unknown>, credentials: Credentials): HttpRequest {
  const { endpoint, operation } = call;
  const { action, method } = operation;
  const text = formEncode(reveal(call));
  const url = new URL(endpoint.origin);
  const inUrl = method === "GET";
  if (inUrl) url.search = text;
  const body = inUrl ? undefined : { contentType: FORM, text };
  const unsigned = { method, host: endpoint.host, action, version: VERSION, query: inUrl ? text : "", body };
  // Always the real time: a clock that was moved for a preview is nothing to the service.
  const headers = sign(unsigned, credentials, systemClock.now(), randomUUID());
  return { operation: action, method, url, headers, ...(body && { body: text }) };
}

/** Everything that a call sends and nobody may see. */
export function secretsOf({ parameters }: Call<unknown>, { accessKeySecret, securityToken }: Credentials): string[] {
  const sent = [...Object.values(parameters), accessKeySecret, securityToken];
  return sent.flatMap((value) => (value instanceof Secret ? [value.reveal()] : []));
}

/** The one place where a secret parameter is unwrapped. */
function reveal({
  operation: { action, method },
  region,
  endpoint,
  parameters,
}: Call<unknown>): Record<string, string> {
  // The vendor's hosts name the region; an emulator has one host for all.
  const texts: Record<string, string> = endpoint.loopback ? { RegionId: region } : {};
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) continue;
    if (value instanceof Secret && method === "GET") throw new TypeError(`${action}: ${name} may not go into a URL`);
    texts[name] = value instanceof Secret ? value.reveal() : value;
  }
  return texts;
}
