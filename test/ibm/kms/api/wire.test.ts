import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../../../src/core/clock";
import { ConfigurationError } from "../../../../src/core/errors";
import { Secret } from "../../../../src/core/secret";
import { realTiming } from "../../../../src/core/timing";
import type { IbmClient } from "../../../../src/ibm/client";
import { connectIbm } from "../../../../src/ibm/client";
import type { KeyInstance } from "../../../../src/ibm/platform/instance";
import { makeAuthority, makeServer } from "../../../http/certificates";
import { rejection } from "../../../http/searching";
import { serve, serveTls } from "../../../http/servers";
import { aKey, collection, type Given, GUID, INSTANCES, KEY, settingsOf } from "../../support";

const authority = makeAuthority("cluster");
const identity = makeServer("127.0.0.1", authority);

let folder: string;
let caFile: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "keysmith-"));
  caFile = join(folder, "ca.pem");
  await writeFile(caFile, authority.cert);
});
afterAll(() => rm(folder, { recursive: true }));

function connect(given: Given): IbmClient {
  return connectIbm(settingsOf({ apiKey: "k", icpApiKey: "c", ...given }), {
    clock: systemClock,
    timing: realTiming(),
    env: {},
  });
}

/** A key service with one key, and its identity service. `lines` is what was asked for. */
function service(lines: string[] = []): http.RequestListener {
  return async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    lines.push(`${request.method} ${request.url} ${body}`);
    if (request.url?.endsWith("/token")) response.end('{"access_token":"t","expires_in":3600}');
    else if (request.method === "HEAD") response.writeHead(200, { "Key-Total": "3", "Content-Length": "1000" }).end();
    else if (request.method === "DELETE") response.writeHead(204).end();
    else response.end(collection(aKey()).body);
  };
}

it("speaks HTTP: a list, a count without a body, a key with its material, and a deletion without a reply", async () => {
  const lines: string[] = [];
  const keys = connect({ endpoint: await serve(service(lines)) }).keys(INSTANCES.kms);
  expect(await keys.list()).toMatchObject([{ id: KEY }]);
  expect(await keys.count()).toBe(3);
  expect(await keys.count()).toBe(3);
  await keys.create({ name: "ä", extractable: false, material: { payload: new Secret("cGF5bG9hZA==") } });
  await keys.delete(KEY);
  expect(lines.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
    "POST /identity/token",
    "GET /api/v2/keys?limit=5000",
    "HEAD /api/v2/keys",
    "HEAD /api/v2/keys",
    "POST /api/v2/keys",
    `DELETE /api/v2/keys/${KEY}`,
  ]);
  expect(lines[4]).toContain('"name":"ä","extractable":false,"payload":"cGF5bG9hZA=="');
});

it("takes a page of 5,000 keys with all that they can hold", async () => {
  const text = (length: number): string => "x".repeat(length);
  const full = {
    description: text(240),
    aliases: Array(5).fill(text(90)),
    tags: Array(30).fill(text(30)),
    createdBy: text(100),
    crn: text(200),
    name: text(90),
  };
  let pages = 0;
  const endpoint = await serve((request, response) => {
    if (request.method === "POST") return response.end('{"access_token":"t"}');
    pages += 1;
    return response.end(collection(...(pages === 1 ? Array(5000).fill(aKey(full)) : [])).body);
  });
  expect(await connect({ endpoint }).keys(INSTANCES.kms).list()).toHaveLength(5000);
});

describe("a cluster with a certificate of its own", () => {
  async function instance(more: Partial<KeyInstance> = {}): Promise<KeyInstance> {
    const port = await serveTls(identity, service());
    return { service: "icp", id: GUID, url: `https://127.0.0.1:${port}`, ...more };
  }
  const to = ({ url = "" }: KeyInstance, caFile?: string) =>
    connect({ icpOrigins: url, ...(caFile === undefined ? {} : { caFile }) });

  it("is trusted by the CA file of the instance, or of the settings", async () => {
    const [trusting, plain] = [await instance({ caFile }), await instance()];
    expect(await to(trusting).keys(trusting).count()).toBe(3);
    expect(await to(plain, caFile).keys(plain).count()).toBe(3);
  });

  it("is not trusted otherwise, and the error says how to give one", async () => {
    const cluster = await instance();
    const error = await rejection(to(cluster).keys(cluster).count());
    expect(error).toBeInstanceOf(ConfigurationError);
    for (const words of ["certificate in caFile", "keysmith:ibm.caFile", "KEYSMITH_IBM_CA_FILE", "is not trusted"]) {
      expect((error as Error).message).toContain(words);
    }
  });

  it("is not asked anything when the CA file can't be read", async () => {
    const cluster = await instance();
    const error = await rejection(to(cluster, "/does/not/exist.pem").keys(cluster).count());
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as Error).message).toContain('"/does/not/exist.pem"');
  });
});
