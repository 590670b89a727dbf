import { CredentialsError } from "../../core/errors";
import { kept } from "../../core/memo";
import { howToGive, type Message, message } from "../../core/message";
import { Secret } from "../../core/secret";
import type { ReadSetting } from "../../http/setting-values";
import type { Route, Wiring } from "../platform/call";
import { ibmSettings } from "../platform/settings";
import { requestToken, type TokenRequest } from "./request";
import { cachedTokens, firstSecret, type Grant, givenToken, onlyToken, readSecret, type TokenSource } from "./tokens";

/**
 * The credentials that the settings give. IBM Cloud's tokens never go to a cluster, nor a cluster's tokens anywhere else.
 * No file is read and no service asked before the first token is needed.
 * @param iam the route to IBM Cloud's identity service
 * @param tokenFiles the files that may hold a compute resource's token
 */
export function credentialsFrom(setting: ReadSetting, iam: () => Route, wiring: Wiring, tokenFiles: readonly string[]) {
  const clusters = new Map<Route, TokenSource>();
  return {
    cloud: cloudTokens(setting, iam, wiring, tokenFiles),
    /** For one cluster of IBM Cloud Private, which issues its own tokens. @param route the same object each time */
    cluster: (route: Route): TokenSource => kept(clusters, route, () => clusterTokens(setting, route, wiring)),
  };
}

type Form = TokenRequest["form"];
type Ask = (form: Form, remedy: string) => ReturnType<Grant>;

/** Source of the requests: the token managers of IBM's `ibm-cloud-sdk-core`. */
const GRANT = "urn:ibm:params:oauth:grant-type:";
const BY_API_KEY = { grant_type: `${GRANT}apikey`, response_type: "cloud_iam" };

function cloudTokens(
  setting: ReadSetting,
  iam: () => Route,
  wiring: Wiring,
  tokenFiles: readonly string[],
): TokenSource {
  const ask: Ask = (form, remedy) =>
    requestToken({ issuer: "IBM Cloud IAM", path: "/identity/token", form, remedy }, iam(), wiring);
  const base = baseTokens(setting, ask, wiring, tokenFiles);
  const byKey = setting(ibmSettings.apiKey) !== undefined;
  const name = setting(ibmSettings.assumedProfile) ?? (byKey ? setting(ibmSettings.profile) : undefined);
  if (name === undefined) return base;
  const assume: Grant = async () => {
    const token = await base.token();
    const profile = assumedProfile(name, setting(ibmSettings.account));
    const remedy = "Check the id or name of the trusted profile, and that it trusts the caller's identity.";
    return ask({ grant_type: `${GRANT}assume`, access_token: token, ...profile }, remedy).catch((error: unknown) => {
      base.forget(token);
      throw error;
    });
  };
  return cachedTokens(assume, wiring.now);
}

/** The order is that of IBM's Terraform provider: an API key, then a token, then the compute resource's token. */
function baseTokens(setting: ReadSetting, ask: Ask, { now }: Wiring, tokenFiles: readonly string[]): TokenSource {
  const { apiKey, bearerToken, profile, crToken } = ibmSettings;
  const [key, token, linked, given] = [setting(apiKey), setting(bearerToken), setting(profile), setting(crToken)];
  if (key !== undefined) {
    const remedy =
      "Check the API key: IAM doesn't accept one that was deleted, disabled or locked. Make one with `ibmcloud iam api-key-create`.";
    return cachedTokens(async () => ask({ ...BY_API_KEY, apikey: await readSecret(key, apiKey) }, remedy), now);
  }
  if (token !== undefined) return givenToken(token, bearerToken, now);
  if (linked === undefined) return missing(NO_CLOUD);
  return cachedTokens(async () => {
    const secret = await (given === undefined ? firstSecret(tokenFiles, crToken) : readSecret(given, crToken));
    const remedy = "Check the id or name of the trusted profile, and that it is linked to this compute resource.";
    return ask({ grant_type: `${GRANT}cr-token`, cr_token: secret, ...linkedProfile(linked) }, remedy);
  }, now);
}

const ID = /^(iam-)?Profile-/;

function linkedProfile(text: string): Form {
  if (text.startsWith("crn:")) return { profile_id: text.split(":").at(-1) };
  return ID.test(text) ? { profile_id: text } : { profile_name: text };
}

function assumedProfile(text: string, account: string | undefined): Form {
  if (text.startsWith("crn:")) return { profile_crn: text };
  if (ID.test(text)) return { profile_id: text };
  if (account !== undefined) return { profile_name: text, account };
  throw new CredentialsError(
    `The trusted profile ${JSON.stringify(text)} can't be assumed by its name alone: a name is unique only in its account`,
    message`Name it by its id (Profile-…), or give the account in ${howToGive(ibmSettings.account)}.`,
  );
}

function clusterTokens(setting: ReadSetting, route: Route, wiring: Wiring): TokenSource {
  const ask = (path: string, form: Form, remedy: string): ReturnType<Grant> =>
    requestToken({ issuer: "IBM Cloud Private", path, form, remedy }, route, wiring);
  const { icpApiKey, icpUser, icpPassword, icpToken } = ibmSettings;
  const key = setting(icpApiKey);
  if (key !== undefined) {
    const remedy = "Check the API key: it must belong to a service ID or a user of this cluster.";
    return cachedTokens(
      async () => ask("/iam-token/oidc/token", { ...BY_API_KEY, apikey: await readSecret(key, icpApiKey) }, remedy),
      wiring.now,
    );
  }
  const [username, password, token] = [setting(icpUser), setting(icpPassword), setting(icpToken)];
  if (username !== undefined && password !== undefined) {
    const form = { grant_type: "password", username, password: new Secret(password), scope: "openid" };
    const path = "/idprovider/v1/auth/identitytoken";
    return cachedTokens(() => ask(path, form, "Check the user's name and password."), wiring.now);
  }
  return token === undefined ? missing(NO_CLUSTER) : givenToken(token, icpToken, wiring.now);
}

const NO_CLOUD = [
  "No IBM Cloud credentials were found",
  message`Give an API key in ${howToGive(ibmSettings.apiKey)}; on a compute resource with a trusted profile, the profile in ${howToGive(ibmSettings.profile)}; or a token in ${howToGive(ibmSettings.bearerToken)}.`,
] as const;

const NO_CLUSTER = [
  "No credentials for IBM Cloud Private were found",
  message`Give an API key of the cluster in ${howToGive(ibmSettings.icpApiKey)}; or a user and a password in ${howToGive(ibmSettings.icpUser)} and ${howToGive(ibmSettings.icpPassword)}; or a token in ${howToGive(ibmSettings.icpToken)}.`,
] as const;

function missing([problem, remedy]: readonly [string, Message]): TokenSource {
  return onlyToken(() => Promise.reject(new CredentialsError(problem, remedy)));
}
