import { setMaxListeners } from "node:events";
import * as http from "node:http";
import * as https from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { TLSSocket } from "node:tls";
import { type Admin, adminPrefix } from "./admin";
import { refusalOfCaller } from "./admin-caller";
import { exchange, type Outcome, type Parts } from "./exchange";
import type { ReceivedRequest } from "./vendor";

export interface Listening {
  readonly host: string;
  readonly port: number;
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  /** Source address of every caller. Default: its real one. */
  readonly sourceAddress: string | undefined;
  /** The place that it serves, in the vendor's terms. Undefined: all. */
  readonly place?: string | undefined;
}

export interface Server {
  readonly port: number;
  /** Closes open connections and stops. */
  close(): Promise<void>;
}

/** Far more than the largest request of any operation (800 addresses). */
const maxBodyBytes = 1024 * 1024;

/** The vendor's clients send 800 addresses in the query: 56,000 bytes if all are long IPv6 addresses. */
const maxHeaderBytes = 128 * 1024;

/** Starts to listen. @throws the system's error when the port is not available. */
export async function listen(listening: Listening, parts: Parts, admin: Admin): Promise<Server> {
  const closing = new AbortController();
  // Each delayed reply adds a listener, and tests delay many.
  setMaxListeners(0, closing.signal);
  const handle = (request: http.IncomingMessage, response: http.ServerResponse): void => {
    serve(request, response).catch(() => response.destroy());
  };
  async function serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (body === undefined) return sendJson(response, 413, { error: "the request body is too large" });
    const received = receive(request, body, listening);
    if (received.path.startsWith(adminPrefix)) {
      const refusal = refusalOfCaller(request, listening.host);
      return refusal === undefined
        ? serveAdmin(admin, received, response)
        : sendJson(response, 403, { error: refusal });
    }
    const vendor = parts.vendors.find((candidate) => candidate.claims(received));
    if (vendor === undefined) return sendJson(response, 404, { error: `nothing is served at ${received.path}` });
    await send(exchange(parts, vendor, received), response, closing.signal);
  }
  const limits = { maxHeaderSize: maxHeaderBytes };
  const { cert, key } = listening.tls ?? {};
  const server = listening.tls
    ? https.createServer({ ...limits, cert, key }, handle)
    : http.createServer(limits, handle);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(listening.port, listening.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => close(server, closing),
  };
}

function close(server: http.Server | https.Server, closing: AbortController): Promise<void> {
  closing.abort();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function readBody(request: http.IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Read to the end anyway: stopping here would cut the connection before the answer.
    if (size <= maxBodyBytes) chunks.push(chunk);
  }
  return size <= maxBodyBytes ? Buffer.concat(chunks) : undefined;
}

function receive(request: http.IncomingMessage, body: Buffer, { sourceAddress, place }: Listening): ReceivedRequest {
  const [path = "/", search = ""] = splitOnce(request.url ?? "/", "?");
  return {
    method: request.method ?? "GET",
    path,
    search,
    headers: headerFields(request.rawHeaders),
    body,
    sourceAddress: sourceAddress ?? remoteAddress(request.socket),
    place,
    origin: `${request.socket instanceof TLSSocket ? "https" : "http"}://${request.headers.host ?? ""}`,
  };
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** Read from the raw list, because the parsed one drops repeated fields, which a signature covers. */
function headerFields(raw: readonly string[]): [string, string][] {
  const fields: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) fields.push([(raw[i] ?? "").toLowerCase(), raw[i + 1] ?? ""]);
  return fields;
}

function remoteAddress(socket: Socket): string {
  return socket.remoteAddress ?? "";
}

function serveAdmin(admin: Admin, received: ReceivedRequest, response: http.ServerResponse): void {
  const { status, body } = admin(received.method, received.path, received.body.toString("utf8"));
  sendJson(response, status, body);
}

function sendJson(response: http.ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json;charset=utf-8" });
  response.end(JSON.stringify(body));
}

async function send(outcome: Outcome, response: http.ServerResponse, closing: AbortSignal): Promise<void> {
  if (outcome.cut) {
    response.destroy();
    return;
  }
  const { answer, delayHeaders, delayBody } = outcome;
  const body = typeof answer.body === "string" ? Buffer.from(answer.body, "utf8") : answer.body;
  if (delayHeaders > 0) await delay(delayHeaders, undefined, { signal: closing });
  // A 204 has no content-length (RFC 9110, 8.6).
  const length = answer.status === 204 ? {} : { "content-length": body.length };
  response.writeHead(answer.status, { ...answer.headers, ...length });
  if (delayBody > 0) {
    response.write(body.subarray(0, body.length / 2));
    await delay(delayBody, undefined, { signal: closing });
    response.end(body.subarray(body.length / 2));
    return;
  }
  response.end(body);
}
