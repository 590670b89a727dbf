import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { buildConnector, EnvHttpProxyAgent, Pool } from "undici";
import { ConfigurationError } from "../core/errors";
import { Memo } from "../core/memo";
import type { Environment } from "../core/settings";
import { type ExchangeLimits, exchange, type HttpReply, type HttpRequest } from "./exchange";

export type { HttpReply, HttpRequest };

export interface TransportOptions extends ExchangeLimits {
  /** Whether every request goes to this machine; then no proxy is used, so that nothing leaves the machine. */
  readonly loopback: boolean;
  /** A PEM file with the only certificate authorities to trust; by default Node's own. */
  readonly caFile?: string | undefined;
  /** The same as texts in PEM form, in place of the file. */
  readonly ca?: readonly string[] | undefined;
  readonly env: Environment;
}

export interface Transport {
  /**
   * @throws NoReplyError when no complete reply arrived; its `sent` says whether the service may have acted
   * @throws ConfigurationError when the CA file, the proxy or the service's certificate can't be used
   */
  send(request: HttpRequest): Promise<HttpReply>;
}

/** A transport that keeps one pool of connections per endpoint. Nothing is loaded or opened before the first request. */
export function createTransport(options: TransportOptions): Transport {
  const memo = new Memo();
  return { send: async (request) => exchange(await memo.once("agent", () => openAgent(options)), request, options) };
}

/** The longest page of a list is shorter: 5,000 keys of 3 KiB. A longer reply isn't a KMS's. */
const LARGEST_REPLY = 32 * 1024 * 1024;

/** @throws ConfigurationError when the CA file or a proxy's address can't be used */
async function openAgent(options: TransportOptions): Promise<EnvHttpProxyAgent> {
  const proxies = proxyOptions(options.env, options.loopback);
  const tls = { minVersion: "TLSv1.2", timeout: options.connectTimeout } as const;
  const ca = options.ca ?? (options.caFile === undefined ? undefined : await readCaFile(options.caFile));
  const endpointTls = ca === undefined ? tls : { ...tls, ca: [...ca] };
  // Loaded here because it takes longer to load than a plan takes to make, and a plan sends nothing.
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
 * When a proxy cuts the connection in answer to CONNECT, undici 7.30 takes it for a lost connection and opens the next at once,
 * without end: seen as 500 connections in half a second. With another code on the error, it gives up.
 */
function giveUpOnCutTunnels(options: Pool.Options): Pool.Options {
  const { connect } = options;
  if (typeof connect !== "function") return options;
  const open: buildConnector.connector = (to, callback) =>
    connect(to, (error, socket) => {
      const isLost = (error as NodeJS.ErrnoException | null)?.code === "UND_ERR_SOCKET";
      if (error) callback(isLost ? new CutTunnel() : error, null);
      else callback(null, socket);
    });
  return { ...options, connect: open };
}

class CutTunnel extends Error {
  readonly code = "ECONNRESET";
}

/**
 * The proxies that the environment names; an empty text stands for none. Lower-case variables win, as in curl.
 * @throws ConfigurationError naming the variable, but never its value: it may hold a password
 */
function proxyOptions(env: Environment, loopback: boolean): EnvHttpProxyAgent.Options {
  if (loopback) return { httpProxy: "", httpsProxy: "", noProxy: "*" };
  return {
    httpProxy: proxyFrom(env, "HTTP_PROXY"),
    httpsProxy: proxyFrom(env, "HTTPS_PROXY"),
    noProxy: env["no_proxy"] ?? env["NO_PROXY"] ?? "",
  };
}

function proxyFrom(env: Environment, name: string): string {
  const text = env[name.toLowerCase()] ?? env[name] ?? "";
  if (text !== "" && !isProxyUrl(text)) {
    throw new ConfigurationError(
      `The environment variable ${name} does not hold the address of an HTTP proxy`,
      `Write it as ${name}=http://proxy.example.com:3128, or unset it.`,
    );
  }
  return text;
}

function isProxyUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

const WHY: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "this user may not read it",
  EPERM: "this user may not read it",
  EISDIR: "it is a folder",
};

export function certificatesIn(pem: string): string[] {
  return pem.match(CERTIFICATE) ?? [];
}

/** @throws ConfigurationError naming the path and why it can't be used */
export async function readCaFile(path: string): Promise<string[]> {
  const certificates = certificatesIn(await readText(path));
  if (certificates.length === 0) throw unusable(path, "it holds no PEM certificate");
  const broken = certificates.findIndex((pem) => !isCertificate(pem));
  if (broken >= 0) throw unusable(path, `certificate ${broken + 1} in it can't be read`);
  return certificates;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code);
    throw unusable(path, WHY[code] ?? code, error);
  }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

function unusable(path: string, why: string, cause?: unknown): ConfigurationError {
  return new ConfigurationError(
    `The CA file ${JSON.stringify(path)} can't be used: ${why}`,
    "Name a file with one or more certificates in PEM form.",
    { cause },
  );
}
