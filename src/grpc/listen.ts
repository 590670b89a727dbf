import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { type Server as GrpcServer, ServerCredentials } from "@grpc/grpc-js";
import { ConfigurationError } from "../core/errors";
import { isRunning } from "../core/process";

export interface SocketAddress {
  readonly network: "unix" | "tcp";
  /** Path of the socket, or host and port. */
  readonly address: string;
}

/** The client that may connect, and the identity that the server shows. */
export interface Trust {
  /** In PEM. */
  readonly identity: { readonly cert: string; readonly key: string };
  /** PEM of the one certificate that clients must show. */
  readonly client: string;
}

export interface Served {
  readonly server: GrpcServer;
  /** Ends the streams that are kept open in silence. */
  endSilence?(): void;
}

export interface Listening {
  readonly address: SocketAddress;
  readonly connections: ReadonlySet<Socket>;
  onConnection(told: (connection: Socket) => void): void;
  close(): Promise<void>;
}

/** Paths of sockets are limited to 103 bytes on macOS, 107 on Linux; ours take up to 43 beside the folder. */
const LONGEST_FOLDER = 60;

const OF_THIS_HOST = `keysmith-${createHash("sha256").update(hostname()).digest("hex").slice(0, 8)}-`;

/** A client that hasn't taken the rest of an answer by then doesn't want it. */
const LAST_WORDS_MS = 1_000;

/** Node has no Unix sockets on Windows. */
export const LOCAL_NETWORK: SocketAddress["network"] = process.platform === "win32" ? "tcp" : "unix";

/** Listens for this machine only. Without `trust`, in plain text: the rights on the folder guard a Unix socket, and nothing guards a port. */
export async function listen(
  { server: services, endSilence }: Served,
  {
    trust,
    network = LOCAL_NETWORK,
  }: { readonly trust?: Trust | undefined; readonly network?: SocketAddress["network"] },
): Promise<Listening> {
  const grpc = services.createConnectionInjector(credentialsOf(trust));
  const connections = new Set<Socket>();
  const server = createServer((connection) => {
    connections.add(connection);
    connection.once("close", () => connections.delete(connection));
    grpc.injectConnection(connection);
  });
  const folder = network === "unix" ? privateFolder() : undefined;
  if (folder) server.listen(path.join(folder, "provider"));
  else server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = async () => {
    endSilence?.();
    grpc.drain(LAST_WORDS_MS);
    // This also ends clients that have connected and never sent a word.
    const limit = setTimeout(() => connections.forEach((each) => void each.destroy()), LAST_WORDS_MS);
    await new Promise((resolve) => server.close(resolve));
    clearTimeout(limit);
    if (folder) rmSync(folder, { recursive: true, force: true });
  };
  const onConnection = (told: (connection: Socket) => void) => void server.on("connection", told);
  return { address: socketOf(server), connections, onConnection, close };
}

function credentialsOf(trust: Trust | undefined): ServerCredentials {
  if (!trust) return ServerCredentials.createInsecure();
  const { cert, key } = trust.identity;
  const own = [{ cert_chain: Buffer.from(cert), private_key: Buffer.from(key) }];
  return ServerCredentials.createSsl(Buffer.from(trust.client), own, true);
}

/** @throws ConfigurationError if no file can be made */
function privateFolder(): string {
  const temporary = tmpdir().length > LONGEST_FOLDER ? "/tmp" : tmpdir();
  try {
    removeAbandoned(temporary);
    return mkdtempSync(path.join(temporary, `${OF_THIS_HOST}${process.pid}-`));
  } catch (error) {
    throw new ConfigurationError(
      `the provider can't make its socket in ${temporary}: ${(error as Error).message}`,
      "Set TMPDIR to a folder that you may write to.",
    );
  }
}

/** Removes the folders that killed providers left. Containers can share the temporary folder, but not process ids. */
function removeAbandoned(temporary: string): void {
  for (const name of readdirSync(temporary)) {
    const pid = name.startsWith(OF_THIS_HOST) ? Number.parseInt(name.slice(OF_THIS_HOST.length), 10) : Number.NaN;
    if (!Number.isNaN(pid) && !isRunning(pid)) tryToRemove(path.join(temporary, name));
  }
}

/** A folder that another user left stays. */
function tryToRemove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {}
}

function socketOf(server: Server): SocketAddress {
  const address = server.address() as AddressInfo | string;
  return typeof address === "string"
    ? { network: "unix", address }
    : { network: "tcp", address: `${address.address}:${address.port}` };
}
