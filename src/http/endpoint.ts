import { isValid, parse } from "ipaddr.js";
import { ConfigurationError } from "../core/errors";
import { type Message, message } from "../core/message";

export interface Endpoint {
  readonly origin: string;
  /** The Host header: the host and, unless it is the usual one, the port. */
  readonly host: string;
  readonly loopback: boolean;
}

/**
 * An endpoint that a user names in place of the vendor's.
 * @param source where the text comes from, for messages
 * @throws ConfigurationError unless it is https, or http to this machine, and nothing but scheme, host and port
 */
export function parseEndpoint(text: string, source: Message): Endpoint {
  const problem = endpointProblem(text);
  if (problem) {
    // A text with an @ may hold a password.
    const given = text.includes("@") ? "The endpoint" : `The endpoint ${JSON.stringify(text)}`;
    throw new ConfigurationError(`${given} ${problem}`, message`Set it as https://host:port in ${source}.`);
  }
  const { origin, host, hostname } = new URL(text);
  return { origin, host, loopback: isLoopback(hostname) };
}

/** Why a text can't be an endpoint, in words that follow the text and never repeat it. */
export function endpointProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return "is not a URL";
  const { protocol, username, password, pathname, search, hash, hostname } = new URL(text);
  if (protocol !== "https:" && protocol !== "http:") return "is neither https nor http";
  if (username || password) return "holds a user or a password, which are not used here";
  if (pathname !== "/" || search || hash) return "holds more than scheme, host and port";
  return protocol === "http:" && !isLoopback(hostname)
    ? "is plain http, over which secrets may only go to this machine (localhost, 127.0.0.1, [::1])"
    : undefined;
}

export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  return host === "localhost" || (isValid(host) && parse(host).range() === "loopback");
}

/** One of the vendor's own endpoints. @param host never from outside without a check */
export function httpsEndpoint(host: string): Endpoint {
  return { origin: `https://${host}`, host, loopback: false };
}

const REGION = /^[a-z]{2}(-[a-z0-9]+)+$/;

/** Host names contain the region. @param examples for the message: `cn-hangzhou or eu-central-1` @throws ConfigurationError */
export function requireRegion(region: string, examples: string): void {
  if (REGION.test(region)) return;
  throw new ConfigurationError(
    `The region ${JSON.stringify(region)} is not the name of a region`,
    `Write it as ${examples}.`,
  );
}
