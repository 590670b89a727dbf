import { z } from "zod";
import { apiError, apiRefusals, readJson } from "../api-error";
import { IbmRefusal, type IbmRequest, type Reply, type Route, type World } from "../operation";
import { bearerOf } from "../request";
import type { IssuedToken } from "./access-tokens";

const askedSchema = z.object({ expires_in: z.int().min(5).max(3600).default(300) });

const profileSchema = z.object({
  trusted_profile: z
    .object({ id: z.string().optional(), crn: z.string().optional(), name: z.string().optional() })
    .optional(),
});

/** A virtual server's identity token; it is valid at the other route only. */
function identityToken(request: IbmRequest, { services: { iam } }: World): Reply {
  checkFlavor(request);
  const { expires_in } = request.body === "" ? askedSchema.parse({}) : readJson(request, askedSchema, invalid);
  const server = { iamId: "iam-Instance-emulator", account: iam.account, issuer: "iam" } as const;
  return show(iam.instanceTokens.issue(server, { sub: server.iamId }, expires_in), expires_in);
}

/** An IAM token for the profile that is linked to the virtual server, or for the profile that the request names. */
function iamToken(request: IbmRequest, { services: { iam } }: World): Reply {
  checkFlavor(request);
  if (!iam.instanceTokens.callerOf(bearerOf(request) ?? "")) throw new IbmRefusal(apiRefusals.unauthorized());
  const { trusted_profile } = request.body === "" ? {} : readJson(request, profileSchema, invalid);
  const caller = iam.identities.ofProfile(trusted_profile ?? {});
  if (!caller) {
    throw apiError({ status: 403, code: "forbidden", message: "The server is linked with no such trusted profile." });
  }
  return show(iam.issue(caller, { grant_type: "urn:ibm:params:oauth:grant-type:cr-token" }), iam.tokenLifetime);
}

function checkFlavor(request: IbmRequest): void {
  if (request.header("metadata-flavor") !== "ibm") throw invalid("the header Metadata-Flavor must be ibm");
}

function invalid(reason: string): IbmRefusal {
  return apiError({ status: 400, code: "bad_request", message: reason });
}

function show({ token, issuedAt, expiresAt }: IssuedToken, expires_in: number): Reply {
  const time = (seconds: number): string => new Date(seconds * 1000).toISOString();
  return {
    status: 200,
    body: { access_token: token, created_at: time(issuedAt), expires_at: time(expiresAt), expires_in },
  };
}

/** The metadata service of virtual servers, under its paths of 2022 and of 2025. */
export const instanceTokenRoutes: readonly Route[] = (
  [
    ["getInstanceIdentityToken", "PUT", "/instance_identity/v1/token", identityToken],
    ["getInstanceIdentityToken", "PUT", "/identity/v1/token", identityToken],
    ["getToken", "POST", "/instance_identity/v1/iam_token", iamToken],
    ["getToken", "POST", "/identity/v1/iam_tokens", iamToken],
  ] as const
).map(([operation, method, path, run]) => ({
  operation,
  method,
  path,
  kind: "read",
  open: true,
  refusals: apiRefusals,
  run,
}));
