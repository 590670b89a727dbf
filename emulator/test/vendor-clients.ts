import LegacyClient, * as legacy from "@alicloud/openapi-client";
import CoreClient, { $OpenApiUtil } from "@alicloud/openapi-core";

/** How one call of a vendor's client travels. */
export interface Way {
  client: "openapi-client" | "openapi-core";
  signature: "V3" | "V1";
  transport: "query" | "form";
}

/** Whom a client calls, and as whom. */
export interface Target {
  url: string;
  accessKeyId?: string;
  accessKeySecret?: string;
  securityToken?: string;
}

export type Reply = Record<string, unknown>;

/** Every way that the vendor's published npm clients know to call an RPC service. */
export const ways: Way[] = (["openapi-client", "openapi-core"] as const).flatMap((client) =>
  (["V3", "V1"] as const).flatMap((signature) =>
    (["query", "form"] as const).map((transport) => ({ client, signature, transport })),
  ),
);

export const plainWay: Way = { client: "openapi-client", signature: "V3", transport: "query" };

const getOnly = new Set(["GetClientKey", "ListClientKeys"]);

function settingsFor({ url, accessKeyId = "emulator", accessKeySecret = "emulator", securityToken }: Target, way: Way) {
  return {
    endpoint: new URL(url).host,
    protocol: "http",
    accessKeyId,
    accessKeySecret,
    ...(securityToken !== undefined && { type: "sts", securityToken }),
    // What makes these clients sign V1; "v2" is their own name for it.
    ...(way.signature === "V1" && { signatureAlgorithm: "v2" }),
  };
}

const ofSts = new Set(["GetCallerIdentity", "AssumeRole", "AssumeRoleWithOIDC"]);
/** As the vendor's client of STS does it. */
const unsigned = new Set(["AssumeRoleWithOIDC"]);

function callFor(action: string, method: string) {
  return {
    action,
    version: ofSts.has(action) ? "2015-04-01" : "2016-01-20",
    protocol: "HTTP",
    pathname: "/",
    method,
    authType: unsigned.has(action) ? "Anonymous" : "AK",
    style: "RPC",
    reqBodyType: "formData",
    bodyType: "json",
  };
}

/** Calls an operation by one of the vendor's clients, as it is. Rejects with the client's own error. */
export async function callBy(
  way: Way,
  target: Target,
  action: string,
  parameters: Record<string, string> = {},
  method: string = getOnly.has(action) ? "GET" : "POST",
): Promise<Reply> {
  const settings = settingsFor(target, way);
  const carried = way.transport === "form" && method === "POST" ? { body: parameters } : { query: parameters };
  const answer =
    way.client === "openapi-client"
      ? await new LegacyClient(new legacy.Config(settings)).callApi(
          new legacy.Params(callFor(action, method)),
          new legacy.OpenApiRequest(carried),
          {} as Parameters<LegacyClient["callApi"]>[2],
        )
      : await new CoreClient(new $OpenApiUtil.Config(settings)).callApi(
          new $OpenApiUtil.Params(callFor(action, method)),
          new $OpenApiUtil.OpenApiRequest(carried),
          {} as Parameters<CoreClient["callApi"]>[2],
        );
  return answer["body"] as Reply;
}
