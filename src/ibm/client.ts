import { howToGive, message, ref } from "../core/message";
import type { Surroundings } from "../core/run";
import type { Environment } from "../core/settings";
import type { Endpoint } from "../http/endpoint";
import { Gate, Lane } from "../http/pace";
import { either, endpointFrom, milliseconds, type ReadSetting } from "../http/setting-values";
import { createTransport, type Transport } from "../http/transport";
import { integrationApi } from "./app-config/api";
import { credentialsFrom } from "./auth/credentials";
import { COMPUTE_RESOURCE_TOKENS } from "./auth/tokens";
import { policyApi } from "./iam/api";
import { keyApi } from "./kms/api/client";
import type { Destination, Route, Wiring } from "./platform/call";
import {
  appConfigEndpoint,
  brokerEndpoint,
  type Directories,
  Discovery,
  type Endpoints,
  givenKeyEndpoint,
  iamEndpoint,
  keyEndpoint,
  resourceControllerEndpoint,
} from "./platform/endpoints";
import type { KeyInstance } from "./platform/instance";
import { ibmSettings } from "./platform/settings";

/** Everything of IBM that Keysmith calls, with one token per credential. */
export type IbmClient = ReturnType<typeof assembleIbm>;

/** Six tries with these waits span about 15 s at most when the service asks for nothing longer. */
const TRIES = { maxTries: 6, baseDelay: 500, maxDelay: 20_000 };

/** IBM publishes no quotas; so many at a time keep a stack of hundreds of keys quick and a small cluster alive. */
const MOST_IN_FLIGHT = 20;

export interface Assembly {
  readonly wiring: Wiring;
  readonly open: OpenTransport;
  readonly tokenFiles: readonly string[];
}

/**
 * A client as the settings say. Does no IO: files, credentials and services are met by the first call.
 * @throws ConfigurationError naming the setting that can't be used
 */
export function connectIbm(setting: ReadSetting, { clock, timing, env }: Surroundings): IbmClient {
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

/** A client of these parts. Does no IO before the first call. @throws ConfigurationError naming the setting that can't be used */
export function assembleIbm(setting: ReadSetting, { wiring, open, tokenFiles }: Assembly) {
  const endpoints = endpointsFrom(setting);
  const discover = either(setting, ibmSettings.discover, ["false", "true"]) === "true";
  const routes = createRoutes(open, setting(ibmSettings.caFile));
  const credentials = credentialsFrom(setting, () => routes.to(iamEndpoint(endpoints)), wiring, tokenFiles);
  const cloud = (endpoint: Endpoint, caFile?: string): Destination => {
    return { ...routes.to(endpoint, caFile), tokens: credentials.cloud };
  };
  const directories: Directories = {
    resourceController: (region) => cloud(resourceControllerEndpoint(endpoints, region)),
    broker: (region) => cloud(brokerEndpoint(endpoints, region)),
  };
  const discovery = new Discovery(directories, endpoints.network, wiring);

  const keyDestination = async (instance: KeyInstance): Promise<Destination> => {
    const given = givenKeyEndpoint(endpoints, instance);
    const endpoint = given ?? (discover ? await discovery.endpointOf(instance) : keyEndpoint(endpoints, instance));
    if (instance.service !== "icp") return cloud(endpoint, instance.caFile);
    const route = routes.to(endpoint, instance.caFile);
    return { ...route, tokens: credentials.cluster(route) };
  };

  return {
    keys: (instance: KeyInstance) => keyApi(instance, () => keyDestination(instance), wiring),
    policies: policyApi(() => cloud(iamEndpoint(endpoints)), wiring),
    integrations: ({ guid, region }: { readonly guid: string; readonly region: string }) =>
      integrationApi(guid, () => cloud(appConfigEndpoint(endpoints, region)), wiring),
    /**
     * Asks the vendor where an instance is reached: the resource controller, or, for Hyper Protect Crypto Services, its broker.
     * @throws ConfigurationError for an instance that IBM Cloud doesn't know by a CRN
     */
    endpoints: (instance: KeyInstance) => discovery.ask(instance),
  };
}

function endpointsFrom(setting: ReadSetting): Endpoints {
  return {
    network: either(setting, ibmSettings.network, ["public", "private"]),
    all: endpointFrom(setting, ibmSettings.endpoint),
    kms: endpointFrom(setting, ibmSettings.kmsEndpoint),
    iam: endpointFrom(setting, ibmSettings.iamEndpoint),
    appConfig: endpointFrom(setting, ibmSettings.appConfigEndpoint),
    resourceController: endpointFrom(setting, ibmSettings.resourceControllerEndpoint),
  };
}

function openerFrom(setting: ReadSetting, env: Environment): OpenTransport {
  const connectTimeout = milliseconds(setting, ibmSettings.connectTimeout, 10_000);
  const replyTimeout = milliseconds(setting, ibmSettings.replyTimeout, 30_000);
  const howToTrust = message`name a PEM file with that authority's certificate in ${ref("caFile")}, ${howToGive(ibmSettings.caFile)}`;
  return (loopback, caFile) => createTransport({ loopback, caFile, connectTimeout, replyTimeout, env, howToTrust });
}

interface Routes {
  to(endpoint: Endpoint, caFile?: string): Route;
}

export type OpenTransport = (loopback: boolean, caFile: string | undefined) => Transport;

/**
 * One transport for each set of authorities to trust, here and elsewhere.
 * @param commonCaFile for endpoints that name no CA file
 */
function createRoutes(open: OpenTransport, commonCaFile: string | undefined): Routes {
  const routes = new Map<string, Route>();
  const transports = new Map<string, Transport>();
  return {
    to(endpoint, caFile = commonCaFile) {
      const trust = JSON.stringify([endpoint.loopback, caFile]);
      const transport = kept(transports, trust, () => open(endpoint.loopback, caFile));
      return kept(routes, `${endpoint.origin} ${trust}`, () => ({ endpoint, transport }));
    },
  };
}

function kept<T>(map: Map<string, T>, key: string, make: () => T): T {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}
