import type net from "node:net";
import { ConfigurationError, NoReplyError } from "../../src/core/errors";
import { mayHaveActed } from "../../src/http/retry";
import { createTransport, type HttpRequest, type Transport, type TransportOptions } from "../../src/http/transport";
import { printed, rejection } from "./searching";
import { freePort, serve, serveRaw } from "./servers";

const SECRET = "tr0ub4dor-and-3";

let transport: Transport;

function start(options: Partial<TransportOptions> = {}): void {
  transport = createTransport({ loopback: true, connectTimeout: 5000, replyTimeout: 5000, env: {}, ...options });
}

beforeEach(() => start());

function post(origin: string): HttpRequest {
  return {
    operation: "CreateClientKey",
    method: "POST",
    url: new URL(`${origin}/?query=${SECRET}`),
    headers: { "content-type": "text/plain", authorization: SECRET },
    body: SECRET,
  };
}

async function noReply(origin: string): Promise<NoReplyError> {
  const error = await rejection(transport.send(post(origin)));
  expect(error).toBeInstanceOf(NoReplyError);
  expect(printed(error)).not.toContain(SECRET);
  expect((error as Error).message).toContain(`CreateClientKey at ${origin}`);
  return error as NoReplyError;
}

describe("a reply", () => {
  it("comes whole, with what was asked for having gone over the wire", async () => {
    let seen: string[] = [];
    const origin = await serve(async (request, response) => {
      let body = "";
      for await (const part of request) body += part;
      seen = [request.method ?? "", request.url ?? "", request.headers.authorization ?? "", body];
      response.writeHead(201, { "X-Acs-Request-Id": "r-1" }).end("grüße");
    });
    const { status, headers, body } = await transport.send(post(origin));
    expect(seen).toEqual(["POST", `/?query=${SECRET}`, SECRET, SECRET]);
    expect([status, headers["x-acs-request-id"], body]).toEqual([201, "r-1", "grüße"]);
  });

  it("may be a redirect, which is not followed", async () => {
    let requests = 0;
    const origin = await serve((_request, response) => {
      requests += 1;
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    expect((await transport.send(post(origin))).status).toBe(302);
    expect(requests).toBe(1);
  });

  it("to HEAD has headers and no body, and leaves the connection usable", async () => {
    const origin = await serve((_request, response) => response.writeHead(200, { "content-length": "1000" }).end());
    const request: HttpRequest = { operation: "countKeys", method: "HEAD", url: new URL(origin), headers: {} };
    for (let index = 0; index < 2; index += 1) {
      expect(await transport.send(request)).toMatchObject({ body: "", headers: { "content-length": "1000" } });
    }
  });

  it("may be of any status and form", async () => {
    const origin = await serve((_request, response) => response.writeHead(404).end("<html>"));
    expect(await transport.send(post(origin))).toMatchObject({ status: 404, body: "<html>" });
  });

  it("comes over connections that are kept and shared", async () => {
    const sockets = new Set<net.Socket>();
    const origin = await serve((request, response) => {
      sockets.add(request.socket);
      response.end();
    });
    for (let index = 0; index < 5; index += 1) await transport.send(post(origin));
    // The pool opens a second one when the first is not yet free again, and no more.
    expect(sockets.size).toBeLessThanOrEqual(2);
  });
});

describe("no reply", () => {
  it("has not sent the request when nothing listens", async () => {
    const error = await noReply(`http://127.0.0.1:${await freePort()}`);
    expect([error.sent, mayHaveActed(error)]).toEqual([false, false]);
    expect(error.message).toContain("ECONNREFUSED");
  });

  it("has not sent the request when DNS does not know the host", async () => {
    expect((await noReply("http://does-not-exist.invalid")).sent).toBe(false);
  });

  it("may have sent it when the connection is cut", async () => {
    const origin = await serve((request) => request.socket.destroy());
    const error = await noReply(origin);
    expect([error.sent, mayHaveActed(error)]).toEqual([true, true]);
  });

  it("may have sent it when the connection is cut in the middle of the body", async () => {
    const origin = await serve((request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write(SECRET, () => request.socket.destroy());
    });
    expect((await noReply(origin)).sent).toBe(true);
  });

  it("comes of headers that are too slow", async () => {
    start({ replyTimeout: 50 });
    const origin = await serve(() => undefined);
    const error = await noReply(origin);
    expect(error.sent).toBe(true);
    expect(error.message).toContain("UND_ERR_HEADERS_TIMEOUT");
  });

  it("comes of a body that stops half-way", async () => {
    start({ replyTimeout: 50 });
    const origin = await serve((_request, response) => response.writeHead(200).write("{"));
    const error = await noReply(origin);
    expect(error.sent).toBe(true);
    expect(error.message).toContain("UND_ERR_BODY_TIMEOUT");
  });

  it("comes of a body that drips for ever", async () => {
    start({ replyTimeout: 200, connectTimeout: 200 });
    let cut: Promise<void> | undefined;
    const origin = await serve((_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write("."), 20);
      cut = new Promise((resolve) =>
        response.on("close", () => {
          clearInterval(timer);
          resolve();
        }),
      );
    });
    const error = await noReply(origin);
    expect(error.sent).toBe(true);
    expect(error.message).toContain("OUT_OF_TIME");
    await cut;
  });

  it("comes of a body without end", async () => {
    const chunk = Buffer.alloc(1024 * 1024, SECRET);
    const origin = await serve((_request, response) => {
      const more = (): void => void response.write(chunk, (failed) => failed ?? setImmediate(more));
      more();
    });
    const error = await noReply(origin);
    expect(error.sent).toBe(true);
    expect(error.message).toContain("too long");
  });

  it("comes of what is no HTTP, and does not repeat it", async () => {
    const port = await serveRaw((socket) => socket.end(`SSH-2.0 ${SECRET}\r\n\r\n`));
    const error = await noReply(`http://127.0.0.1:${port}`);
    expect(error.sent).toBe(true);
    expect(error.message).toContain("not HTTP");
  });

  it("has not sent the request when TLS never gets an answer", async () => {
    start({ connectTimeout: 100 });
    const port = await serveRaw(() => undefined);
    const error = await noReply(`https://127.0.0.1:${port}`);
    expect(error.sent).toBe(false);
    expect(error.message).toContain("UND_ERR_CONNECT_TIMEOUT");
  });

  it("has not sent the request when the other side cuts the connection in the middle of the handshake", async () => {
    const port = await serveRaw((socket) => socket.once("data", () => socket.destroy()));
    expect((await noReply(`https://127.0.0.1:${port}`)).sent).toBe(false);
  });
});

describe("the proxy variables", () => {
  it("are not used for this machine", async () => {
    const origin = await serve((_request, response) => response.end("direct"));
    start({ env: { HTTP_PROXY: "http://127.0.0.1:1", HTTPS_PROXY: "http://127.0.0.1:1" } });
    expect((await transport.send(post(origin))).body).toBe("direct");
  });

  it.each(["squid.internal:3128", "ftp://squid.internal", `://${SECRET}`])(
    "are refused when they hold no address: %#",
    async (url) => {
      start({ loopback: false, env: { https_proxy: url } });
      const error = await rejection(transport.send(post("https://kms.invalid")));
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(printed(error)).toContain("HTTPS_PROXY");
      expect(printed(error)).not.toContain(url);
    },
  );
});
