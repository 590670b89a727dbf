import type { Secret } from "../../core/secret";
import type { Route, Wiring } from "../wiring";
import { requestToken } from "./request";
import type { Grant } from "./source";

const ISSUER = "IBM Cloud Private";

/** The token that a cluster gives for one of its API keys. */
export function privateApiKey(read: () => Promise<Secret>, route: Route, wiring: Wiring): Grant {
  return async () =>
    requestToken(
      {
        issuer: ISSUER,
        path: "/iam-token/oidc/token",
        form: {
          grant_type: "urn:ibm:params:oauth:grant-type:apikey",
          apikey: await read(),
          response_type: "cloud_iam",
        },
        remedy: "Check the API key: it must be one of this cluster's service IDs or users.",
      },
      route,
      wiring,
    );
}

/** The token that a cluster gives for a user's password. */
export function privatePassword(username: string, password: Secret, route: Route, wiring: Wiring): Grant {
  return () =>
    requestToken(
      {
        issuer: ISSUER,
        path: "/idprovider/v1/auth/identitytoken",
        form: { grant_type: "password", username, password, scope: "openid" },
        remedy: "Check the user's name and password.",
      },
      route,
      wiring,
    );
}
