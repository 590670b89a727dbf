import type { Endpoint } from "../http/endpoint";
import type { Transport } from "../http/transport";
import type { Route } from "./call";

/** The connections to all endpoints. */
export interface Routes {
  /** The same object for the same endpoint and CA file. */
  to(endpoint: Endpoint, caFile?: string): Route;
  close(): Promise<void>;
}

/** Makes a transport, for this machine or for others, that trusts the authorities of a CA file. */
export type OpenTransport = (loopback: boolean, caFile: string | undefined) => Transport;

/**
 * One transport for each set of authorities to trust, here and elsewhere.
 * @param commonCaFile for endpoints that name no CA file
 */
export function createRoutes(open: OpenTransport, commonCaFile: string | undefined): Routes {
  const routes = new Map<string, Route>();
  const transports = new Map<string, Transport>();
  return {
    to(endpoint, caFile = commonCaFile) {
      const trust = JSON.stringify([endpoint.loopback, caFile]);
      const transport = kept(transports, trust, () => open(endpoint.loopback, caFile));
      return kept(routes, `${endpoint.origin} ${trust}`, () => ({ endpoint, transport }));
    },
    async close() {
      await Promise.all([...transports.values()].map((transport) => transport.close()));
    },
  };
}

function kept<T>(map: Map<string, T>, key: string, make: () => T): T {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}
