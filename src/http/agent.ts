import type { buildConnector, EnvHttpProxyAgent, Pool } from "undici";
import type { Environment } from "../core/settings";
import { readCaFile } from "./ca";
import { proxyOptions } from "./proxy";

export interface AgentOptions {
  /** Whether every request goes to this machine; then no proxy is used, so that nothing leaves it. */
  readonly loopback: boolean;
  /** A PEM file with the only certificate authorities to trust; otherwise Node's own. */
  readonly caFile?: string | undefined;
  /** How a user names a CA file, for messages: `give … as CA file`. */
  readonly howToTrust?: string;
  /** Milliseconds until a connection, TLS included, must stand. */
  readonly connectTimeout: number;
  /** Milliseconds until the headers must have come, and then between two parts of the body. */
  readonly replyTimeout: number;
  /** Where HTTPS_PROXY, HTTP_PROXY and NO_PROXY are looked up. */
  readonly env: Environment;
}

/** The longest page of a list stays below: 5,000 keys of 3 KiB. A reply beyond it is no reply of a KMS. */
const LARGEST_REPLY = 32 * 1024 * 1024;

/**
 * Pools of connections, one per endpoint, directly or through the proxies that the environment names.
 * @throws ConfigurationError when the CA file or a proxy's address can't be used
 */
export async function openAgent(options: AgentOptions): Promise<EnvHttpProxyAgent> {
  const proxies = proxyOptions(options.env, options.loopback);
  const tls = { minVersion: "TLSv1.2", timeout: options.connectTimeout } as const;
  const endpointTls = options.caFile === undefined ? tls : { ...tls, ca: await readCaFile(options.caFile) };
  // Loaded here and not above: it takes longer to load than a plan takes to make, and a plan sends nothing.
  const undici = require("undici") as typeof import("undici");
  return new undici.EnvHttpProxyAgent({
    ...proxies,
    connect: endpointTls,
    requestTls: endpointTls,
    proxyTls: tls,
    headersTimeout: options.replyTimeout,
    bodyTimeout: options.replyTimeout,
    maxResponseSize: LARGEST_REPLY,
    factory: (origin, given) => new undici.Pool(origin, giveUpOnCutTunnels(given)),
    // A proxy that doesn't answer CONNECT holds up the connection, not the reply.
    clientFactory: (origin, given) => new undici.Pool(origin, { ...given, headersTimeout: options.connectTimeout }),
  });
}

/**
 * When a proxy cuts the connection in answer to CONNECT, undici 7.30 takes that for a connection that was lost and opens
 * the next at once, without end: seen as 500 connections in half a second. With another code on the error it gives up.
 */
function giveUpOnCutTunnels(options: Pool.Options): Pool.Options {
  const { connect } = options;
  if (typeof connect !== "function") return options;
  const open: buildConnector.connector = (to, callback) =>
    connect(to, (error, socket) => {
      if (error) callback(isLostSocket(error) ? new CutTunnel() : error, null);
      else callback(null, socket);
    });
  return { ...options, connect: open };
}

function isLostSocket(error: Error): boolean {
  return (error as NodeJS.ErrnoException).code === "UND_ERR_SOCKET";
}

class CutTunnel extends Error {
  readonly code = "ECONNRESET";
}
