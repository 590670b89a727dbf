import { CredentialsError } from "../../core/errors";
import { Secret } from "../../core/secret";
import type { ReadSetting } from "../../http/setting-values";
import type { Route, Wiring } from "../platform/call";
import { ibmSettings } from "../platform/settings";
import { Iam, type Profile, privateApiKey, privatePassword } from "./grants";
import { firstSecret, readSecret } from "./secret-file";
import { cachedTokens, type Grant, givenToken, type TokenSource } from "./source";

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
