import { type AskSetting, planProblems } from "../../../src/core/checks";
import { ConfigurationError, RejectedError } from "../../../src/core/errors";
import { UNKNOWN } from "../../../src/core/unknown";
import { requireInputs } from "../../../src/core/validate";
import type { IbmClient } from "../../../src/ibm/client";
import { rootKey } from "../../../src/ibm/kms/root-key/lifecycle";
import type { KeyInstance } from "../../../src/ibm/platform/instance";
import { rejection } from "../../http/searching";
import {
  aKey,
  CLUSTER_KEY,
  clientOf,
  collection,
  crnOf,
  FakeIbm,
  type Given,
  GUID,
  INSTANCES,
  json,
  KEY,
} from "../support";

const keyOf =
  (instance: KeyInstance) =>
  (client: IbmClient): Promise<unknown> =>
    client.keys(instance).metadata(KEY);

const ACTS = {
  kms: keyOf(INSTANCES.kms),
  hpcs: keyOf(INSTANCES["hs-crypto"]),
  icp: keyOf(INSTANCES.icp),
  policies: (client: IbmClient) => client.policies.delete("id"),
  appConfig: (client: IbmClient) => client.integrations({ guid: GUID, region: "eu-de" }).delete("i"),
};

const KEYS = { apiKey: "k", icpApiKey: CLUSTER_KEY };

/** The origins of the token request and of the last call, or of the last one of an operation. */
async function origins(
  settings: Given,
  act: (client: IbmClient) => Promise<unknown>,
  of?: string,
): Promise<(string | undefined)[]> {
  const endpoints = { public: "https://pub.example.com", private: "https://priv.example.com" };
  const ibm = new FakeIbm(({ operation }) => {
    if (operation === "getResourceInstance") return json({ extensions: { endpoints } });
    if (operation === "getInstanceEndpoints") return json({ kms: endpoints });
    return collection(aKey());
  });
  await act(clientOf(ibm, { settings: { ...KEYS, ...settings } }));
  const calls = ibm.sent.filter(({ operation }) => of === undefined || operation === of);
  return [ibm.tokenRequests[0]?.url.origin, calls.at(-1)?.url.origin];
}

/** Where the endpoint of an instance is asked for. */
const askedAt = (settings: Given, instance: KeyInstance): Promise<(string | undefined)[]> => {
  const of = instance.service === "kms" ? "getResourceInstance" : "getInstanceEndpoints";
  return origins({ discover: "true", ...settings }, keyOf(instance), of);
};

const IAM = "https://iam.cloud.ibm.com";
const PRIVATE_IAM = "https://private.iam.cloud.ibm.com";

it.each<[keyof typeof ACTS, string, string]>([
  ["kms", "https://us-south.kms.cloud.ibm.com", "https://private.us-south.kms.cloud.ibm.com"],
  [
    "hpcs",
    `https://${GUID}.api.us-south.hs-crypto.appdomain.cloud`,
    `https://${GUID}.api.private.us-south.hs-crypto.appdomain.cloud`,
  ],
  ["policies", IAM, PRIVATE_IAM],
  ["appConfig", "https://eu-de.apprapp.cloud.ibm.com", "https://private.eu-de.apprapp.cloud.ibm.com"],
])("%s is reached at IBM's own endpoint, public or private", async (what, open, inside) => {
  expect(await origins({}, ACTS[what])).toEqual([IAM, open]);
  expect(await origins({ network: "private" }, ACTS[what])).toEqual([PRIVATE_IAM, inside]);
});

it.each<[string, KeyInstance, string, string]>([
  [
    "the resource controller",
    INSTANCES.kms,
    "https://resource-controller.cloud.ibm.com",
    "https://private.us-south.resource-controller.cloud.ibm.com",
  ],
  [
    "the resource controller of its region",
    { ...INSTANCES.kms, region: "us-east" },
    "https://resource-controller.cloud.ibm.com",
    "https://private.us-east.resource-controller.cloud.ibm.com",
  ],
  [
    "the broker",
    INSTANCES["hs-crypto"],
    "https://us-south.broker.hs-crypto.cloud.ibm.com",
    "https://us-south.broker.hs-crypto.cloud.ibm.com",
  ],
])("%s is asked at IBM's own endpoint, public or private", async (_what, instance, open, inside) => {
  expect(await askedAt({}, instance)).toEqual([IAM, open]);
  expect(await askedAt({ network: "private" }, instance)).toEqual([PRIVATE_IAM, inside]);
});

describe("another endpoint", () => {
  const all = "http://127.0.0.1:8080";

  it.each<keyof typeof ACTS>(["kms", "hpcs", "policies", "appConfig"])("may serve all of IBM's: %s", async (what) => {
    expect(await origins({ endpoint: all, network: "private", discover: "true" }, ACTS[what])).toEqual([all, all]);
  });

  it("may be the resource controller's", async () => {
    const rc = "https://rc.example.com";
    expect(await askedAt({ resourceControllerEndpoint: rc }, INSTANCES.kms)).toEqual([IAM, rc]);
  });

  it.each<[keyof typeof ACTS, Given, (string | undefined)[]]>([
    ["kms", { kmsEndpoint: "https://kms.example.com" }, [all, "https://kms.example.com"]],
    ["hpcs", { kmsEndpoint: "https://kms.example.com" }, [all, all]],
    ["policies", { iamEndpoint: "https://iam.example.com" }, ["https://iam.example.com", "https://iam.example.com"]],
    ["appConfig", { appConfigEndpoint: "https://ac.example.com" }, [all, "https://ac.example.com"]],
    ["icp", {}, ["https://icp.example.com:8443", "https://icp.example.com:8443"]],
  ])("that is more specific counts first: %s %j", async (what, settings, expected) => {
    expect(await origins({ endpoint: all, ...settings }, ACTS[what])).toEqual(expected);
  });

  it.each([
    ["kms", "https://gateway.example.com:8443"],
    ["hs-crypto", "https://gateway.example.com:8443"],
    ["kms", "https://private.eu-de.kms.cloud.ibm.com"],
    ["hs-crypto", "https://api.eu-de.hs-crypto.cloud.ibm.com:9730"],
    ["hs-crypto", `https://${GUID}.api.private.eu-de.hs-crypto.appdomain.cloud`],
  ] as const)("may be an input of its own, which is the vendor's or set: %s at %s", async (service, url) => {
    const act = keyOf({ ...INSTANCES[service], url });
    expect(await origins({ endpoint: all, kmsEndpoint: "https://gateway.example.com:8443" }, act)).toEqual([all, url]);
  });

  it("may stand for a cluster without a url", async () => {
    const act = keyOf({ service: "icp", id: GUID });
    expect(await origins({ endpoint: all }, act)).toEqual([all, all]);
    expect(await rejection(origins({}, act))).toMatchObject({
      code: "configuration",
      message: expect.stringContaining("KEYSMITH_IBM_ENDPOINT"),
    });
  });
});

describe("a credential doesn't go to what only a resource names", () => {
  const ICP_LINE = "KEYSMITH_ICP_ORIGINS=https://icp.example.com:8443,https://elsewhere.example.com";
  it.each<[keyof typeof INSTANCES, string, string]>([
    ["kms", "https://elsewhere.example.com", "IBMCLOUD_KP_API_ENDPOINT=https://elsewhere.example.com"],
    ["kms", "https://kms.cloud.ibm.com.example.com", "IBMCLOUD_KP_API_ENDPOINT"],
    ["kms", "https://us-south-kms.cloud.ibm.com.", "IBMCLOUD_KP_API_ENDPOINT"],
    ["kms", "http://127.0.0.1:1", "IBMCLOUD_KP_API_ENDPOINT"],
    ["kms", INSTANCES.icp.url, "IBMCLOUD_KP_API_ENDPOINT"],
    ["hs-crypto", "https://x.hs-crypto.example.com", "IBMCLOUD_KP_API_ENDPOINT"],
    ["icp", "https://elsewhere.example.com", ICP_LINE],
    ["icp", "https://icp.example.com", "KEYSMITH_ICP_ORIGINS"],
    ["icp", "https://us-south.kms.cloud.ibm.com", "KEYSMITH_ICP_ORIGINS"],
  ])("%s at %s", async (service, url, line) => {
    const ibm = new FakeIbm(() => collection(aKey()));
    const error = await rejection(keyOf({ ...INSTANCES[service], url })(clientOf(ibm)));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as Error).message).toContain(line);
    expect([ibm.sent, ibm.tokenRequests]).toEqual([[], []]);
  });

  it("and a plan says so, once it knows what is set", () => {
    const values = requireInputs(rootKey, "", { ...KMS_BY_URL, name: "payments", label: "shop/prod/payments" });
    const found = (ask?: AskSetting) => planProblems(rootKey, undefined, values, new Date(), ask);
    expect(found(() => undefined)).toMatchObject([{ field: "url" }]);
    expect(found(({ config }) => (config === "ibm.kmsEndpoint" ? KMS_BY_URL.url : undefined))).toEqual([]);
    expect(found(() => UNKNOWN)).toEqual([]);
    expect(found()).toEqual([]);
  });
});

const KMS_BY_URL = { service: "kms", instanceId: GUID, url: "https://elsewhere.example.com" };

describe("what is no endpoint is refused before anything is sent", () => {
  it.each<[string, (client: IbmClient) => Promise<unknown>]>([
    ["plain http to another machine", keyOf({ ...INSTANCES.icp, url: "http://icp.example.com" })],
    ["a url with a path", keyOf({ ...INSTANCES.icp, url: "https://icp.example.com/kms/api/v2" })],
    ["a url that is none", keyOf({ ...INSTANCES.kms, url: "kms.example.com" })],
    ["a region that is none", keyOf({ ...INSTANCES.kms, region: "us-south.evil.com/" })],
    ["no region", keyOf({ ...INSTANCES.kms, region: undefined })],
    ["an instance id that is none", keyOf({ ...INSTANCES["hs-crypto"], id: "evil.com/" })],
    ["an App Configuration in no region", (client) => client.integrations({ guid: GUID, region: "x" }).list()],
  ])("%s", async (_what, act) => {
    const ibm = new FakeIbm(() => collection(aKey()));
    expect(await rejection(act(clientOf(ibm)))).toBeInstanceOf(ConfigurationError);
    expect([ibm.sent, ibm.tokenRequests]).toEqual([[], []]);
  });

  it.each<[string, KeyInstance]>([
    ["an HPCS instance in no region", { ...INSTANCES["hs-crypto"], region: "x" }],
    ["a cluster that IBM Cloud doesn't know", { service: "icp", id: GUID }],
    ["an instance without a CRN", { service: "kms", id: GUID }],
  ])("before the endpoint is asked for: %s", async (_what, instance) => {
    const ibm = new FakeIbm(() => collection(aKey()));
    const client = clientOf(ibm, { settings: { ...KEYS, discover: "true" } });
    expect(await rejection(keyOf(instance)(client))).toBeInstanceOf(ConfigurationError);
    expect([ibm.sent, ibm.tokenRequests]).toEqual([[], []]);
  });

  it.each<[string, (client: IbmClient) => Promise<unknown>]>([
    ["an empty id, which would be a list", (client) => client.keys(INSTANCES.kms).delete("")],
    ["the folder above", (client) => client.keys(INSTANCES.kms).get("..")],
    ["no policy", (client) => client.policies.get(".")],
    ["no integration", (client) => client.integrations({ guid: "..", region: "us-south" }).list()],
    ["a ring with a line break", (client) => client.keys(INSTANCES.kms).list({ keyRing: "a\r\nb: c" })],
  ])("%s", async (_what, act) => {
    const ibm = new FakeIbm(() => collection(aKey()));
    expect(await rejection(act(clientOf(ibm)))).toBeInstanceOf(RejectedError);
    expect(ibm.sent).toEqual([]);
  });
});

describe("the endpoints of an instance", () => {
  const found = { public: "https://us-south.kms.cloud.ibm.com", private: "https://private.us-south.kms.cloud.ibm.com" };

  it("are asked of the resource controller", async () => {
    const ibm = new FakeIbm(({ operation }) =>
      operation === "getResourceInstance"
        ? json({ id: "x", extensions: { endpoints: found, other: 5 } })
        : collection(aKey()),
    );
    await ACTS.kms(clientOf(ibm, { settings: { ...KEYS, discover: "true", network: "private" } }));
    expect(ibm.sent[0]?.url.pathname).toBe(`/v2/resource_instances/${encodeURIComponent(crnOf("kms"))}`);
    expect(ibm.header("authorization")).toEqual(["Bearer token-1", "Bearer token-1"]);
    expect(ibm.sent[1]?.url.origin).toBe(found.private);
  });

  it("are asked of the broker for Hyper Protect Crypto Services, which leaves the scheme out", async () => {
    const ibm = new FakeIbm(({ operation }) =>
      operation === "getInstanceEndpoints"
        ? json({ kms: { public: "api.us-south.hs-crypto.cloud.ibm.com:8620" }, ep11: {} })
        : collection(aKey()),
    );
    await ACTS.hpcs(clientOf(ibm, { settings: { ...KEYS, discover: "true" } }));
    expect(ibm.sent[0]?.url.pathname).toBe(`/crypto_v2/instances/${GUID}`);
    expect(ibm.sent[1]?.url.origin).toBe("https://api.us-south.hs-crypto.cloud.ibm.com:8620");
  });

  it("are asked once when that is set, and used", async () => {
    const ibm = new FakeIbm(({ operation }) =>
      operation === "getInstanceEndpoints"
        ? json({ kms: { public: "https://a.example.com:8620", private: "https://b.example.com:8620" } })
        : collection(aKey()),
    );
    const client = clientOf(ibm, { settings: { apiKey: "k", discover: "true", network: "private" } });
    const acts = Array.from({ length: 5 }, () => client.keys(INSTANCES["hs-crypto"]).metadata(KEY));
    await Promise.all(acts);
    expect(ibm.sent.map(({ operation }) => operation).sort()).toEqual([
      "getInstanceEndpoints",
      ...Array(5).fill("getKeyMetadata"),
    ]);
    expect(ibm.sent.at(-1)?.url.origin).toBe("https://b.example.com:8620");
  });

  it("are not asked for where an endpoint is given", async () => {
    expect(await origins({ discover: "true", endpoint: "http://127.0.0.1:1" }, ACTS.hpcs)).toEqual(
      Array(2).fill("http://127.0.0.1:1"),
    );
    expect(await origins({ discover: "true" }, ACTS.kms)).toEqual([IAM, "https://pub.example.com"]);
  });

  it("may lack the network that is set; a failure is asked for again", async () => {
    const ibm = new FakeIbm(() => json({ extensions: { endpoints: { public: found.public } } }));
    const client = clientOf(ibm, { settings: { apiKey: "k", discover: "true", network: "private" } });
    const error = await rejection(client.keys(INSTANCES.kms).list());
    expect(error).toMatchObject({ code: "configuration", remedy: expect.stringContaining("KEYSMITH_IBM_NETWORK") });
    await rejection(client.keys(INSTANCES.kms).list());
    expect(ibm.sent).toHaveLength(2);
  });

  it.each<[ReturnType<typeof json>, string]>([
    [json({ error_code: "RC-1", message: "There is no such instance." }, 404), "not-found"],
    [{ status: 404, body: "<html>" }, "service"],
    [json({ message: "No." }, 403), "permission"],
    [json({ message: "No." }, 401), "credentials"],
    [json({ message: "No." }, 410), "conflict"],
    [json({ extensions: {} }), "bad-reply"],
  ])("may be refused: %#", async (reply, code) => {
    const client = clientOf(new FakeIbm(() => reply), { settings: { ...KEYS, discover: "true" } });
    expect(await rejection(ACTS.kms(client))).toMatchObject({ code });
  });
});

it("opens one transport for each set of authorities, here and elsewhere", async () => {
  const ibm = new FakeIbm(() => collection(aKey()));
  const client = clientOf(ibm, {
    settings: {
      apiKey: "k",
      icpApiKey: "c",
      caFile: "common.pem",
      icpOrigins: `${INSTANCES.icp.url},http://localhost:1`,
    },
  });
  for (const instance of [
    INSTANCES.kms,
    INSTANCES["hs-crypto"],
    { ...INSTANCES.kms, caFile: "own.pem" },
    INSTANCES.icp,
    { ...INSTANCES.icp, caFile: "cluster.pem" },
    { ...INSTANCES.icp, url: "http://localhost:1" },
  ]) {
    await client.keys(instance).metadata(KEY);
  }
  expect(ibm.opened).toEqual([
    [false, "common.pem"],
    [false, "own.pem"],
    [false, "cluster.pem"],
    [true, "common.pem"],
  ]);
});
