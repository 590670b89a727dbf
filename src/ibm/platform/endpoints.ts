import { ConfigurationError } from "../../core/errors";
import { howToGive, message, ref } from "../../core/message";
import { type Endpoint, httpsEndpoint, parseEndpoint, requireRegion } from "../../http/endpoint";
import { SERVICE_NAMES } from "./features";
import type { KeyInstance } from "./instance";
import { ibmSettings } from "./settings";

/** Where IBM's services are, as far as the settings say. What is more specific counts first. */
export interface Endpoints {
  readonly network: "public" | "private";
  /** One base for all of them: an emulator, or a gateway. */
  readonly all?: Endpoint | undefined;
  readonly kms?: Endpoint | undefined;
  readonly iam?: Endpoint | undefined;
  readonly appConfig?: Endpoint | undefined;
  readonly resourceController?: Endpoint | undefined;
}

/** Source of the hosts: IBM's documentation of each service, "regions and endpoints". */
export function iamEndpoint({ iam, all, network }: Endpoints): Endpoint {
  return iam ?? all ?? httpsEndpoint(`${network === "private" ? "private." : ""}iam.cloud.ibm.com`);
}

/** @throws ConfigurationError for what is no region */
export function appConfigEndpoint({ appConfig, all, network }: Endpoints, region: string): Endpoint {
  requireIbmRegion(region);
  return appConfig ?? all ?? httpsEndpoint(`${network === "private" ? "private." : ""}${region}.apprapp.cloud.ibm.com`);
}

/** The private hosts are in two regions only, and know all instances. */
export function resourceControllerEndpoint(endpoints: Endpoints, region: string | undefined): Endpoint {
  const { resourceController, all, network } = endpoints;
  const prefix = network === "private" ? `private.${region === "us-east" ? region : "us-south"}.` : "";
  return resourceController ?? all ?? httpsEndpoint(`${prefix}resource-controller.cloud.ibm.com`);
}

/** What knows the endpoints of Hyper Protect Crypto Services instances; on the internet only. */
export function brokerEndpoint({ all }: Endpoints, region: string): Endpoint {
  requireIbmRegion(region);
  return all ?? httpsEndpoint(`${region}.broker.hs-crypto.cloud.ibm.com`);
}

/** The endpoint of the key API that a user gives, if one does. @throws ConfigurationError when it can't be used */
export function givenKeyEndpoint({ kms, all }: Endpoints, { url, service }: KeyInstance): Endpoint | undefined {
  if (url !== undefined) return parseEndpoint(url, ref("url"));
  const given = (service === "kms" ? kms : undefined) ?? all;
  if (given || service !== "icp") return given;
  throw new ConfigurationError(
    `Nothing says where the key API of ${SERVICE_NAMES.icp} is`,
    message`Give https://host:port in ${ref("url")}, or in ${howToGive(ibmSettings.endpoint)}.`,
  );
}

const ID = /^[a-z0-9][a-z0-9-]{0,62}$/i;

/** IBM Cloud's own endpoint of an instance's key API. @throws ConfigurationError when the instance doesn't name one */
export function keyEndpoint({ network }: Endpoints, { service, id, region }: KeyInstance): Endpoint {
  requireIbmRegion(region ?? "");
  if (service === "kms") return httpsEndpoint(`${network === "private" ? "private." : ""}${region}.kms.cloud.ibm.com`);
  if (!ID.test(id)) {
    throw new ConfigurationError(
      `The instance ${JSON.stringify(id)} is no GUID`,
      "Take the CRN from IBM Cloud's resource list.",
    );
  }
  return httpsEndpoint(`${id}.api.${network === "private" ? "private." : ""}${region}.hs-crypto.appdomain.cloud`);
}

function requireIbmRegion(region: string): void {
  requireRegion(region, "us-south or eu-de");
}
