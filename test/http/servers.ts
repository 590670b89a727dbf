import http from "node:http";
import https from "node:https";
import net, { type AddressInfo } from "node:net";

/** What a test has opened, closed after it. */
const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

/** Keeps `server` open for the rest of the test; then cuts what is still connected to it. @returns the port */
export async function listen(server: net.Server): Promise<number> {
  const sockets = new Set<net.Socket>();
  server.on("connection", (socket: net.Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** An HTTP server. @returns its origin */
export async function serve(handler: http.RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(http.createServer(handler))}`;
}

/** An HTTPS server. @returns its port */
export async function serveTls(options: https.ServerOptions, handler: http.RequestListener): Promise<number> {
  return listen(https.createServer(options, handler));
}

/** A server that speaks for itself. @returns its port */
export async function serveRaw(onConnection: (socket: net.Socket) => void): Promise<number> {
  return listen(net.createServer(onConnection));
}

export interface Proxy {
  readonly url: string;
  /** The hosts that it was asked for, in order. */
  readonly asked: string[];
}

/** A proxy that tunnels every CONNECT to `target`, or answers it with another status. */
export async function serveProxy(target: number, status = 200): Promise<Proxy> {
  const asked: string[] = [];
  const server = http.createServer((_request, response) => response.writeHead(501).end());
  server.on("connect", (request, client: net.Socket) => {
    asked.push(request.url ?? "");
    if (status !== 200) {
      client.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      return;
    }
    const upstream = net.connect(target, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on("error", () => client.destroy());
    client.on("error", () => upstream.destroy()).on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, asked };
}

/** A port on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
