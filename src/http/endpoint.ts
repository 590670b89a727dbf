import { isValid, parse } from "ipaddr.js";
import { ConfigurationError } from "../core/errors";

/** Where a service is reached. */
export interface Endpoint {
  /** `https://kms.example.com:8443`. */
  readonly origin: string;
  /** Host and, unless it is the usual one, port: what the Host header says. */
  readonly host: string;
  /** Whether it is on this machine. */
  readonly loopback: boolean;
}

/**
 * An endpoint that a user names in place of the vendor's.
 * @param source where the text comes from, for messages
 * @throws ConfigurationError unless it is https, or http to this machine, and nothing but scheme, host and port
 */
export function parseEndpoint(text: string, source: string): Endpoint {
  // A text with an @ may hold a password.
  const given = text.includes("@") ? "The endpoint" : `The endpoint ${JSON.stringify(text)}`;
  const refuse = (problem: string): ConfigurationError =>
    new ConfigurationError(`${given} ${problem}`, `Set it as https://host:port in ${source}.`);

  if (!URL.canParse(text)) throw refuse("is no URL");
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") throw refuse("is neither https nor http");
  if (url.username || url.password) throw refuse("holds a user or a password, which have no use here");
  if (url.pathname !== "/" || url.search || url.hash) throw refuse("holds more than scheme, host and port");
  const loopback = isLoopback(url.hostname);
  if (url.protocol === "http:" && !loopback) {
    throw refuse("is plain http, by which secrets may only go to this machine (localhost, 127.0.0.1, [::1])");
  }
  return { origin: url.origin, host: url.host, loopback };
}

/** Whether a URL's host is this machine: `localhost`, 127.0.0.0/8 or `[::1]`. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  return host === "localhost" || (isValid(host) && parse(host).range() === "loopback");
}

/** An endpoint of the vendor's own. @param host never from outside without a check */
export function httpsEndpoint(host: string): Endpoint {
  return { origin: `https://${host}`, host, loopback: false };
}

const REGION = /^[a-z]{2}(-[a-z0-9]+)+$/;

/**
 * Refuses anything but the name of a region, as hosts are made of it.
 * @param examples for the message: `cn-hangzhou or eu-central-1`
 * @throws ConfigurationError
 */
export function requireRegion(region: string, examples: string): void {
  if (REGION.test(region)) return;
  throw new ConfigurationError(
    `The region ${JSON.stringify(region)} is no name of a region`,
    `Write it as ${examples}.`,
  );
}
