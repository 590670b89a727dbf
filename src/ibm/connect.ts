import type { Surroundings } from "../core/run";
import { type Environment, howToGive } from "../core/settings";
import { Gate, Lane } from "../http/pace";
import { either, endpointFrom, type LookUp, milliseconds } from "../http/setting-values";
import { createTransport } from "../http/transport";
import type { IbmClient } from "./api";
import type { Wiring } from "./call";
import { createIbmClient } from "./client";
import { credentialsFrom } from "./credentials";
import { type Endpoints, iamEndpoint } from "./endpoints";
import { createRoutes, type OpenTransport } from "./routes";
import { ibmSettings } from "./settings";
import { COMPUTE_RESOURCE_TOKENS } from "./tokens/secret-file";

/** Six tries with these waits span about 15 s at most when the service asks for nothing longer. */
const TRIES = { maxTries: 6, baseDelay: 500, maxDelay: 20_000 };

/** IBM publishes no quotas; so many at a time keep a stack of hundreds of keys quick and a small cluster alive. */
const MOST_IN_FLIGHT = 20;

/** What of a client isn't said by settings. */
export interface Assembly {
  readonly wiring: Wiring;
  readonly open: OpenTransport;
  /** Where the token of a compute resource may be. */
  readonly tokenFiles: readonly string[];
}

/**
 * A client as the settings say. Does no IO: files, credentials and services are met by the first call.
 * @throws ConfigurationError naming the setting that can't be used
 */
export function connectIbm(setting: LookUp, { clock, timing, env }: Surroundings): IbmClient {
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

/** A client of these parts. @throws ConfigurationError naming the setting that can't be used */
export function assembleIbm(setting: LookUp, { wiring, open, tokenFiles }: Assembly): IbmClient {
  const endpoints = endpointsFrom(setting);
  const discover = either(setting, ibmSettings.discover, ["false", "true"]) === "true";
  const routes = createRoutes(open, setting(ibmSettings.caFile));
  const credentials = credentialsFrom(setting, () => routes.to(iamEndpoint(endpoints)), wiring, tokenFiles);
  return createIbmClient({ endpoints, discover, routes, credentials, wiring });
}

function endpointsFrom(setting: LookUp): Endpoints {
  return {
    network: either(setting, ibmSettings.network, ["public", "private"]),
    all: endpointFrom(setting, ibmSettings.endpoint),
    kms: endpointFrom(setting, ibmSettings.kmsEndpoint),
    iam: endpointFrom(setting, ibmSettings.iamEndpoint),
    appConfig: endpointFrom(setting, ibmSettings.appConfigEndpoint),
    resourceController: endpointFrom(setting, ibmSettings.resourceControllerEndpoint),
  };
}

function openerFrom(setting: LookUp, env: Environment): OpenTransport {
  const connectTimeout = milliseconds(setting, ibmSettings.connectTimeout, 10_000);
  const replyTimeout = milliseconds(setting, ibmSettings.replyTimeout, 30_000);
  const howToTrust = `name a PEM file with that authority's certificate in the input caFile, ${howToGive(ibmSettings.caFile)}`;
  return (loopback, caFile) => createTransport({ loopback, caFile, connectTimeout, replyTimeout, env, howToTrust });
}
