import { ConfigurationError } from "../core/errors";
import type { Environment } from "../core/settings";

export interface ProxyOptions {
  readonly httpProxy: string;
  readonly httpsProxy: string;
  readonly noProxy: string;
}

/**
 * The proxies that the environment names; empty texts stand for none. The lower-case variables win, as in curl.
 * @throws ConfigurationError naming the variable, but never its value: it may hold a password
 */
export function proxyOptions(env: Environment, loopback: boolean): ProxyOptions {
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
      `The environment variable ${name} holds no address of an HTTP proxy`,
      `Write it as ${name}=http://proxy.example.com:3128, or unset it.`,
    );
  }
  return text;
}

function isProxyUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
