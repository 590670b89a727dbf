import fc from "fast-check";
import { AS_OF_APPLY, fixedClock } from "../../../src/core/clock";
import { ClockMovedError, isKeysmithError, NoReplyError } from "../../../src/core/errors";
import { Secret } from "../../../src/core/secret";
import { mayHaveActed } from "../../../src/http/retry";
import type { IbmClient } from "../../../src/ibm/client";
import type { KeyApi } from "../../../src/ibm/kms/api/client";
import { FakeTiming } from "../../http/fake-timing";
import { rejection } from "../../http/searching";
import { randomInputs } from "../../support/describe-engine";
import {
  type Answer,
  API_KEY,
  aKey,
  clientOf,
  collection,
  FakeIbm,
  GUID,
  INSTANCES,
  inTurn,
  json,
  KEY,
  refusal,
} from "../support";

const plain = { name: "p", extractable: false };
const aliased = { ...plain, aliases: ["p"] };
const policy = { subject: [], resource: [], roles: [] };
const integration = { integrationId: "i", kmsInstanceCrn: "c", kmsEndpoint: "e", rootKeyId: KEY };

const lost =
  (sent: boolean): Answer =>
  () => {
    throw new NoReplyError("lost", "Run again.", { sent });
  };

const FAULTS: readonly (readonly [string, Answer])[] = [
  ["a lost reply", lost(true)],
  ["a 500", () => refusal(500)],
  ["a 503", () => ({ status: 503 })],
];

const keysOf = (client: IbmClient): KeyApi => client.keys(INSTANCES.kms);

async function attempts(ibm: FakeIbm, act: (client: IbmClient) => Promise<unknown>): Promise<[number, unknown]> {
  const error = await rejection(act(clientOf(ibm)));
  return [ibm.sent.length, error];
}

describe.each(FAULTS)("after %s", (_what, answer) => {
  it.each<[string, (client: IbmClient) => Promise<unknown>]>([
    ["a key without an alias", (client) => keysOf(client).create(plain)],
    ["a key with policies", (client) => keysOf(client).create({ ...plain, rotationMonths: 1 })],
    ["a rotation", (client) => keysOf(client).rotate(KEY)],
    ["a policy", (client) => client.policies.create(policy)],
    ["an integration", (client) => client.integrations({ guid: GUID, region: "us-south" }).create(integration)],
  ])("%s is not made again, and may have been made", async (_name, act) => {
    const [calls, error] = await attempts(new FakeIbm(answer), act);
    expect([calls, mayHaveActed(error)]).toEqual([1, true]);
  });

  it.each<[string, (client: IbmClient) => Promise<unknown>]>([
    ["a key with an alias", (client) => keysOf(client).create(aliased)],
    ["a list", (client) => keysOf(client).list()],
    ["a count", (client) => keysOf(client).count()],
    ["a wrapping", (client) => keysOf(client).wrap(KEY, { plaintext: new Secret("cA==") })],
    ["a deletion", (client) => keysOf(client).delete(KEY)],
    ["a change of policies", (client) => keysOf(client).setPolicies(KEY, { dualAuthDelete: true })],
    ["a look at a policy", (client) => client.policies.get("id")],
  ])("%s is tried again", async (_name, act) => {
    expect((await attempts(new FakeIbm(answer), act))[0]).toBe(4);
  });
});

it("tries everything again that was not sent, or not taken", async () => {
  for (const answer of [lost(false), inTurn({ status: 429 })]) {
    expect((await attempts(new FakeIbm(answer), (client) => keysOf(client).create(plain)))[0]).toBe(4);
  }
});

it("knows a key by its alias when the reply to the first try was lost", async () => {
  const ibm = new FakeIbm();
  ibm.answer = () =>
    ibm.sent.length === 1 ? lost(true)(ibm.sent[0] as never) : refusal(409, "KEY_ALIAS_NOT_UNIQUE_ERR");
  expect((await attempts(ibm, (client) => keysOf(client).create(aliased)))[1]).toMatchObject({
    code: "already-exists",
  });
});

it("waits as long as the service asks", async () => {
  const timing = new FakeTiming();
  const ibm = new FakeIbm(inTurn({ status: 429, headers: { "retry-after": "7" } }, collection(aKey())));
  await timing.run(clientOf(ibm, { timing }).keys(INSTANCES.kms).list());
  expect(timing.sleeps).toContain(7000);
});

it("has at most twenty requests under way", async () => {
  const timing = new FakeTiming();
  let running = 0;
  let most = 0;
  const slowly: Answer = async () => {
    running += 1;
    most = Math.max(most, running);
    await timing.sleep(1000);
    running -= 1;
    return collection(aKey());
  };
  const ibm = new FakeIbm(slowly);
  const client = clientOf(ibm, { timing });
  const calls = Array.from({ length: 90 }, (_, index) =>
    client.keys(index % 2 ? INSTANCES.kms : INSTANCES["hs-crypto"]).metadata(KEY),
  );
  await timing.run(Promise.all(calls));
  expect(most).toBe(20);
  expect(ibm.tokenRequests).toHaveLength(1);
});

describe("a moved clock", () => {
  const clock = fixedClock("2027-01-01T00:00:00Z");

  it.each<[string, (client: IbmClient) => Promise<unknown>]>([
    ["a key", (client) => keysOf(client).create(plain)],
    ["a rotation", (client) => keysOf(client).rotate(KEY)],
    ["an import token", (client) => keysOf(client).createImportToken()],
    ["a policy", (client) => client.policies.create(policy)],
    ["an integration", (client) => client.integrations({ guid: GUID, region: "us-south" }).delete("i")],
  ])("keeps %s from a real endpoint", async (_what, act) => {
    const ibm = new FakeIbm();
    expect(await rejection(act(clientOf(ibm, { clock })))).toBeInstanceOf(ClockMovedError);
    expect([ibm.sent, ibm.tokenRequests]).toEqual([[], []]);
  });

  it("lets reads pass, wrapping among them, writes to an emulator, and writes that are asked for", async () => {
    const ibm = new FakeIbm(({ operation }) =>
      operation === "wrapKey" ? json({ ciphertext: "c" }) : collection(aKey()),
    );
    const keys = clientOf(ibm, { clock }).keys(INSTANCES.kms);
    await keys.list();
    await keys.wrap(KEY, {});
    const settings = { apiKey: "k", endpoint: "http://127.0.0.1:1" };
    await clientOf(ibm, { clock, settings }).keys(INSTANCES.kms).delete(KEY);
    await clientOf(ibm, { clock, env: { [AS_OF_APPLY]: "1" } })
      .keys(INSTANCES.kms)
      .delete(KEY);
    expect(ibm.sent).toHaveLength(4);
  });
});

describe("whatever comes", () => {
  const acts: readonly ((client: IbmClient, text: string, discovering: IbmClient) => Promise<unknown>)[] = [
    (client) => keysOf(client).list(),
    (client) => keysOf(client).count(),
    (client, text) => keysOf(client).create({ ...aliased, name: text }),
    (client, text) => keysOf(client).get(text),
    (client, text) => keysOf(client).wrap(text, { aad: [text] }),
    (client, text) => keysOf(client).delete(text),
    (client) => client.keys(INSTANCES.icp).list(),
    (client, text) => client.policies.get(text),
    (client, text) => client.policies.list(text),
    (client, text) => client.policies.roles(text, text),
    (client, text) => client.integrations({ guid: GUID, region: "us-south" }).get(text),
    (client) => client.integrations({ guid: GUID, region: "us-south" }).list(),
    (_client, _text, discovering) => discovering.keys(INSTANCES.kms).list(),
    (_client, _text, discovering) => discovering.keys(INSTANCES["hs-crypto"]).list(),
  ];
  const body = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .json()
      .map(
        (value) => `{"metadata":{},"resources":[${value}],"policies":${value},"integrations":[],"errors":[${value}]}`,
      ),
    fc.json().map((value) => `{"resources":[{"errorMsg":${value},"reasons":[${value}]}],"error":${value}}`),
  );
  const reply = fc.record({
    status: fc.oneof(fc.constantFrom(200, 204, 302, 400, 401, 404, 409, 429, 503), fc.integer({ min: 200, max: 599 })),
    headers: fc.dictionary(fc.constantFrom("retry-after", "correlation-id", "key-total", "etag"), fc.string()),
    body,
  });

  it("ends in a result or in an error of ours", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...acts),
        reply,
        reply,
        fc.string({ unit: "binary" }),
        async (act, answer, forToken, text) => {
          const ibm = new FakeIbm(() => answer);
          if (text.length % 2) ibm.answerToken = () => forToken;
          const discovering = clientOf(ibm, { maxTries: 1, settings: { apiKey: API_KEY, discover: "true" } });
          const acted = act(clientOf(ibm, { maxTries: 1 }), text, discovering);
          const outcome = await acted.catch((error: unknown) => error);
          return !(outcome instanceof Error) || isKeysmithError(outcome);
        },
      ),
      { numRuns: randomInputs(3000) },
    );
  });
});
