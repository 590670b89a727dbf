import type { Endpoint } from "../http/endpoint";
import type { IbmClient } from "./api";
import type { Destination, Wiring } from "./call";
import type { Credentials } from "./credentials";
import { type Directories, Discovery } from "./discovery";
import {
  appConfigEndpoint,
  brokerEndpoint,
  type Endpoints,
  givenKeyEndpoint,
  iamEndpoint,
  keyEndpoint,
  resourceControllerEndpoint,
} from "./endpoints";
import type { KeyInstance } from "./instance";
import { integrationApi } from "./integrations";
import { keyApi } from "./key-client";
import { policyApi } from "./policies";
import type { Routes } from "./routes";

export interface IbmClientOptions {
  readonly endpoints: Endpoints;
  /** Whether to ask IBM Cloud for the endpoints of instances. */
  readonly discover: boolean;
  readonly routes: Routes;
  readonly credentials: Credentials;
  readonly wiring: Wiring;
}

/** A client for everything of IBM. Does no IO before the first call. */
export function createIbmClient({ endpoints, discover, routes, credentials, wiring }: IbmClientOptions): IbmClient {
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
    keys: (instance) => keyApi(instance, () => keyDestination(instance), wiring),
    policies: policyApi(() => cloud(iamEndpoint(endpoints)), wiring),
    integrations: ({ guid, region }) => integrationApi(guid, () => cloud(appConfigEndpoint(endpoints, region)), wiring),
    endpoints: (instance) => discovery.ask(instance),
    close: () => routes.close(),
  };
}
