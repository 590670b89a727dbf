import type { HttpRequest } from "../../../http/transport";
import type { KeyService } from "../../platform/instance";
import type { KeyOperation } from "./operations";

export interface Flavour {
  /** The path of an operation below the origin, with its `?action=` where the service has such. */
  pathOf(operation: KeyOperation<unknown>): string;
  headersOf(operation: KeyOperation<unknown>, instance: string): HttpRequest["headers"];
  /** What the body is said to be. */
  mediaTypeOf(operation: KeyOperation<unknown>): string;
}

const COLLECTION = "application/vnd.ibm.collection+json";

/** Key Protect and Hyper Protect Crypto Services. */
const cloud: Flavour = {
  pathOf: ({ path }) => `/api/v2${path}`,
  headersOf: ({ prefer }, instance) => ({ "bluemix-instance": instance, ...(prefer && { prefer }) }),
  mediaTypeOf: ({ sends }) => mediaType(sends ?? "key"),
};

const ACTION = /\/actions\/(\w+)$/;

/** IBM Cloud Private: the older forms, as its documentation shows them (2019-12). */
const privateCloud: Flavour = {
  pathOf: ({ path }) => `/kms/api/v2${path.replace(ACTION, "?action=$1")}`,
  headersOf: (operation, instance) => ({ "icp-instance": instance, accept: accepted(operation) }),
  mediaTypeOf: () => mediaType("key"),
};

function accepted({ method, path }: KeyOperation<unknown>): string {
  if (ACTION.test(path)) return mediaType("key_action");
  return method === "GET" ? COLLECTION : mediaType("key");
}

/** The media type of the key services' own formats. @param name such as `key` or `key_action` */
export function mediaType(name: string): string {
  return `application/vnd.ibm.kms.${name}+json`;
}

export function flavourOf(service: KeyService): Flavour {
  return service === "icp" ? privateCloud : cloud;
}
