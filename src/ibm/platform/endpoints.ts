import * as z from "zod";
import { ConfigurationError } from "../../core/errors";
import { Memo } from "../../core/memo";
import { howToGive, lineFor, type Message, message, ref } from "../../core/message";
import { type Endpoint, httpsEndpoint, parseEndpoint, requireRegion } from "../../http/endpoint";
import { refusal } from "../../http/refusal";
import { either, endpointFrom, originsFrom, type ReadSetting } from "../../http/setting-values";
import { body, callService, type Destination, type Refused, segment, type Wiring } from "./call";
import { serviceErrors } from "./errors";
import { SERVICE_NAMES } from "./features";
import type { KeyInstance } from "./instance";
import { ibmSettings } from "./settings";

/** The hosts beside IBM Cloud's own to which the configuration of the run allows credentials to go. */
export function trustFrom(setting: ReadSetting) {
  return {
    kms: endpointFrom(setting, ibmSettings.kmsEndpoint),
    /** One base for all services: an emulator, or a gateway. */
    all: endpointFrom(setting, ibmSettings.endpoint),
    /** The origins of IBM Cloud Private clusters. */
    icpOrigins: originsFrom(setting, ibmSettings.icpOrigins),
  };
}

type Trust = ReturnType<typeof trustFrom>;

/** The endpoints of IBM's services, as far as the settings give them. A more specific setting takes precedence. */
export function endpointsFrom(setting: ReadSetting) {
  return {
    ...trustFrom(setting),
    network: either(setting, ibmSettings.network, ["public", "private"]),
    iam: endpointFrom(setting, ibmSettings.iamEndpoint),
    appConfig: endpointFrom(setting, ibmSettings.appConfigEndpoint),
    resourceController: endpointFrom(setting, ibmSettings.resourceControllerEndpoint),
  };
}

type Endpoints = ReturnType<typeof endpointsFrom>;

/** Source of the hosts: IBM's documentation of each service, "regions and endpoints". */
export function iamEndpoint({ iam, all, network }: Endpoints): Endpoint {
  return iam ?? all ?? httpsEndpoint(`${network === "private" ? "private." : ""}iam.cloud.ibm.com`);
}

export function appConfigEndpoint({ appConfig, all, network }: Endpoints, region: string): Endpoint {
  requireIbmRegion(region);
  return appConfig ?? all ?? httpsEndpoint(`${network === "private" ? "private." : ""}${region}.apprapp.cloud.ibm.com`);
}

/** Private hosts exist in two regions only. Each of them knows all instances. */
function resourceControllerEndpoint({ resourceController, network }: Endpoints, region: string): Endpoint {
  const prefix = network === "private" ? `private.${region === "us-east" ? region : "us-south"}.` : "";
  return resourceController ?? httpsEndpoint(`${prefix}resource-controller.cloud.ibm.com`);
}

/**
 * The endpoint of the key API that the user gives, if any. Anybody may have written a resource or a data source, so a
 * credential goes to its `url` only where the configuration of the run allows that.
 * @throws ConfigurationError when the endpoint can't be used, or isn't allowed: then with the line to add
 */
export function givenKeyEndpoint(endpoints: Endpoints, { url, service }: KeyInstance): Endpoint | undefined {
  const { kms, all } = endpoints;
  if (url !== undefined) {
    const endpoint = parseEndpoint(url, ref("url"));
    const untrusted = originProblem(endpoint, endpoints, service);
    if (!untrusted) return endpoint;
    throw new ConfigurationError(untrusted.problem, message`${untrusted.remedy} Nothing was sent.`);
  }
  const given = (service === "kms" ? kms : undefined) ?? all;
  if (given || service !== "icp") return given;
  throw new ConfigurationError(
    `The address of the key API of ${SERVICE_NAMES.icp} is not known`,
    message`Give https://host:port in ${ref("url")}, or in ${howToGive(ibmSettings.endpoint)}.`,
  );
}

/** The reason why the credentials of a service may not go to an endpoint, if there is one. Pure. */
export function originProblem(
  { origin }: Endpoint,
  { all, kms, icpOrigins }: Trust,
  service: KeyInstance["service"],
): { readonly problem: string; readonly remedy: Message } | undefined {
  if (service === "icp") {
    if (origin === all?.origin || icpOrigins.includes(origin)) return undefined;
    const line = lineFor(ibmSettings.icpOrigins, [...icpOrigins, origin].join(","));
    return {
      problem: `${origin} is not among the origins to which credentials of ${SERVICE_NAMES.icp} may go`,
      remedy: message`If it is a cluster of yours, add ${line}.`,
    };
  }
  if (origin === all?.origin || origin === kms?.origin || isIbms(origin)) return undefined;
  return {
    problem: `${origin} is not an address of ${SERVICE_NAMES[service]}, so the token of IBM Cloud may not go there`,
    remedy: message`If it is a gateway of yours, add ${lineFor(ibmSettings.kmsEndpoint, origin)}.`,
  };
}

/** Whether an origin is a key API of IBM Cloud. Includes the former addresses of Hyper Protect Crypto Services. */
function isIbms(origin: string): boolean {
  return /^https:\/\/[a-z0-9.-]+\.(kms\.cloud\.ibm\.com|hs-crypto\.(appdomain\.cloud|cloud\.ibm\.com))(:\d+)?$/.test(
    origin,
  );
}

const ID = /^[a-z0-9][a-z0-9-]{0,62}$/i;

/** IBM Cloud's own endpoint of an instance's key API. @throws ConfigurationError when the instance doesn't name one */
export function keyEndpoint({ network }: Endpoints, { service, id, region }: KeyInstance): Endpoint {
  requireIbmRegion(region ?? "");
  if (service === "kms") return httpsEndpoint(`${network === "private" ? "private." : ""}${region}.kms.cloud.ibm.com`);
  if (!ID.test(id)) {
    throw new ConfigurationError(
      `The instance ${JSON.stringify(id)} is not a GUID`,
      "Take the CRN from IBM Cloud's resource list.",
    );
  }
  return httpsEndpoint(`${id}.api.${network === "private" ? "private." : ""}${region}.hs-crypto.appdomain.cloud`);
}

function requireIbmRegion(region: string): void {
  requireRegion(region, "us-south or eu-de");
}

/** The broker that knows the endpoints of Hyper Protect Crypto Services instances. It is on the internet only. */
function brokerEndpoint(region: string): Endpoint {
  requireIbmRegion(region);
  return httpsEndpoint(`${region}.broker.hs-crypto.cloud.ibm.com`);
}

/** An address in the form of the input `url`, `https://…`. Some replies leave the scheme out. */
const address = z
  .string()
  .nullish()
  .transform((text) => (text ? (text.includes("://") ? text : `https://${text}`) : undefined));

const pair = z.object({ public: address, private: address });

type InstanceEndpoints = z.output<typeof pair>;

const resourceInstance: z.ZodType<InstanceEndpoints> = body(
  z.object({ extensions: z.object({ endpoints: pair }) }).transform(({ extensions }) => extensions.endpoints),
);

/** The reply of the broker of Hyper Protect Crypto Services. Source: IBM's "Setting up the KMS API". */
const brokered: z.ZodType<InstanceEndpoints> = body(z.object({ kms: pair }).transform(({ kms }) => kms));

/**
 * Asks IBM Cloud for its own endpoint of an instance, on the configured network. Answers are kept, failures aren't.
 * @throws ConfigurationError for an instance that is given without a CRN
 */
export function createDiscovery(
  endpoints: Endpoints,
  destination: (endpoint: Endpoint) => Destination,
  wiring: Wiring,
) {
  const known = new Memo();
  const ask = async (instance: KeyInstance): Promise<InstanceEndpoints> => {
    const { service, id, crn, region } = instance;
    if (crn === undefined || region === undefined) throw unknown(instance);
    const [place, method] = [`${SERVICE_NAMES[service]} instance ${id}`, "GET"] as const;
    const allow = `Give the caller the platform role Viewer on ${place}.`;
    const call = {
      place,
      method,
      refuse: ({ call, reply, sent }: Refused) => refusal(serviceErrors, call, reply, sent, { method, allow }),
      ...(service === "hs-crypto"
        ? { operation: "getInstanceEndpoints", path: `/crypto_v2/instances/${segment(id)}`, reply: brokered }
        : {
            operation: "getResourceInstance",
            path: `/v2/resource_instances/${segment(crn)}`,
            reply: resourceInstance,
          }),
    };
    const endpoint = service === "hs-crypto" ? brokerEndpoint(region) : resourceControllerEndpoint(endpoints, region);
    return callService(call, destination(endpoint), wiring);
  };
  return (instance: KeyInstance): Promise<Endpoint> =>
    known.once(instance.id, async () => chosen(instance, (await ask(instance))[endpoints.network]));
}

function unknown({ service, id }: KeyInstance): ConfigurationError {
  return new ConfigurationError(
    `IBM Cloud can't be asked for the endpoint of the ${SERVICE_NAMES[service]} instance ${id}: it has no CRN`,
    message`Give https://host:port in ${ref("url")}.`,
  );
}

function chosen({ service, id }: KeyInstance, address: string | undefined): Endpoint {
  if (address !== undefined) return parseEndpoint(address, ref("url"));
  throw new ConfigurationError(
    `The ${SERVICE_NAMES[service]} instance ${id} has no endpoint on the configured network`,
    message`Set the other one in ${howToGive(ibmSettings.network)}, or give https://host:port in ${ref("url")}.`,
  );
}
