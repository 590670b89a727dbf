import { CredentialsError } from "../../core/errors";
import { howToGive, message } from "../../core/message";
import { Secret } from "../../core/secret";
import type { ReadSetting } from "../../http/setting-values";
import type { Route, Wiring } from "../platform/call";
import { ibmSettings } from "../platform/settings";
import { requestToken, type TokenRequest } from "./request";
import { cachedTokens, firstSecret, type Grant, givenToken, readSecret, type TokenSource } from "./tokens";

/** A trusted profile as a user names it: by its id (`Profile-…`), its CRN, or its name. */
export interface Profile {
  readonly text: string;
  readonly account?: string | undefined;
}

const ISSUER = "IBM Cloud IAM";
const PATH = "/identity/token";
const TYPE = "urn:ibm:params:oauth:grant-type:";

type Ask = (request: Pick<TokenRequest, "form" | "remedy">) => ReturnType<Grant>;

/** The ways to get a token from IAM. Source: IBM's `ibm-cloud-sdk-core`, token managers. */
export class Iam {
  readonly #ask: Ask;

  /** @param route to IAM: nothing else gets what is sent here */
  constructor(route: () => Route, wiring: Wiring) {
    this.#ask = (request) => requestToken({ ...request, issuer: ISSUER, path: PATH }, route(), wiring);
  }

  apiKey(read: () => Promise<Secret>): Grant {
    return async () =>
      this.#ask({
        form: { grant_type: `${TYPE}apikey`, apikey: await read(), response_type: "cloud_iam" },
        remedy:
          "Check the API key: one that was deleted, disabled or locked counts no more. Make one with `ibmcloud iam api-key-create`.",
      });
  }

  computeResource(read: () => Promise<Secret>, { text }: Profile): Grant {
    return async () =>
      this.#ask({
        form: { grant_type: `${TYPE}cr-token`, cr_token: await read(), ...linkedProfile(text) },
        remedy: "Check that the trusted profile is linked to this compute resource, and its id or name.",
      });
  }

  assumed(base: TokenSource, { text, account }: Profile): Grant {
    return async () => {
      const token = await base.token();
      return this.#ask({
        form: { grant_type: `${TYPE}assume`, access_token: token, ...assumedProfile(text, account) },
        remedy: "Check that the trusted profile trusts the caller's identity, and its id or name.",
      }).catch((error: unknown) => {
        base.forget(token);
        throw error;
      });
    };
  }
}

const ID = /^(iam-)?Profile-/;

function linkedProfile(text: string): TokenRequest["form"] {
  if (text.startsWith("crn:")) return { profile_id: text.split(":").at(-1) };
  return ID.test(text) ? { profile_id: text } : { profile_name: text };
}

function assumedProfile(text: string, account: string | undefined): TokenRequest["form"] {
  if (text.startsWith("crn:")) return { profile_crn: text };
  if (ID.test(text)) return { profile_id: text };
  if (account !== undefined) return { profile_name: text, account };
  throw new CredentialsError(
    `The trusted profile ${JSON.stringify(text)} can't be assumed by its name alone: a name is unique only in its account`,
    message`Name it by its id (Profile-…), or give the account in ${howToGive(ibmSettings.account)}.`,
  );
}

const PRIVATE_CLOUD = "IBM Cloud Private";

export function privateApiKey(read: () => Promise<Secret>, route: Route, wiring: Wiring): Grant {
  return async () =>
    requestToken(
      {
        issuer: PRIVATE_CLOUD,
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

export function privatePassword(username: string, password: Secret, route: Route, wiring: Wiring): Grant {
  return () =>
    requestToken(
      {
        issuer: PRIVATE_CLOUD,
        path: "/idprovider/v1/auth/identitytoken",
        form: { grant_type: "password", username, password, scope: "openid" },
        remedy: "Check the user's name and password.",
      },
      route,
      wiring,
    );
}

/** Who calls. IBM Cloud's tokens never go to a cluster, nor a cluster's anywhere else. */
export interface Credentials {
  readonly cloud: TokenSource;
  /** For one cluster of IBM Cloud Private, which makes its tokens itself. @param route the same object each time */
  cluster(route: Route): TokenSource;
}

/**
 * What the settings give to prove who calls. Nothing is read or asked before the first token is needed.
 * @param iam the route to IBM Cloud's identity service
 * @param tokenFiles where a compute resource's token may be
 */
export function credentialsFrom(
  setting: ReadSetting,
  iam: () => Route,
  wiring: Wiring,
  tokenFiles: readonly string[],
): Credentials {
  const clusters = new Map<Route, TokenSource>();
  return {
    cloud: cloudTokens(setting, new Iam(iam, wiring), wiring, tokenFiles),
    cluster: (route) => {
      const tokens = clusters.get(route) ?? clusterTokens(setting, route, wiring);
      clusters.set(route, tokens);
      return tokens;
    },
  };
}

function cloudTokens(setting: ReadSetting, iam: Iam, wiring: Wiring, tokenFiles: readonly string[]): TokenSource {
  const base = baseTokens(setting, iam, wiring, tokenFiles);
  const byKey = setting(ibmSettings.apiKey) !== undefined;
  const name = setting(ibmSettings.assumedProfile) ?? (byKey ? setting(ibmSettings.profile) : undefined);
  if (name === undefined) return base;
  const profile: Profile = { text: name, account: setting(ibmSettings.account) };
  return cachedTokens(iam.assumed(base, profile), wiring.now);
}

/** In the order of IBM's Terraform provider: an API key before a token, and either before the compute resource's. */
function baseTokens(setting: ReadSetting, iam: Iam, wiring: Wiring, tokenFiles: readonly string[]): TokenSource {
  const cached = (grant: Grant): TokenSource => cachedTokens(grant, wiring.now);
  const { apiKey, bearerToken, profile, crToken } = ibmSettings;
  const key = setting(apiKey);
  if (key !== undefined) return cached(iam.apiKey(() => readSecret(key, apiKey)));
  const token = setting(bearerToken);
  if (token !== undefined) return givenToken(token, bearerToken, wiring.now);
  const linked = setting(profile);
  if (linked === undefined) return missing(NO_CLOUD);
  const given = setting(crToken);
  const read = () => (given === undefined ? firstSecret(tokenFiles, crToken) : readSecret(given, crToken));
  return cached(iam.computeResource(read, { text: linked }));
}

function clusterTokens(setting: ReadSetting, route: Route, wiring: Wiring): TokenSource {
  const { icpApiKey, icpUser, icpPassword, icpToken } = ibmSettings;
  const key = setting(icpApiKey);
  if (key !== undefined) {
    return cachedTokens(
      privateApiKey(() => readSecret(key, icpApiKey), route, wiring),
      wiring.now,
    );
  }
  const [user, password, token] = [setting(icpUser), setting(icpPassword), setting(icpToken)];
  if (user !== undefined && password !== undefined) {
    return cachedTokens(privatePassword(user, new Secret(password), route, wiring), wiring.now);
  }
  return token === undefined ? missing(NO_CLUSTER) : givenToken(token, icpToken, wiring.now);
}

const NO_CLOUD = [
  "No IBM Cloud credentials were found",
  `Set ${ibmSettings.apiKey.env} (or keysmith:${ibmSettings.apiKey.config}) to an API key; on a compute resource with a trusted profile, ` +
    `${ibmSettings.profile.env} to the profile; or ${ibmSettings.bearerToken.env} to a token.`,
] as const;

const NO_CLUSTER = [
  "No credentials for IBM Cloud Private were found",
  `Set ${ibmSettings.icpApiKey.env} (or keysmith:${ibmSettings.icpApiKey.config}) to an API key of the cluster; or ` +
    `${ibmSettings.icpUser.env} and ${ibmSettings.icpPassword.env}; or ${ibmSettings.icpToken.env} to a token.`,
] as const;

function missing([problem, remedy]: readonly [string, string]): TokenSource {
  return {
    renews: false,
    token: () => Promise.reject(new CredentialsError(problem, remedy)),
    forget: () => undefined,
  };
}
