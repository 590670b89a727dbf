import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/**
 * The reason why a request may not use the admin routes; undefined when it may.
 *
 * Only this machine may use them, and no web page that a browser on it shows. Such a page has another `Origin`, or reaches this
 * machine by a name of its own (DNS rebinding), which `Host` shows.
 *
 * @param name the host at which the emulator was told to listen
 */
export function refusalOfCaller({ headers, socket }: IncomingMessage, name: string): string | undefined {
  const { host = "", origin } = headers;
  if (!isLoopback(socket.remoteAddress ?? "")) return "the admin routes answer to loopback callers only";
  if (!isLocal(hostnameOf(host), name)) return `the admin routes are of this machine, which the Host "${host}" is not`;
  if (origin !== undefined && !isSame(origin, host))
    return `the admin routes are not for pages of the Origin "${origin}"`;
  return undefined;
}

function isLocal(hostname: string, name: string): boolean {
  return isLoopback(hostname) || /^(.+\.)?localhost$/.test(hostname) || (hostname !== "" && hostname === name);
}

function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:/, "");
  return plain === "::1" || (isIP(plain) === 4 && plain.startsWith("127."));
}

/** In lower case, without port and brackets. */
function hostnameOf(host: string): string {
  return host
    .toLowerCase()
    .replace(/:\d+$/, "")
    .replace(/^\[(.*)\]$/, "$1");
}

function isSame(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
