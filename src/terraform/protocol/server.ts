import { mkdtempSync, rmSync } from "node:fs";
import {
  createSecureServer,
  createServer,
  type Http2SecureServer,
  type Http2Server,
  type ServerHttp2Session,
} from "node:http2";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Identity } from "./certificate";
import type { RequestListener } from "./routes";

/** Where a server listens, in the words of Go's network package. */
export interface Address {
  readonly network: "unix" | "tcp";
  /** Path of the socket, or host and port. */
  readonly address: string;
}

/** Who may connect, and as whom the server shows itself. */
export interface Trust {
  readonly identity: Identity;
  /** PEM of the one certificate that clients must show. */
  readonly client: string;
}

export interface Listening {
  readonly address: Address;
  /** Connections that are open. */
  readonly sessions: ReadonlySet<ServerHttp2Session>;
  onSession(told: (session: ServerHttp2Session) => void): void;
  /** Ends the connections and removes the socket. */
  close(): Promise<void>;
}

/** Messages are as large as a resource's values are: neither the window nor the memory of a connection may hold them up. */
const HTTP2 = { settings: { initialWindowSize: 4 * 1024 * 1024 }, maxSessionMemory: 4096 };

/** Paths of sockets are limited to 103 bytes on macOS, 107 on Linux. */
const LONGEST_FOLDER = 80;

/** Node has no Unix sockets on Windows. */
export const LOCAL_NETWORK: Address["network"] = process.platform === "win32" ? "tcp" : "unix";

/** Listens, for this machine only. Without `trust` in plain text, which the rights on the socket's folder guard. */
export async function listen(
  listener: RequestListener,
  { trust, network = LOCAL_NETWORK }: { readonly trust?: Trust | undefined; readonly network?: Address["network"] },
): Promise<Listening> {
  const server = trust ? secureServer(trust, listener) : createServer(HTTP2, listener);
  const sessions = new Set<ServerHttp2Session>();
  server.on("session", (session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
  });
  const folder = network === "unix" ? privateFolder() : undefined;
  await started(server, folder);
  return {
    address: addressOf(server),
    sessions,
    onSession: (told) => server.on("session", told),
    close: () => close(server, sessions, folder),
  };
}

function secureServer({ identity, client }: Trust, listener: RequestListener): Http2SecureServer {
  const { cert, key } = identity;
  const both = { requestCert: true, rejectUnauthorized: true, minVersion: "TLSv1.2" } as const;
  return createSecureServer({ ...HTTP2, ...both, cert, key, ca: client }, listener);
}

function privateFolder(): string {
  const temporary = tmpdir();
  return mkdtempSync(path.join(temporary.length > LONGEST_FOLDER ? "/tmp" : temporary, "keysmith-"));
}

function started(server: Http2Server | Http2SecureServer, folder: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    const listening = () => {
      server.off("error", reject);
      resolve();
    };
    if (folder) server.listen(path.join(folder, "provider"), listening);
    else server.listen(0, "127.0.0.1", listening);
  });
}

function addressOf(server: Http2Server | Http2SecureServer): Address {
  const address = server.address() as AddressInfo | string;
  return typeof address === "string"
    ? { network: "unix", address }
    : { network: "tcp", address: `${address.address}:${address.port}` };
}

async function close(
  server: Http2Server | Http2SecureServer,
  sessions: ReadonlySet<ServerHttp2Session>,
  folder: string | undefined,
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const session of sessions) session.destroy();
  await closed;
  if (folder) rmSync(folder, { recursive: true, force: true });
}
