import type { ReceivedRequest } from "../vendor";
import { type Pair, parseForm } from "./encoding";

/** A request to KMS or STS, parsed but not yet authenticated. */
export interface KmsRequest {
  readonly received: ReceivedRequest;
  /** Header fields by lower-case name; repeated ones are sorted and joined by a comma, as the vendor's clients sign them. */
  readonly headers: ReadonlyMap<string, string>;
  /** Query and form parameters together; the form takes precedence. */
  readonly all: ReadonlyMap<string, string>;
  /** The operation's own parameters among `all`. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Names of `parameters`, by where they were sent. */
  readonly transport: { query: string[]; form: string[] };
  readonly scheme: "V3" | "V1" | "none";
  readonly operation: string;
  readonly version: string;
  readonly accessKeyId: string | undefined;
  /** The region that the host name or the parameter `RegionId` names. */
  readonly region: string | undefined;
}

/** Parameters of the protocol rather than of an operation. */
const commonParameters = new Set([
  "AccessKeyId",
  "Action",
  "BearerToken",
  "Format",
  "RegionId",
  "SecurityToken",
  "Signature",
  "SignatureMethod",
  "SignatureNonce",
  "SignatureType",
  "SignatureVersion",
  "Timestamp",
  "Version",
]);

const regionalHost = /^(?:kms|sts)(?:-vpc|-intranet)?\.([a-z0-9-]+)\.aliyuncs\.com(?::\d+)?$/i;

const v3Credential = /^ACS3-\S+ .*\bCredential=([^,\s]+)/;

/** Parses a request. It refuses nothing: missing parts show when the request is authenticated. */
export function readRequest(received: ReceivedRequest): KmsRequest {
  const headers = joinHeaders(received.headers);
  const query = parseForm(received.search);
  const form = isForm(headers) ? parseForm(received.body.toString("utf8")) : [];
  const all = new Map([...query, ...form]);
  const authorization = headers.get("authorization");
  const isV3 = authorization?.startsWith("ACS3-") ?? false;
  // An unsigned request may come in either style; only the new one has this header.
  const isNew = isV3 || (authorization === undefined && headers.has("x-acs-action"));
  const protocol = (header: string, name: string): string => (isNew ? headers.get(header) : all.get(name)) ?? "";
  return {
    received,
    headers,
    all,
    parameters: new Map([...all].filter(([name]) => !commonParameters.has(name))),
    transport: { query: operationNames(query), form: operationNames(form) },
    scheme: isV3 ? "V3" : all.has("Signature") ? "V1" : "none",
    operation: protocol("x-acs-action", "Action"),
    version: protocol("x-acs-version", "Version"),
    accessKeyId: isV3 ? v3Credential.exec(authorization ?? "")?.[1] : all.get("AccessKeyId"),
    region: regionalHost.exec(headers.get("host") ?? "")?.[1] ?? all.get("RegionId"),
  };
}

function joinHeaders(fields: ReceivedRequest["headers"]): Map<string, string> {
  const values = new Map<string, string[]>();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value.trim()]);
  return new Map([...values].map(([name, list]) => [name, list.sort().join(",")]));
}

function isForm(headers: ReadonlyMap<string, string>): boolean {
  return /^application\/x-www-form-urlencoded\b/i.test(headers.get("content-type") ?? "");
}

function operationNames(pairs: readonly Pair[]): string[] {
  return [...new Set(pairs.map(([name]) => name))].filter((name) => !commonParameters.has(name));
}
