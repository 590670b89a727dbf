import { Secret } from "../../../../src/core/secret";
import type { HttpRequest } from "../../../../src/http/transport";
import type { KeyApi, Material } from "../../../../src/ibm/kms/api/client";
import { aKey, clientOf, collection, FakeIbm, GUID, INSTANCES, type json } from "../../support";

type Act = (keys: KeyApi) => Promise<unknown>;
type Reply = ReturnType<typeof json>;

/** What is done, its reply, and the method, path, body and further headers that it makes. */
export type Row = readonly [
  what: string,
  Act,
  Reply,
  line: string,
  body: object | undefined,
  headers?: Record<string, string>,
];

export const PAYLOAD = "a2V5LW1hdGVyaWFsLW9mLTMyLWJ5dGVzLWxvbmchISE=";
export const material: Material = { payload: new Secret(PAYLOAD) };
export const made: Reply = { ...collection(aKey()), status: 201 };
export const done: Reply = { status: 204 };
export const KEY_TYPE = "application/vnd.ibm.kms.key+json";

/** What the enveloped body of one key, or of some policies, is. */
export function inEnvelope(collectionType: string, ...resources: object[]): object {
  const metadata = { collectionType, collectionTotal: resources.length };
  return { metadata, resources: resources.map((each) => ({ type: collectionType, ...each })) };
}

const BASES = {
  kms: "https://us-south.kms.cloud.ibm.com/api/v2",
  "hs-crypto": `https://${GUID}.api.us-south.hs-crypto.appdomain.cloud/api/v2`,
  icp: "https://icp.example.com:8443/kms/api/v2",
} as const;

const HEADERS = {
  kms: { "bluemix-instance": GUID, accept: "application/json" },
  "hs-crypto": { "bluemix-instance": GUID, accept: "application/json" },
  icp: { "icp-instance": GUID },
} as const;

/** Tests that each row makes its one request to a service. */
export function itSends(service: keyof typeof INSTANCES, rows: readonly Row[]): void {
  const named = rows.map(([what, act, reply, line, body, headers = {}]) => ({ what, act, reply, line, body, headers }));
  it.each(named)("sends what $what needs", async ({ act, reply, line, body, headers }) => {
    const sent = await requestOf(service, act, reply);
    expect(`${sent.method} ${sent.url.href}`).toBe(line.replace(" ", ` ${BASES[service]}`));
    expect(sent.body && JSON.parse(sent.body)).toEqual(body);
    expect(sent.headers).toMatchObject({ authorization: "Bearer token-1", ...HEADERS[service], ...headers });
    expect("content-type" in sent.headers).toBe(body !== undefined);
    const foreign = service === "icp" ? ["bluemix-instance", "prefer", "x-kms-key-ring"] : ["icp-instance"];
    for (const name of foreign) expect(sent.headers).not.toHaveProperty(name);
  });
}

async function requestOf(service: keyof typeof INSTANCES, act: Act, reply: Reply): Promise<HttpRequest> {
  const ibm = new FakeIbm(() => reply);
  await act(clientOf(ibm).keys(INSTANCES[service]));
  const [sent, ...others] = ibm.sent;
  expect(others).toEqual([]);
  if (!sent) throw new Error("nothing was sent");
  return sent;
}
