import { z } from "zod";
import { ConfigurationError } from "../../core/errors";
import { howToGive, message, ref } from "../../core/message";
import { type Endpoint, parseEndpoint } from "../../http/endpoint";
import { refusal } from "../../http/refusal";
import type { InstanceEndpoints } from "../api";
import { callService, type Destination, type ServiceCall, type Wiring } from "./call";
import { body } from "./envelope";
import { serviceErrors } from "./errors";
import { SERVICE_NAMES } from "./features";
import type { KeyInstance } from "./instance";
import { segment } from "./segment";
import { ibmSettings } from "./settings";

/** Some replies leave the scheme out. */
const address = z
  .string()
  .nullish()
  .transform((text) => (text ? (text.includes("://") ? text : `https://${text}`) : undefined));

const pair = z.object({ public: address, private: address });

/** What the resource controller knows of an instance. */
const resourceInstance: z.ZodType<InstanceEndpoints> = body(
  z.object({ extensions: z.object({ endpoints: pair }) }).transform(({ extensions }) => extensions.endpoints),
);

/** What the broker of Hyper Protect Crypto Services knows. Source: IBM's "Setting up the KMS API". */
const brokered: z.ZodType<InstanceEndpoints> = body(z.object({ kms: pair }).transform(({ kms }) => kms));

export interface Directories {
  resourceController(region: string | undefined): Destination;
  broker(region: string): Destination;
}

/** Where instances are reached, as IBM Cloud tells it. */
export class Discovery {
  readonly #directories: Directories;
  readonly #network: "public" | "private";
  readonly #wiring: Wiring;
  readonly #known = new Map<string, Promise<Endpoint>>();

  constructor(directories: Directories, network: "public" | "private", wiring: Wiring) {
    this.#directories = directories;
    this.#network = network;
    this.#wiring = wiring;
  }

  /** The endpoint on the network that is set; asked for once. A failure is forgotten. */
  endpointOf(instance: KeyInstance): Promise<Endpoint> {
    const known = this.#known.get(instance.id);
    if (known) return known;
    const asked = this.ask(instance).then((found) => chosen(instance, found[this.#network]));
    this.#known.set(instance.id, asked);
    asked.catch(() => this.#known.delete(instance.id));
    return asked;
  }

  /** Both endpoints, asked for anew. @throws ConfigurationError for an instance that IBM Cloud can't know */
  async ask(instance: KeyInstance): Promise<InstanceEndpoints> {
    const { service, id, crn, region } = instance;
    if (service === "hs-crypto" && region !== undefined) {
      const path = `/crypto_v2/instances/${segment(id)}`;
      const call = question(instance, "getInstanceEndpoints", path, brokered);
      return callService(call, this.#directories.broker(region), this.#wiring);
    }
    if (service === "icp" || crn === undefined) throw unknown(instance);
    const path = `/v2/resource_instances/${segment(crn)}`;
    const call = question(instance, "getResourceInstance", path, resourceInstance);
    return callService(call, this.#directories.resourceController(region), this.#wiring);
  }
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
    `The ${SERVICE_NAMES[service]} instance ${id} has no endpoint on the network that is set`,
    message`Set the other one in ${howToGive(ibmSettings.network)}, or give https://host:port in ${ref("url")}.`,
  );
}

function question(
  { service, id }: KeyInstance,
  operation: string,
  path: string,
  reply: z.ZodType<InstanceEndpoints>,
): ServiceCall<InstanceEndpoints> {
  const place = `${SERVICE_NAMES[service]} instance ${id}`;
  const allow = `Give the caller the platform role Viewer on ${place}.`;
  const method = "GET";
  const refuse: ServiceCall<unknown>["refuse"] = ({ call, reply, secrets }) =>
    refusal(serviceErrors, call, reply, secrets, { method, allow });
  return { operation, method, place, path, kind: "read", retry: "idempotent", reply, refuse };
}
