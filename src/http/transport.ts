import type { EnvHttpProxyAgent } from "undici";
import { type AgentOptions, openAgent } from "./agent";
import { exchange, Unanswered } from "./exchange";
import { transportFailure } from "./failure";

/** One request as it goes over the wire. Only `operation` and the origin of `url` are ever repeated in an error. */
export interface HttpRequest {
  /** What the caller calls the request, for messages. */
  readonly operation: string;
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A whole reply, whatever its status. Redirects are replies too: they are not followed. */
export interface HttpReply {
  readonly status: number;
  /** By lower-case name; of a repeated header, the values joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

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
    send: async (request) => sendThrough(await open(), request, options),
    close: async () => {
      const opened = agent;
      agent = undefined;
      await (await opened?.catch(() => undefined))?.close();
    },
  };
}

async function sendThrough(
  agent: EnvHttpProxyAgent,
  request: HttpRequest,
  { connectTimeout, replyTimeout, howToTrust }: TransportOptions,
): Promise<HttpReply> {
  try {
    return await exchange(agent, request, connectTimeout + 2 * replyTimeout);
  } catch (error) {
    if (error instanceof Unanswered) throw transportFailure(request, error, howToTrust);
    throw error;
  }
}
