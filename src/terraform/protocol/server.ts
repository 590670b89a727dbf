import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { ServerCredentials } from "@grpc/grpc-js";
import type { Identity } from "./certificate";
import type { GrpcServices } from "./grpc";

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
  readonly connections: ReadonlySet<Socket>;
  onConnection(told: (connection: Socket) => void): void;
  /** Sends what is to be sent, ends the connections and removes the socket. */
  close(): Promise<void>;
}

/** Paths of sockets are limited to 103 bytes on macOS, 107 on Linux. */
const LONGEST_FOLDER = 80;

/** Who doesn't take the rest of an answer by then doesn't want it. */
const LAST_WORDS_MS = 1_000;

/** Node has no Unix sockets on Windows. */
export const LOCAL_NETWORK: Address["network"] = process.platform === "win32" ? "tcp" : "unix";

/** Listens, for this machine only. Without `trust` in plain text, which the rights on the socket's folder guard. */
export async function listen(
  { server: services, endSilence }: GrpcServices,
  { trust, network = LOCAL_NETWORK }: { readonly trust?: Trust | undefined; readonly network?: Address["network"] },
): Promise<Listening> {
  const grpc = services.createConnectionInjector(credentialsOf(trust));
  const connections = new Set<Socket>();
  const server = createServer((connection) => {
    connections.add(connection);
    connection.once("close", () => connections.delete(connection));
    grpc.injectConnection(connection);
  });
  const folder = network === "unix" ? privateFolder() : undefined;
  await started(server, folder);
  const close = async () => {
    endSilence();
    grpc.drain(LAST_WORDS_MS);
    // Also who has connected and never said a word.
    const limit = setTimeout(() => connections.forEach((each) => void each.destroy()), LAST_WORDS_MS);
    await new Promise((resolve) => server.close(resolve));
    clearTimeout(limit);
    if (folder) rmSync(folder, { recursive: true, force: true });
  };
  const onConnection = (told: (connection: Socket) => void) => void server.on("connection", told);
  return { address: addressOf(server), connections, onConnection, close };
}

function credentialsOf(trust: Trust | undefined): ServerCredentials {
  if (!trust) return ServerCredentials.createInsecure();
  const { cert, key } = trust.identity;
  const own = [{ cert_chain: Buffer.from(cert), private_key: Buffer.from(key) }];
  return ServerCredentials.createSsl(Buffer.from(trust.client), own, true);
}

function privateFolder(): string {
  const temporary = tmpdir();
  return mkdtempSync(path.join(temporary.length > LONGEST_FOLDER ? "/tmp" : temporary, "keysmith-"));
}

function started(server: Server, folder: string | undefined): Promise<void> {
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

function addressOf(server: Server): Address {
  const address = server.address() as AddressInfo | string;
  return typeof address === "string"
    ? { network: "unix", address }
    : { network: "tcp", address: `${address.address}:${address.port}` };
}
