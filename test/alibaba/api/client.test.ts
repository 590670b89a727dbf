import type { AlibabaClient } from "../../../src/alibaba/api/client";
import { createCredentialStore } from "../../../src/alibaba/api/credentials";
import * as operations from "../../../src/alibaba/api/operations";
import { AS_OF_APPLY, fixedClock } from "../../../src/core/clock";
import {
  ClockMovedError,
  ConfigurationError,
  CredentialsError,
  type KeysmithError,
  NoReplyError,
} from "../../../src/core/errors";
import { Secret } from "../../../src/core/secret";
import { mayHaveActed } from "../../../src/http/retry";
import type { HttpReply, Transport } from "../../../src/http/transport";
import { FakeTiming } from "../../http/fake-timing";
import { printed, rejection } from "../../http/searching";
import { clientTo, credentialsOf, fixed, REGION, type Recorder, recorder, refused } from "./support";

const PASSWORD = "Pa-ss~w0rd!";
const mint = { AapName: "app", Password: new Secret(PASSWORD) };
const minted: Partial<HttpReply> = {
  body: JSON.stringify({
    ClientKeyId: "KAAP.1",
    KeyAlgorithm: "RSA_2048",
    PrivateKeyData: "MIIJ",
    NotBefore: "2026-01-01T00:00:00Z",
    NotAfter: "2027-01-01T00:00:00Z",
  }),
};

function by(transport: Transport, options: Parameters<typeof clientTo>[1] = {}): AlibabaClient {
  return clientTo(undefined, { transport, ...options });
}

function headersOf(transport: Recorder, name: string): (string | undefined)[] {
  return transport.sent.map(({ headers }) => headers[name]);
}

describe("a request", () => {
  it("carries the parameters of a write in its body, and none in its URL", async () => {
    const transport = recorder(minted);
    await by(transport).call(operations.createClientKey, REGION, { ...mint, NotBefore: undefined });
    expect(transport.sent[0]).toMatchObject({ method: "POST", body: "AapName=app&Password=Pa-ss~w0rd%21" });
    expect(transport.sent[0]?.url.href).toBe("https://kms.cn-hangzhou.aliyuncs.com/");
    expect(headersOf(transport, "content-type")).toEqual(["application/x-www-form-urlencoded"]);
  });

  it("carries the parameters of a read in its URL, and has no body", async () => {
    const transport = recorder({ body: '{"ClientKeys":[]}' });
    await by(transport).call(operations.listClientKeys, REGION, { AapName: "a b" });
    expect(transport.sent[0]).toMatchObject({ method: "GET" });
    expect(transport.sent[0]?.body).toBeUndefined();
    expect(transport.sent[0]?.url.href).toBe("https://kms.cn-hangzhou.aliyuncs.com/?AapName=a%20b");
  });

  it("never carries a secret in a URL", async () => {
    const transport = recorder();
    const error = await rejection(
      by(transport).call(operations.listClientKeys, REGION, { AapName: new Secret(PASSWORD) }),
    );
    expect(error).toBeInstanceOf(TypeError);
    expect(printed(error)).not.toContain(PASSWORD);
    expect(transport.sent).toEqual([]);
  });

  it("goes to the endpoint inside the VPC when told so", async () => {
    const transport = recorder();
    await by(transport, { network: "vpc" }).call(operations.policy.delete, "eu-central-1", { Name: "p" });
    expect(transport.sent[0]?.url.host).toBe("kms-vpc.eu-central-1.aliyuncs.com");
    expect(headersOf(transport, "host")).toEqual(["kms-vpc.eu-central-1.aliyuncs.com"]);
  });

  it("goes to another endpoint when one is given, and tells an emulator the region", async () => {
    const transport = recorder();
    await clientTo("https://gateway.example.com:8443", { transport }).call(operations.policy.delete, REGION, {
      Name: "p",
    });
    await clientTo("http://127.0.0.1:8080", { transport }).call(operations.policy.delete, "eu-central-1", {
      Name: "p",
    });
    expect(transport.sent.map(({ url, body }) => [url.href, body])).toEqual([
      ["https://gateway.example.com:8443/", "Name=p"],
      ["http://127.0.0.1:8080/", "Name=p&RegionId=eu-central-1"],
    ]);
  });

  it.each(["", "cn", "hangzhou", "cn-hangzhou.evil.com/", "CN-HANGZHOU", "cn-", "cn-hangzhou\n", "@evil.com"])(
    "is not sent to a region %j",
    async (region) => {
      const transport = recorder();
      for (const client of [by(transport), clientTo("http://127.0.0.1:1", { transport })]) {
        expect(await rejection(client.call(operations.listClientKeys, region, {}))).toBeInstanceOf(ConfigurationError);
      }
      expect(transport.sent).toEqual([]);
    },
  );
});

describe("a moved clock", () => {
  const clock = fixedClock("2027-01-01T00:00:00Z");
  const write = (client: AlibabaClient): Promise<unknown> =>
    client.call(operations.policy.delete, REGION, { Name: "p" });

  it("keeps writes from a real endpoint", async () => {
    const transport = recorder();
    const error = await rejection(write(by(transport, { clock })));
    expect(error).toBeInstanceOf(ClockMovedError);
    expect((error as Error).message).toContain("KEYSMITH_AS_OF_APPLY=1");
    expect(transport.sent).toEqual([]);
    expect(await rejection(write(clientTo("https://gateway.example.com", { clock, transport })))).toBeInstanceOf(
      ClockMovedError,
    );
  });

  it("lets reads pass, writes to an emulator, and writes that are asked for", async () => {
    const transport = recorder({ body: '{"ClientKeys":[]}' });
    await by(transport, { clock }).call(operations.listClientKeys, REGION, {});
    await write(clientTo("http://127.0.0.1:1", { clock, transport }));
    await write(by(transport, { clock, env: { [AS_OF_APPLY]: "1" } }));
    expect(transport.sent).toHaveLength(3);
  });

  it("does not date the signature", async () => {
    const transport = recorder({ body: '{"ClientKeys":[]}' });
    await by(transport, { clock }).call(operations.listClientKeys, REGION, {});
    const date = Date.parse(headersOf(transport, "x-acs-date")[0] ?? "");
    expect(Math.abs(date - Date.now())).toBeLessThan(60_000);
  });
});

describe("a signature", () => {
  it.each(["InvalidTimeStamp.Expired", "IllegalTimestamp"])(
    "that was refused with %s is made again once, for a create too",
    async (code) => {
      const transport = recorder(refused(400, code), minted);
      expect(await by(transport).call(operations.createClientKey, REGION, mint)).toMatchObject({
        clientKeyId: "KAAP.1",
      });
      const nonces = headersOf(transport, "x-acs-signature-nonce");
      expect(new Set(nonces).size).toBe(2);
    },
  );

  it("that was seen before may have been carried out: a create is not repeated, a delete is", async () => {
    const transport = recorder(refused(400, "SignatureNonceUsed"), {});
    const error = await rejection(by(transport).call(operations.createClientKey, REGION, mint));
    expect([error, mayHaveActed(error)]).toEqual([expect.any(NoReplyError), true]);
    expect(transport.sent).toHaveLength(1);
    const again = recorder(refused(400, "SignatureNonceUsed"), {});
    await by(again).call(operations.policy.delete, REGION, { Name: "p" });
    expect(new Set(headersOf(again, "x-acs-signature-nonce")).size).toBe(2);
  });

  it("that is refused for its date for good asks for the clock to be set", async () => {
    const transport = recorder(refused(400, "IllegalTimestamp"));
    const error = await rejection(by(transport).call(operations.policy.delete, REGION, { Name: "p" }));
    expect(error).toBeInstanceOf(CredentialsError);
    expect((error as KeysmithError).remedy).toContain("clock");
    expect(transport.sent).toHaveLength(2);
  });

  it("is new for every try", async () => {
    const transport = recorder(refused(503, "ServiceUnavailableTemporary"), refused(429, "Rejected.Throttling"), {});
    await by(transport).call(operations.policy.delete, REGION, { Name: "p" });
    expect(new Set(headersOf(transport, "x-acs-signature-nonce")).size).toBe(3);
  });

  it("is made with credentials that are looked up again after they were refused", async () => {
    const store = credentialsOf({ accessKeyId: "id", accessKeySecret: "secret" });
    const renew = jest.spyOn(store, "renew");
    const transport = recorder(refused(404, "InvalidAccessKeyId.NotFound"));
    const error = await rejection(
      by(transport, { credentials: store }).call(operations.policy.delete, REGION, { Name: "p" }),
    );
    expect(error).toBeInstanceOf(CredentialsError);
    expect(renew).toHaveBeenCalledTimes(1);
  });
});

it("renews its credentials once when the service refuses them, for a create too, as nothing was done", async () => {
  const keys = ["old", "new"].map((accessKeyId) => ({ accessKeyId, accessKeySecret: "secret" }));
  const store = createCredentialStore(() => [
    { name: "test", open: () => ({ getCredentials: async () => keys.shift() ?? {} }) },
  ]);
  const transport = recorder(refused(400, "InvalidSecurityToken.Expired"), minted);
  const client = by(transport, { credentials: store });
  expect(await client.call(operations.createClientKey, REGION, mint)).toMatchObject({ clientKeyId: "KAAP.1" });
  expect(headersOf(transport, "authorization")).toEqual([
    expect.stringContaining("Credential=old,"),
    expect.stringContaining("Credential=new,"),
  ]);
});

describe("the pace", () => {
  const paces = { read: fixed(50), write: fixed(10) };

  it("follows the quotas of reads and writes, for each region by itself", async () => {
    const timing = new FakeTiming();
    const transport = recorder({ body: '{"ClientKeys":[]}' });
    const client = by(transport, { timing, paces });
    const calls = ["cn-hangzhou", "eu-central-1"].flatMap((region) => [
      ...Array.from({ length: 11 }, () => client.call(operations.policy.delete, region, { Name: "p" })),
      ...Array.from({ length: 11 }, () => client.call(operations.listClientKeys, region, {})),
    ]);
    await timing.run(Promise.all(calls));
    expect(timing.now()).toBeGreaterThanOrEqual(1000);
    expect(timing.now()).toBeLessThan(2200);
  });

  // Writes that waited for their quota once did so with a place in the gate: twelve of them held up a read for 0.7 s.
  it("of writes is waited for without holding up a read", async () => {
    const timing = new FakeTiming();
    const client = by(recorder({ body: '{"ClientKeys":[]}' }), { timing, paces });
    const writes = Array.from({ length: 12 }, () => client.call(operations.policy.delete, REGION, { Name: "p" }));
    const read = client.call(operations.listClientKeys, REGION, {}).then(() => timing.now());
    await timing.run(Promise.all(writes));
    expect(timing.now()).toBeGreaterThan(900);
    expect(await read).toBe(0);
  });

  it("has a gate for each region: one that doesn't answer holds up no other", async () => {
    const timing = new FakeTiming();
    const transport: Transport = {
      send: async ({ url }) => {
        if (url.host.includes("hangzhou")) await timing.sleep(60_000);
        return { status: 200, headers: {}, body: "{}" };
      },
    };
    const client = by(transport, { timing });
    const slow = Array.from({ length: 6 }, () => client.call(operations.policy.delete, REGION, { Name: "p" }));
    const other = client.call(operations.policy.delete, "eu-central-1", { Name: "p" }).then(() => timing.now());
    await timing.run(Promise.all(slow));
    expect(await other).toBeLessThan(60_000);
  });

  it("has at most five requests under way", async () => {
    let running = 0;
    let most = 0;
    const timing = new FakeTiming();
    const transport: Transport = {
      send: async () => {
        running += 1;
        most = Math.max(most, running);
        await timing.sleep(2000);
        running -= 1;
        return { status: 200, headers: {}, body: "{}" };
      },
    };
    const client = by(transport, { timing });
    const calls = Array.from({ length: 40 }, () => client.call(operations.policy.delete, REGION, { Name: "p" }));
    await timing.run(Promise.all(calls));
    expect(most).toBe(5);
  });

  it("waits as long as the service asks", async () => {
    const timing = new FakeTiming();
    const transport = recorder({ ...refused(429, "Rejected.Throttling"), headers: { "retry-after": "7" } }, {});
    await timing.run(by(transport, { timing }).call(operations.policy.delete, REGION, { Name: "p" }));
    expect(timing.sleeps).toContain(7000);
  });

  it("that is a guess grows with each call that the service lets through", async () => {
    const timing = new FakeTiming();
    const guess = { start: 10, most: 1000 };
    const client = by(recorder({}), { timing, paces: { read: guess, write: guess } });
    const calls = Array.from({ length: 100 }, () => client.call(operations.policy.delete, REGION, { Name: "p" }));
    await timing.run(Promise.all(calls));
    expect(timing.now()).toBeLessThan(2000);
  });

  // At the end of a long queue it would come too late for another try, and fail.
  it("lets a call that was refused go before those that wait for their first try", async () => {
    const timing = new FakeTiming(() => 0);
    const client = by(recorder(refused(429, "Rejected.Throttling"), {}), { timing, paces });
    const call = (): Promise<number> =>
      client.call(operations.policy.delete, REGION, { Name: "p" }).then(() => timing.now());
    const calls = Array.from({ length: 30 }, call);
    const [first = 0, ...others] = await timing.run(Promise.all(calls));
    expect(first).toBeLessThan(500);
    expect(Math.max(...others)).toBeGreaterThan(2000);
  });

  it("slows down after a refusal", async () => {
    const timing = new FakeTiming(() => 0);
    const transport = recorder(refused(429, "Rejected.Throttling"), {});
    const client = by(transport, { timing, paces });
    await timing.run(client.call(operations.policy.delete, REGION, { Name: "p" }));
    await timing.run(client.call(operations.policy.delete, REGION, { Name: "p" }));
    await timing.run(client.call(operations.policy.delete, REGION, { Name: "p" }));
    expect(timing.sleeps.at(-1)).toBeGreaterThan(150);
  });
});

it("names the fields of a reply that are missing, and never what came", async () => {
  const transport = recorder({
    body: JSON.stringify({ ClientKeyId: "KAAP.1", PrivateKeyData: PASSWORD, NotBefore: 5 }),
  });
  const error = await rejection(by(transport).call(operations.createClientKey, REGION, mint));
  expect(error).toMatchObject({ code: "bad-reply", httpStatus: 200 });
  expect((error as Error).message).toContain("KeyAlgorithm, NotBefore, NotAfter");
  expect(printed(error)).not.toContain(PASSWORD);
  expect(printed(error)).not.toContain("KAAP.1");
});
