import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/**
 * Why a request may not steer the emulator; nothing when it may.
 *
 * Only this machine may, and no web page that a browser on it shows: such a page comes as another `Origin`, or by a name of
 * its own that leads to this machine (DNS rebinding), which `Host` tells.
 *
 * @param name what the emulator was told to listen at
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

/** Without port and brackets, in lower case. */
function hostnameOf(host: string): string {
  return host
    .toLowerCase()
    .replace(/:\d+$/, "")
    .replace(/^\[(.*)\]$/, "$1");
}

function isSame(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
