import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import { ConfigurationError, NoReplyError } from "../../src/core/errors";
import { createTransport, type HttpRequest, type TransportOptions } from "../../src/http/transport";
import { type Identity, makeAuthority, makeServer } from "./certificates";
import { printed, rejection } from "./searching";
import { freePort, serveProxy, serveRaw, serveTls } from "./servers";

const HOST = "kms.cn-hangzhou.aliyuncs.com";
const PASSWORD = "pr0xy-passw0rd";

const authority = makeAuthority();
const remote: Identity = makeServer(HOST, authority);
const local: Identity = makeServer("127.0.0.1", authority);

let folder: string;
let caFile: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "keysmith-"));
  caFile = join(folder, "ca.pem");
  await writeFile(caFile, authority.cert);
});
afterAll(() => rm(folder, { recursive: true }));

function send(origin: string, options: Partial<TransportOptions> = {}): Promise<unknown> {
  const transport = createTransport({
    loopback: false,
    caFile,
    connectTimeout: 2000,
    replyTimeout: 2000,
    env: { no_proxy: "127.0.0.1" },
    ...options,
  });
  const request: HttpRequest = { operation: "ListClientKeys", method: "GET", url: new URL(origin), headers: {} };
  return transport.send(request);
}

const answering: Parameters<typeof serveTls>[1] = (_request, response) => response.end("reached");

describe("the certificate of the endpoint", () => {
  it("is trusted when the CA file's authority issued it", async () => {
    const port = await serveTls(local, answering);
    expect(await send(`https://127.0.0.1:${port}`)).toMatchObject({ status: 200, body: "reached" });
  });

  it("is not trusted without the CA file", async () => {
    const port = await serveTls(local, answering);
    const error = await rejection(send(`https://127.0.0.1:${port}`, { caFile: undefined }));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(printed(error)).toMatch(/UNABLE_TO_|SELF_SIGNED_/);
    expect(printed(error)).not.toContain("BEGIN CERTIFICATE");
    expect((error as Error).message).toContain("give that authority's certificate as the CA file");
  });

  it("that is not trusted is told with the caller's own words about what to do", async () => {
    const port = await serveTls(local, answering);
    const options = { caFile: undefined, howToTrust: "name it in my.setting" };
    const error = await rejection(send(`https://127.0.0.1:${port}`, options));
    expect((error as Error).message).toContain("comes from an authority of your own, name it in my.setting.");
  });

  it("is not trusted for another host", async () => {
    const port = await serveTls(remote, answering);
    const error = await rejection(send(`https://127.0.0.1:${port}`));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(printed(error)).toContain("ERR_TLS_CERT_ALTNAME_INVALID");
  });
});

describe("TLS below 1.2", () => {
  const weak = "DEFAULT@SECLEVEL=0";
  const old = { ...local, minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: weak } as const;
  const defaults = { version: tls.DEFAULT_MIN_VERSION, ciphers: tls.DEFAULT_CIPHERS };

  // As NODE_OPTIONS=--tls-min-v1.0 does: what Node allows by default is not what we rely on.
  beforeEach(() => {
    tls.DEFAULT_MIN_VERSION = "TLSv1";
    tls.DEFAULT_CIPHERS = weak;
  });
  afterEach(() => {
    tls.DEFAULT_MIN_VERSION = defaults.version;
    tls.DEFAULT_CIPHERS = defaults.ciphers;
  });

  it("is refused, and nothing is sent", async () => {
    let requests = 0;
    const port = await serveTls(old, (_request, response) => {
      requests += 1;
      response.end();
    });
    const error = await rejection(send(`https://127.0.0.1:${port}`));
    expect(error).toBeInstanceOf(NoReplyError);
    expect((error as NoReplyError).sent).toBe(false);
    expect((error as Error).message).toContain("TLS 1.2");
    expect(requests).toBe(0);
  });

  it("is what that server speaks with a client that allows it", async () => {
    const port = await serveTls(old, answering);
    const socket = tls.connect({ port, host: "127.0.0.1", ca: authority.cert });
    await new Promise((resolve, reject) => socket.once("secureConnect", resolve).once("error", reject));
    expect(socket.getProtocol()).toBe("TLSv1.1");
    socket.destroy();
  });
});

describe("a proxy", () => {
  it("is used for https, with the service's own TLS inside its tunnel", async () => {
    const proxy = await serveProxy(await serveTls(remote, answering));
    expect(await send(`https://${HOST}`, { env: { HTTPS_PROXY: proxy.url } })).toMatchObject({ body: "reached" });
    expect(proxy.asked).toEqual([`${HOST}:443`]);
  });

  it("is not used for hosts in NO_PROXY", async () => {
    const proxy = await serveProxy(await freePort());
    const port = await serveTls(local, answering);
    const env = { HTTPS_PROXY: proxy.url, NO_PROXY: "example.com,127.0.0.1" };
    expect(await send(`https://127.0.0.1:${port}`, { env })).toMatchObject({ body: "reached" });
    expect(proxy.asked).toEqual([]);
  });

  it("gets the user and password of its address, which no error repeats", async () => {
    const proxy = await serveProxy(await freePort(), 407);
    const env = { HTTPS_PROXY: proxy.url.replace("//", `//user:${PASSWORD}@`) };
    const error = await rejection(send(`https://${HOST}`, { env }));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as Error).message).toContain("HTTP 407");
    expect(printed(error)).not.toContain(PASSWORD);
  });

  it("that is overloaded has let nothing through", async () => {
    const proxy = await serveProxy(await freePort(), 503);
    const error = await rejection(send(`https://${HOST}`, { env: { HTTPS_PROXY: proxy.url } }));
    expect(error).toBeInstanceOf(NoReplyError);
    expect((error as NoReplyError).sent).toBe(false);
  });

  it("that does not listen has let nothing through", async () => {
    const env = { HTTPS_PROXY: `http://user:${PASSWORD}@127.0.0.1:${await freePort()}` };
    const error = await rejection(send(`https://${HOST}`, { env }));
    expect((error as NoReplyError).sent).toBe(false);
    expect(printed(error)).not.toContain(PASSWORD);
  });

  it.each([
    ["cuts the connection", true, "ECONNRESET"],
    ["never answers", false, "the proxy did not answer in time"],
  ])("that %s has let nothing through", async (_what, cuts, words) => {
    let connections = 0;
    const port = await serveRaw((socket) => {
      connections += 1;
      if (cuts) socket.once("data", () => socket.destroy());
    });
    const env = { HTTPS_PROXY: `http://127.0.0.1:${port}` };
    const error = await rejection(send(`https://${HOST}`, { env, connectTimeout: 100, replyTimeout: 5000 }));
    expect(error).toBeInstanceOf(NoReplyError);
    expect((error as NoReplyError).sent).toBe(false);
    expect((error as Error).message).toContain(words);
    expect(connections).toBeLessThanOrEqual(2);
  });
});
