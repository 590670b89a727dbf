import { CredentialsError, InterruptedError, KeysmithError, NoReplyError } from "../../../src/core/errors";
import { mayHaveActed } from "../../../src/http/retry";
import { FakeTiming } from "../../http/fake-timing";
import { printed, rejection } from "../../http/searching";
import {
  type Answer,
  API_KEY,
  aKey,
  CLUSTER_KEY,
  clientOf,
  collection,
  FakeIbm,
  INSTANCES,
  inTurn,
  json,
  KEY,
  refusal,
} from "../support";

const START = Date.parse("2026-01-01T00:00:00Z");
const ONE_KEY: Answer = () => collection(aKey());

describe("one token", () => {
  it("is asked for however many calls run at once, and serves them all", async () => {
    const ibm = new FakeIbm(ONE_KEY);
    const client = clientOf(ibm);
    await Promise.all(Array.from({ length: 20 }, () => client.keys(INSTANCES.kms).metadata(KEY)));
    await client.keys(INSTANCES["hs-crypto"]).metadata(KEY);
    expect(ibm.tokenRequests).toHaveLength(1);
    expect(new Set(ibm.header("authorization"))).toEqual(new Set(["Bearer token-1"]));
  });

  it("is asked for again by each of twenty calls together when the service refuses it", async () => {
    const ibm = new FakeIbm(({ headers }) =>
      headers["authorization"] === "Bearer token-1" ? refusal(401) : collection(aKey()),
    );
    const client = clientOf(ibm);
    await Promise.all(Array.from({ length: 20 }, () => client.keys(INSTANCES.kms).metadata(KEY)));
    expect([ibm.tokenRequests.length, ibm.sent.length]).toEqual([2, 40]);
  });

  it("that is new is not doubted: who may not costs one more request, and not one a call", async () => {
    const ibm = new FakeIbm(() => refusal(401, "UNAUTHORIZED_ERR"));
    const keys = clientOf(ibm).keys(INSTANCES.kms);
    for (let index = 0; index < 5; index += 1) {
      expect(await rejection(keys.metadata(KEY))).toMatchObject({ code: "permission" });
    }
    expect([ibm.tokenRequests.length, ibm.sent.length]).toEqual([2, 6]);
  });

  it("is never used for another cloud", async () => {
    const ibm = new FakeIbm(ONE_KEY, ({ url }) => json({ access_token: `of-${url.host}`, expires_in: 60 }));
    const icpOrigins = `${INSTANCES.icp.url},https://other.example.com`;
    const client = clientOf(ibm, { settings: { apiKey: API_KEY, icpApiKey: CLUSTER_KEY, icpOrigins } });
    await client.keys(INSTANCES.kms).metadata(KEY);
    await client.keys(INSTANCES.icp).metadata(KEY);
    await client.keys({ ...INSTANCES.icp, url: "https://other.example.com" }).metadata(KEY);
    await client.keys(INSTANCES.icp).metadata(KEY);
    expect(ibm.sent.map(({ url, headers }) => [url.host, headers["authorization"]])).toEqual([
      ["us-south.kms.cloud.ibm.com", "Bearer of-iam.cloud.ibm.com"],
      ["icp.example.com:8443", "Bearer of-icp.example.com:8443"],
      ["other.example.com", "Bearer of-other.example.com"],
      ["icp.example.com:8443", "Bearer of-icp.example.com:8443"],
    ]);
    expect(ibm.tokenRequests).toHaveLength(3);
  });
});

it("is refreshed by the real clock", async () => {
  let now = START;
  const ibm = new FakeIbm(ONE_KEY);
  const keys = clientOf(ibm, { now: () => now }).keys(INSTANCES.kms);
  for (const seconds of [0, 3500, 3545]) {
    now = START + seconds * 1000;
    await keys.metadata(KEY);
  }
  expect(ibm.header("authorization")).toEqual(["Bearer token-1", "Bearer token-1", "Bearer token-2"]);
});

describe("an identity service that gives no token", () => {
  const unknownKey = json(
    {
      errorCode: "BXNIM0415E",
      errorMessage: `Provided API key ${API_KEY} could not be found.`,
      context: { requestId: "4c467b38-3910-447d-87bc-ac049166f216" },
    },
    400,
  );

  async function failure(answer: Answer, maxTries = 3): Promise<[FakeIbm, CredentialsError]> {
    const ibm = new FakeIbm(ONE_KEY, answer);
    const timing = new FakeTiming();
    const keys = clientOf(ibm, { maxTries, timing }).keys(INSTANCES.kms);
    const error = await rejection(timing.run(keys.create({ name: "p", extractable: false })));
    expect(error).toBeInstanceOf(CredentialsError);
    // Whatever went wrong there: the key was not made, and nobody needs to look for it.
    expect(mayHaveActed(error)).toBe(false);
    expect(ibm.sent).toEqual([]);
    if ((error as Error).message.includes("returned no token"))
      expect((error as Error).cause).toBeInstanceOf(KeysmithError);
    expect(printed(error)).not.toContain(API_KEY);
    return [ibm, error as CredentialsError];
  }

  it("because the run was interrupted before it was asked says just that", async () => {
    const ibm = new FakeIbm(ONE_KEY, () => {
      throw new InterruptedError();
    });
    const timing = new FakeTiming();
    const error = await rejection(timing.run(clientOf(ibm, { timing }).keys(INSTANCES.kms).metadata(KEY)));
    expect(error).toMatchObject({ code: "interrupted" });
  });

  it("because it doesn't know the API key says so with its own code, and isn't asked twice", async () => {
    const [ibm, error] = await failure(() => unknownKey);
    expect(error).toMatchObject({
      vendorCode: "BXNIM0415E",
      httpStatus: 400,
      requestId: "4c467b38-3910-447d-87bc-ac049166f216",
    });
    expect(error.message).toContain("getToken at IBM Cloud IAM was refused");
    expect(error.remedy).toContain("api-key-create");
    expect(ibm.tokenRequests).toHaveLength(1);
  });

  it.each<[string, Answer, string]>([
    ["throttles", () => ({ status: 429, headers: { "retry-after": "3" } }), "HTTP 429"],
    ["fails", () => ({ status: 503, body: "<html>" }), "HTTP 503"],
    [
      "is not reached",
      () => {
        throw new NoReplyError("getToken at https://iam got no complete reply", "Check the network.", { sent: true });
      },
      "got no complete reply",
    ],
  ])("because it %s is asked again", async (_what, answer, words) => {
    const [ibm, error] = await failure(answer);
    expect(error.message).toContain(words);
    expect(ibm.tokenRequests).toHaveLength(3);
  });

  it.each<[string, ReturnType<typeof json>]>([
    ["a login page", { body: "<html>" }],
    ["no token", json({ expires_in: 3600 })],
    ["a token with a line break", json({ access_token: "a\nb" })],
    ["a 404", { status: 404, body: "Not Found" }],
    ["a redirect", { status: 302 }],
  ])("but %s is taken for none", async (_what, reply) => {
    const [, error] = await failure(() => reply, 1);
    expect(error.remedy).toContain("Check the endpoint");
  });

  it("is asked once for calls that wait together", async () => {
    const ibm = new FakeIbm(ONE_KEY, () => unknownKey);
    const keys = clientOf(ibm).keys(INSTANCES.kms);
    await Promise.allSettled(Array.from({ length: 20 }, () => keys.metadata(KEY)));
    expect(ibm.tokenRequests).toHaveLength(1);
  });

  it("may do so later", async () => {
    const good = json({ access_token: "late", expires_in: 60 });
    const ibm = new FakeIbm(ONE_KEY, inTurn(unknownKey, good));
    const keys = clientOf(ibm).keys(INSTANCES.kms);
    await rejection(keys.metadata(KEY));
    await keys.metadata(KEY);
    expect(ibm.header("authorization")).toEqual(["Bearer late"]);
  });
});
