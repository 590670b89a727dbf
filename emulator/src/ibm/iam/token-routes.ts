import type { Caller, IbmRequest, Reply, Route, World } from "../operation";
import type { ProfileName } from "./identities";
import type { IamService } from "./service";
import {
  invalidToken,
  missing,
  notTrusted,
  tokenRefusals,
  unknownApiKey,
  unsupported,
  wrongPassword,
} from "./token-error";

type Form = URLSearchParams;
type Grant = (form: Form, iam: IamService) => Caller;

const PREFIX = "urn:ibm:params:oauth:grant-type:";

const grants: Readonly<Record<string, Grant>> = {
  [`${PREFIX}apikey`]: (form, iam) => ofApiKey(form, iam, "iam"),
  [`${PREFIX}cr-token`]: ofComputeToken,
  [`${PREFIX}assume`]: assume,
};

const icpGrants: Readonly<Record<string, Grant>> = {
  [`${PREFIX}apikey`]: (form, iam) => ofApiKey(form, iam, "icp"),
};

function ofApiKey(form: Form, iam: IamService, issuer: Caller["issuer"]): Caller {
  const caller = iam.identities.ofApiKey(field(form, "apikey"), issuer);
  if (!caller) throw unknownApiKey();
  return caller;
}

/** For workloads on IBM's own compute resources. */
function ofComputeToken(form: Form, iam: IamService): Caller {
  if (!iam.identities.isComputeToken(field(form, "cr_token"))) throw invalidToken("cr_token");
  return profile(form, iam);
}

/** From a user's token to a profile that trusts the user. A profile's name works only together with its account. */
function assume(form: Form, iam: IamService): Caller {
  const asking = iam.tokens.callerOf(field(form, "access_token"));
  if (asking?.issuer !== "iam") throw invalidToken("access_token");
  if (form.get("profile_name") && field(form, "account") !== iam.account) throw notTrusted();
  return profile(form, iam);
}

function profile(form: Form, iam: IamService): Caller {
  const asked: ProfileName = {
    id: form.get("profile_id") ?? undefined,
    crn: form.get("profile_crn") ?? undefined,
    name: form.get("profile_name") ?? undefined,
  };
  if (!asked.id && !asked.crn && !asked.name) throw missing("profile_id");
  const caller = iam.identities.ofProfile(asked);
  if (!caller) throw notTrusted();
  return caller;
}

function field(form: Form, name: string): string {
  const value = form.get(name)?.trim();
  if (!value) throw missing(name);
  return value;
}

function tokenRoute(path: string, known: Readonly<Record<string, Grant>>): Route {
  const run = (request: IbmRequest, { services: { iam } }: World): Reply => {
    const form = new URLSearchParams(request.body);
    const type = field(form, "grant_type");
    const grant = known[type];
    if (!grant) throw unsupported("grant_type", type);
    const caller = grant(form, iam);
    const { token, expiresAt } = iam.issue(caller, { grant_type: type });
    return { status: 200, body: tokenBody(token, expiresAt, iam) };
  };
  return { operation: "getToken", method: "POST", path, kind: "read", open: true, refusals: tokenRefusals, run };
}

function tokenBody(token: string, expiration: number, iam: IamService): Record<string, unknown> {
  return {
    access_token: token,
    refresh_token: "not_supported",
    token_type: "Bearer",
    expires_in: iam.tokenLifetime,
    expiration,
    scope: "ibm openid",
  };
}

/** User name and password, as IBM Cloud Private takes them. The access token is opaque, the ID token a JWT. */
function passwordRun(request: IbmRequest, { services: { iam } }: World): Reply {
  const form = new URLSearchParams(request.body);
  const type = field(form, "grant_type");
  if (type !== "password") throw unsupported("grant_type", type);
  const caller = iam.identities.ofPassword(field(form, "username"), field(form, "password"));
  if (!caller) throw wrongPassword();
  const { token } = iam.tokens.issueOpaque(caller, iam.tokenLifetime);
  const body = {
    access_token: token,
    token_type: "Bearer",
    expires_in: iam.tokenLifetime,
    scope: form.get("scope") ?? "openid",
    id_token: iam.issue(caller, { grant_type: type }).token,
  };
  return { status: 200, body };
}

/** The routes that issue tokens for API keys, profiles and passwords, on IBM Cloud and on IBM Cloud Private. */
export const tokenRoutes: readonly Route[] = [
  tokenRoute("/identity/token", grants),
  tokenRoute("/oidc/token", grants),
  tokenRoute("/iam-token/oidc/token", icpGrants),
  {
    operation: "getToken",
    method: "POST",
    path: "/idprovider/v1/auth/identitytoken",
    kind: "read",
    open: true,
    refusals: tokenRefusals,
    run: passwordRun,
  },
];
