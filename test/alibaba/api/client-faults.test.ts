import fc from "fast-check";
import type { Emulator, FaultKind } from "keysmith-emulator";
import type { Operation } from "../../../src/alibaba/api/operation";
import * as operations from "../../../src/alibaba/api/operations";
import type { ClientKeyReply } from "../../../src/alibaba/api/wire";
import {
  BadReplyError,
  isKeysmithError,
  LimitError,
  NoReplyError,
  NotFoundError,
  RejectedError,
  ServiceError,
} from "../../../src/core/errors";
import { Secret } from "../../../src/core/secret";
import { mayHaveActed } from "../../../src/http/retry";
import { createTransport } from "../../../src/http/transport";
import { FakeTiming } from "../../http/fake-timing";
import { printed, rejection } from "../../http/searching";
import { serve } from "../../http/servers";
import { randomInputs } from "../../support/describe-engine";
import { startEmulator } from "../../support/emulator";
import { clientTo, fixed, REGION, recorder } from "./support";

const PASSWORD = "Pa-ss~w0rd!";
const mint = { AapName: "app", Password: new Secret(PASSWORD) };
const ofRule = { Name: "office", Type: "Private", SourcePrivateIp: '["10.0.0.0/24","10.1.2.3"]' };

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator();
});
afterEach(() => emulator.close());

/** Status of the answers to `operation` in order; undefined where the connection was cut. */
async function statuses(operation: string): Promise<(number | undefined)[]> {
  return (await emulator.calls()).filter((call) => call.operation === operation).map(({ status }) => status);
}

async function keys(): Promise<readonly ClientKeyReply[]> {
  return clientTo(emulator.url).call(operations.listClientKeys, REGION, { AapName: "app" });
}

async function accessPoint(): Promise<void> {
  await emulator.alibaba.call("CreateApplicationAccessPoint", {
    Name: "app",
    Policies: ["p"],
    AuthenticationMethod: "ClientKey",
  });
}

describe("a create of a client key", () => {
  beforeEach(() => accessPoint());

  const cases: [FaultKind, new (...parameters: never[]) => Error, boolean, number][] = [
    ["reset-before", NoReplyError, true, 0],
    ["reset-after", NoReplyError, true, 1],
    ["slow-headers", NoReplyError, true, 1],
    ["slow-body", NoReplyError, true, 1],
    ["wrong-json", BadReplyError, true, 1],
    ["500", ServiceError, true, 0],
    ["503", ServiceError, true, 0],
  ];

  it.each(cases)(
    "is sent once when the fault is %s, and the error shows no secret",
    async (kind, Class, acted, made) => {
      await emulator.setFaults([{ operation: "CreateClientKey", kind, ms: 60_000 }]);
      const replyTimeout = kind.startsWith("slow") ? 500 : 20_000;
      const transport = createTransport({ loopback: true, connectTimeout: 5000, replyTimeout, env: {} });
      const error = await rejection(
        clientTo(emulator.url, { transport }).call(operations.createClientKey, REGION, mint),
      );
      expect(error).toBeInstanceOf(Class);
      expect(mayHaveActed(error)).toBe(acted);
      expect(await statuses("CreateClientKey")).toHaveLength(1);
      expect(await keys()).toHaveLength(made);
      for (const hidden of [PASSWORD, "Pa-ss~w0rd%21", "MII", "Password"]) expect(printed(error)).not.toContain(hidden);
    },
  );

  it("is sent again when it was throttled, as it has not been carried out", async () => {
    await emulator.setFaults([{ operation: "CreateClientKey", kind: "429" }]);
    await clientTo(emulator.url).call(operations.createClientKey, REGION, mint);
    expect(await statuses("CreateClientKey")).toEqual([429, 200]);
    expect(await keys()).toHaveLength(1);
  });

  it("is refused for the fourth key, and for a bad password that nobody repeats", async () => {
    const client = clientTo(emulator.url);
    for (let made = 0; made < 3; made += 1) await client.call(operations.createClientKey, REGION, mint);
    expect(await rejection(client.call(operations.createClientKey, REGION, mint))).toBeInstanceOf(LimitError);
    const bad = { AapName: "app", Password: new Secret("sh0rt-é") };
    const error = await rejection(client.call(operations.createClientKey, REGION, bad));
    expect(error).toBeInstanceOf(RejectedError);
    expect(printed(error)).not.toContain("sh0rt");
  });
});

describe("an idempotent call", () => {
  it.each(["reset-before", "reset-after", "429", "500", "503"] as const)(
    "is sent again when the fault is %s",
    async (kind) => {
      await emulator.alibaba.call("CreateNetworkRule", ofRule);
      await emulator.setFaults([{ operation: "*", kind, times: 2 }]);
      const client = clientTo(emulator.url);
      expect(await client.call(operations.networkRule.describe, REGION, { Name: "office" })).toMatchObject({});
      expect(await statuses("DescribeNetworkRule")).toHaveLength(3);
      await emulator.setFaults([{ operation: "*", kind, times: 2 }]);
      await client.call(operations.networkRule.update, REGION, { Name: "office", SourcePrivateIp: '["10.7.0.0/16"]' });
      expect(await statuses("UpdateNetworkRule")).toHaveLength(3);
    },
  );

  it("finds the object gone when the first delete's reply was lost", async () => {
    await emulator.alibaba.call("CreateNetworkRule", ofRule);
    await emulator.setFaults([{ operation: "DeleteNetworkRule", kind: "reset-after" }]);
    const gone = clientTo(emulator.url).call(operations.networkRule.delete, REGION, { Name: "office" });
    expect(await rejection(gone)).toBeInstanceOf(NotFoundError);
  });

  it("waits as long as the service asks, in seconds or until a date", async () => {
    const timing = new FakeTiming();
    await emulator.setFaults([
      { operation: "ListClientKeys", kind: "429", retryAfter: 9 },
      { operation: "ListClientKeys", kind: "503", nth: 2, retryAfter: new Date(Date.now() + 30_000).toUTCString() },
    ]);
    await timing.run(clientTo(emulator.url, { timing }).call(operations.listClientKeys, REGION, { AapName: "app" }));
    const [first = 0, second = 0] = timing.sleeps.filter((sleep) => sleep > 1000);
    expect(first).toBe(9000);
    expect(second).toBeGreaterThan(20_000);
    expect(second).toBeLessThanOrEqual(30_000);
  });

  it("ends with what the service said last", async () => {
    await emulator.setFaults([{ operation: "ListClientKeys", kind: "503", times: 100 }]);
    const error = await rejection(clientTo(emulator.url).call(operations.listClientKeys, REGION, { AapName: "app" }));
    expect(error).toMatchObject({ code: "service", vendorCode: "ServiceUnavailableTemporary", httpStatus: 503 });
    expect(await statuses("ListClientKeys")).toHaveLength(4);
  });
});

it("is never throttled when it keeps to the quota by itself", async () => {
  await emulator.setQuotas({ writesPerSecond: 20, readsPerSecond: 40 });
  const client = clientTo(emulator.url, { paces: { read: fixed(40), write: fixed(20) } });
  const writes = Array.from({ length: 30 }, (_, index) =>
    client.call(operations.networkRule.create, REGION, { ...ofRule, Name: `rule-${index}` }),
  );
  const reads = Array.from({ length: 60 }, () => client.call(operations.listClientKeys, REGION, { AapName: "app" }));
  await Promise.all([...writes, ...reads]);
  expect((await emulator.calls()).filter(({ status }) => status !== 200)).toEqual([]);
});

describe("something else than the service", () => {
  it.each([
    [404, "<html>Not Found</html>", "service"],
    [404, "<Error><Code>Forbidden.ResourceNotFound</Code></Error>", "service"],
    [404, "", "service"],
    [302, "", "service"],
    [200, "<html>Please log in</html>", "bad-reply"],
    [200, "[]", "bad-reply"],
    [200, "", "bad-reply"],
  ])("that answers %i %j is never taken for the service", async (status, body, code) => {
    const origin = await serve((_request, response) => response.writeHead(status, { location: "/" }).end(body));
    const error = await rejection(clientTo(origin).call(operations.policy.describe, REGION, { Name: "p" }));
    expect(error).toMatchObject({ code, httpStatus: status });
  });

  it("that sends back what it got makes no error that shows it", async () => {
    const origin = await serve(async (request, response) => {
      let body = "";
      for await (const part of request) body += part;
      const all = `${request.url} ${body} ${JSON.stringify(request.headers)}`;
      response.writeHead(400).end(JSON.stringify({ Code: "InvalidParameter", Message: all, RequestId: "r" }));
    });
    const error = await rejection(clientTo(origin).call(operations.createClientKey, REGION, mint));
    expect(error).toBeInstanceOf(RejectedError);
    for (const hidden of [PASSWORD, "Pa-ss~w0rd%21"]) expect(printed(error)).not.toContain(hidden);
  });
});

describe("whatever comes", () => {
  const { networkRule, policy, accessPoint, ...others } = operations;
  const everyOperation = fc.constantFrom(
    ...[networkRule, policy, accessPoint, others].flatMap((each) => Object.values<Operation<unknown>>(each)),
  );
  const body = fc.oneof(
    fc.string(),
    fc.json(),
    fc.json().map((value) => `{"Code":${value},"Message":${value},"KmsInstance":${value},"ClientKeys":${value}}`),
    fc.string().map((Code) => JSON.stringify({ Code })),
  );
  const reply = fc.record({
    status: fc.oneof(fc.constantFrom(200, 302, 400, 404, 429, 500, 503), fc.integer({ min: 200, max: 599 })),
    headers: fc.dictionary(fc.constantFrom("retry-after", "x-acs-request-id"), fc.string()),
    body,
  });

  it("ends in a result or in an error of ours", async () => {
    await fc.assert(
      fc.asyncProperty(everyOperation, reply, fc.string({ unit: "binary" }), async (operation, answer, text) => {
        const client = clientTo(undefined, {
          transport: recorder(answer),
          retry: { maxTries: 2, deadline: 0, baseDelay: 0, maxDelay: 0 },
        });
        const outcome = await client.call<unknown>(operation, REGION, { Name: text }).catch((error: unknown) => error);
        return !(outcome instanceof Error) || isKeysmithError(outcome);
      }),
      { numRuns: randomInputs(3000) },
    );
  });
});
