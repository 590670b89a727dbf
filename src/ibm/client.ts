import { kept } from "../core/memo";
import { howToGive, message, ref } from "../core/message";
import type { Context, Surroundings } from "../core/run";
import type { Environment } from "../core/settings";
import type { Endpoint } from "../http/endpoint";
import { refuseExposure } from "../http/exposure";
import { Gate, Lane } from "../http/pace";
import { either, milliseconds, type ReadSetting } from "../http/setting-values";
import { createTransport, type Transport } from "../http/transport";
import { integrationApi } from "./app-config/api";
import { credentialsFrom } from "./auth/credentials";
import { COMPUTE_RESOURCE_TOKENS, ownerOf } from "./auth/tokens";
import { policyApi } from "./iam/api";
import { keyApi } from "./kms/api/client";
import type { Destination, Route, Wiring } from "./platform/call";
import {
  appConfigEndpoint,
  createDiscovery,
  endpointsFrom,
  givenKeyEndpoint,
  iamEndpoint,
  keyEndpoint,
} from "./platform/endpoints";
import type { KeyInstance } from "./platform/instance";
import { ibmSettings } from "./platform/settings";

/** All IBM services that Keysmith calls, with one token per credential. */
export type IbmClient = ReturnType<typeof assembleIbm>;
export type IbmContext = Context<IbmClient>;

/** Six tries with these waits span about 15 s at most, unless the service asks for longer waits. */
const TRIES = { maxTries: 6, baseDelay: 500, maxDelay: 20_000 };

/** IBM publishes no quotas. This many calls at a time are quick for hundreds of keys and bearable for a small cluster. */
const MOST_IN_FLIGHT = 20;

interface Assembly {
  readonly wiring: Wiring;
  readonly open: OpenTransport;
  readonly tokenFiles: readonly string[];
}

/**
 * A client made from the settings. Does no IO: files, credentials and services are first used by the first call.
 * @throws ConfigurationError naming a setting that can't be used, or an environment variable that would expose secrets
 */
export function connectIbm(setting: ReadSetting, { clock, timing, env }: Surroundings): IbmClient {
  refuseExposure(env, ibmSettings.caFile);
  const retry = { ...TRIES, deadline: milliseconds(setting, ibmSettings.deadline, 120_000) };
  const wiring: Wiring = {
    lane: new Lane(new Gate(MOST_IN_FLIGHT, timing.signal), timing),
    retry,
    timing,
    clock,
    now: Date.now,
    env,
  };
  return assembleIbm(setting, { wiring, open: openerFrom(setting, env), tokenFiles: COMPUTE_RESOURCE_TOKENS });
}

export function assembleIbm(setting: ReadSetting, { wiring, open, tokenFiles }: Assembly) {
  const endpoints = endpointsFrom(setting);
  const discover = either(setting, ibmSettings.discover, ["false", "true"]) === "true";
  const routeTo = createRoutes(open, setting(ibmSettings.caFile));
  const credentials = credentialsFrom(setting, () => routeTo(iamEndpoint(endpoints)), wiring, tokenFiles);
  const cloud = (endpoint: Endpoint, caFile?: string): Destination => {
    return { ...routeTo(endpoint, caFile), tokens: credentials.cloud };
  };
  const discovered = createDiscovery(endpoints, cloud, wiring);
  const keyDestination = async (instance: KeyInstance): Promise<Destination> => {
    const given = givenKeyEndpoint(endpoints, instance);
    const endpoint = given ?? (discover ? await discovered(instance) : keyEndpoint(endpoints, instance));
    if (instance.service !== "icp") return cloud(endpoint, instance.caFile);
    const route = routeTo(endpoint, instance.caFile);
    return { ...route, tokens: credentials.cluster(route) };
  };

  return {
    keys: (instance: KeyInstance) => keyApi(instance, () => keyDestination(instance), wiring),
    policies: policyApi(() => cloud(iamEndpoint(endpoints)), wiring),
    integrations: ({ guid, region }: { readonly guid: string; readonly region: string }) =>
      integrationApi(guid, () => cloud(appConfigEndpoint(endpoints, region)), wiring),
    /** The owner of the token for all calls to IBM Cloud, read from the current token where there is one. */
    owner: async () => ownerOf(await credentials.cloud.token()),
  };
}

function openerFrom(setting: ReadSetting, env: Environment): OpenTransport {
  const connectTimeout = milliseconds(setting, ibmSettings.connectTimeout, 10_000);
  const replyTimeout = milliseconds(setting, ibmSettings.replyTimeout, 30_000);
  const howToTrust = message`name a PEM file with that authority's certificate in ${ref("caFile")}, ${howToGive(ibmSettings.caFile)}`;
  return (loopback, caFile) => createTransport({ loopback, caFile, connectTimeout, replyTimeout, env, howToTrust });
}

type OpenTransport = (loopback: boolean, caFile: string | undefined) => Transport;

/**
 * Keeps one route per endpoint and CA file, and one transport per set of trusted authorities.
 * @param commonCaFile for endpoints without a CA file of their own
 */
function createRoutes(open: OpenTransport, commonCaFile: string | undefined) {
  const routes = new Map<string, Route>();
  const transports = new Map<string, Transport>();
  return (endpoint: Endpoint, caFile = commonCaFile): Route => {
    const trust = JSON.stringify([endpoint.loopback, caFile]);
    const transport = kept(transports, trust, () => open(endpoint.loopback, caFile));
    return kept(routes, `${endpoint.origin} ${trust}`, () => ({ endpoint, transport }));
  };
}
