import type { EnvHttpProxyAgent } from "undici";
import { type AgentOptions, openAgent } from "./agent";
import { exchange, type HttpReply, type HttpRequest } from "./exchange";

export type { HttpReply, HttpRequest };

export type TransportOptions = AgentOptions;

export interface Transport {
  /**
   * @throws NoReplyError when no whole reply came; its `sent` says whether the service may have acted
   * @throws ConfigurationError when the CA file, the proxy or the service's certificate can't be used
   */
  send(request: HttpRequest): Promise<HttpReply>;
  /** Waits for the requests under way and lets go of the connections. */
  close(): Promise<void>;
}

/** A transport that keeps one pool of connections per endpoint. Nothing is loaded or opened before the first request. */
export function createTransport(options: TransportOptions): Transport {
  let agent: Promise<EnvHttpProxyAgent> | undefined;
  const open = (): Promise<EnvHttpProxyAgent> => {
    agent ??= openAgent(options).catch((error: unknown) => {
      agent = undefined;
      throw error;
    });
    return agent;
  };
  return {
    send: async (request) => exchange(await open(), request, options),
    close: async () => {
      const opened = agent;
      agent = undefined;
      await (await opened?.catch(() => undefined))?.close();
    },
  };
}
