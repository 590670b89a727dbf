import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Emulator, EmulatorOptions } from "keysmith-emulator";
import type { AlibabaClient } from "../../../src/alibaba/api/client";
import type { GivenRole } from "../../../src/alibaba/api/credential-inputs";
import { listClientKeys, networkRule } from "../../../src/alibaba/api/operations";
import { roleStore } from "../../../src/alibaba/api/sessions";
import { connectAlibaba } from "../../../src/alibaba/api/settings";
import { systemClock } from "../../../src/core/clock";
import { ConfigurationError, CredentialsError, ServiceError } from "../../../src/core/errors";
import { Secret } from "../../../src/core/secret";
import type { Setting } from "../../../src/core/settings";
import { realTiming } from "../../../src/core/timing";
import { printed, rejection } from "../../http/searching";
import { startEmulator } from "../../support/emulator";

const ARN = "acs:ram::2000000000000002:role/keysmith";
const SECOND = "acs:ram::2000000000000002:role/second";
const PROVIDER = "acs:ram::1000000000000001:oidc-provider/ack";
const SECRET = "s3cr3t-k3y-0f-the-user";
const KEY = { accessKey: "user", secretKey: SECRET };
const OPTIONS: EmulatorOptions = {
  credentials: [{ accessKeyId: "user", accessKeySecret: SECRET, actions: ["sts:AssumeRole"] }],
  roles: [
    { arn: ARN, oidc: [{ providerArn: PROVIDER, audience: "sts.aliyuncs.com" }], maxSessionDuration: 43_200 },
    { arn: SECOND, trusts: [], oidc: [] },
  ],
};
const TOKEN = ["{}", JSON.stringify({ aud: "sts.aliyuncs.com", exp: 4_000_000_000 }), "x"]
  .map((part) => Buffer.from(part).toString("base64url"))
  .join(".");

type Given = Readonly<Record<string, unknown>>;

let emulator: Emulator;
let home: string;
const environment = { ...process.env };

beforeEach(async () => {
  emulator = await startEmulator(OPTIONS);
  home = await mkdtemp(join(os.tmpdir(), "keysmith-"));
  jest.spyOn(os, "homedir").mockReturnValue(home);
  for (const name of Object.keys(process.env)) if (/^(ALIBABA|ALICLOUD)/.test(name)) delete process.env[name];
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.env = { ...environment };
  await emulator.close();
  await rm(home, { recursive: true });
});

/** A client as a run of an engine has it, by what its configuration says of `alibaba`. */
function connect(given: Given): AlibabaClient {
  const alibaba: Given = { endpoint: emulator.url, ...given };
  const say = ({ config }: Setting): string | undefined => {
    const value = config
      .split(".")
      .slice(1)
      .reduce<unknown>((parent, name) => (parent as Given | undefined)?.[name], alibaba);
    return value === undefined ? undefined : String(value);
  };
  return connectAlibaba(say, { clock: systemClock, timing: realTiming(), env: {} });
}

const list = (client: AlibabaClient, region = "cn-hangzhou"): Promise<unknown> =>
  client.call(listClientKeys, region, { AapName: "app" });

async function operations(): Promise<string[]> {
  return (await emulator.calls()).map(({ operation }) => operation);
}

describe("calls are made by", () => {
  const metadata = (role: string): string => `${emulator.url}/latest/meta-data/ram/security-credentials/${role}`;

  it("an access key of the configuration, whatever the environment says", async () => {
    process.env["ALIBABA_CLOUD_ACCESS_KEY_ID"] = "emulator";
    process.env["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = "emulator";
    await rejection(list(connect(KEY)));
    expect((await emulator.calls()).map(({ accessKeyId }) => accessKeyId)).toEqual(["user"]);
  });

  it("a role, of which there is one session for all calls and regions of a run", async () => {
    const client = connect({ ...KEY, assumeRole: { roleArn: ARN } });
    await Promise.all([list(client), list(client), list(client, "cn-beijing")]);
    await list(client, "cn-beijing");
    const calls = await emulator.calls();
    expect(calls.filter(({ operation }) => operation === "AssumeRole")).toHaveLength(1);
    expect(calls[0]?.parameters).toEqual({
      RoleArn: ARN,
      RoleSessionName: "keysmith",
      DurationSeconds: "3600",
    });
    expect(calls.slice(1).map(({ accessKeyId }) => accessKeyId)).toEqual(
      Array.from({ length: 4 }, () => expect.stringMatching(/^STS\./)),
    );
  });

  it("a role, as its block says", async () => {
    const policy = '{"Version":"1","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}';
    const assumeRole = { roleArn: ARN, sessionName: "pipeline", sessionExpiration: 900, externalId: "me", policy };
    await list(connect({ ...KEY, assumeRole }));
    expect((await emulator.calls())[0]?.parameters).toEqual({
      RoleArn: ARN,
      RoleSessionName: "pipeline",
      DurationSeconds: "900",
      ExternalId: "me",
      Policy: policy,
    });
  });

  it("a role with the credentials that the environment gives", async () => {
    process.env["ALIBABA_CLOUD_ACCESS_KEY_ID"] = "user";
    process.env["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = SECRET;
    await list(connect({ assumeRole: { roleArn: ARN } }));
    expect(await operations()).toEqual(["AssumeRole", "ListClientKeys"]);
  });

  it("a role by an OIDC token, given or in a file that is read for each session", async () => {
    const oidc = { oidcProviderArn: PROVIDER, roleArn: ARN };
    await list(connect({ assumeRoleWithOidc: { ...oidc, oidcToken: TOKEN } }));
    const oidcTokenFile = join(home, "token");
    await writeFile(oidcTokenFile, `${TOKEN}\n`);
    await list(connect({ assumeRoleWithOidc: { ...oidc, oidcTokenFile, roleSessionName: "pod" } }));
    const sessions = (await emulator.calls()).filter(({ operation }) => operation === "AssumeRoleWithOIDC");
    expect(sessions.map(({ parameters }) => parameters["RoleSessionName"])).toEqual(["keysmith", "pod"]);
    expect(JSON.stringify(sessions)).not.toContain(TOKEN);
  });

  it("a role on top of one that is had by an OIDC token", async () => {
    const assumeRoleWithOidc = { oidcProviderArn: PROVIDER, roleArn: ARN, oidcToken: TOKEN };
    const error = await rejection(list(connect({ assumeRoleWithOidc, assumeRole: { roleArn: SECOND } })));
    // The second one trusts nobody, but was asked for by a session of the first one.
    expect(String(error)).toContain("NoPermission");
    expect((await emulator.calls()).map(({ operation, accessKeyId }) => [operation, accessKeyId])).toEqual([
      ["AssumeRoleWithOIDC", undefined],
      ["AssumeRole", expect.stringMatching(/^STS\./)],
    ]);
  });

  it("what an address answers, and a role on top of it", async () => {
    await list(connect({ credentialsUri: metadata("keysmith") }));
    await list(connect({ credentialsUri: metadata("keysmith"), assumeRole: { roleArn: ARN } }));
    const expected = ["GetMetadata", "ListClientKeys", "GetMetadata", "AssumeRole", "ListClientKeys"];
    expect(await operations()).toEqual(expected);
  });

  it("a profile of the aliyun CLI, by its name, and a role on top of it", async () => {
    const profile = { name: "second", mode: "AK", access_key_id: "user", access_key_secret: SECRET };
    const first = { name: "first", mode: "AK", access_key_id: "first", access_key_secret: "first" };
    await mkdir(join(home, ".aliyun"));
    await writeFile(
      join(home, ".aliyun/config.json"),
      JSON.stringify({ current: "first", profiles: [first, profile] }),
    );
    await list(connect({ profile: "second", assumeRole: { roleArn: ARN } }));
    expect((await emulator.calls())[0]).toMatchObject({ operation: "AssumeRole", accessKeyId: "user" });
  });
});

describe("a session", () => {
  it("that has ended is replaced within the call", async () => {
    const client = connect({ ...KEY, assumeRole: { roleArn: ARN } });
    await list(client);
    await emulator.clock.advance("PT2H");
    await list(client);
    expect(await operations()).toEqual([
      "AssumeRole",
      "ListClientKeys",
      "ListClientKeys",
      "AssumeRole",
      "ListClientKeys",
    ]);
  });

  const role: GivenRole = { roleArn: ARN, sessionExpiration: 900 };

  /** STS with a clock of its own that is `ahead` of ours by milliseconds, and that grants so many seconds at most. */
  function sts(ahead = 0, most = 900) {
    const asked: number[] = [];
    const clock = { time: Date.parse("2026-01-01T00:00:00Z") };
    const call = async (): Promise<unknown> => {
      asked.push(clock.time);
      const Expiration = new Date(clock.time + ahead + most * 1000).toISOString();
      const [AccessKeySecret, SecurityToken] = [new Secret("s"), new Secret("t")];
      return { Credentials: { AccessKeyId: `STS.${asked.length}`, AccessKeySecret, SecurityToken, Expiration } };
    };
    const store = roleStore(role, { client: { call } as Pick<AlibabaClient, "call">, now: () => clock.time });
    const at = async (seconds: number): Promise<string> => {
      clock.time = Date.parse("2026-01-01T00:00:00Z") + seconds * 1000;
      return (await store.get("cn-hangzhou")).accessKeyId;
    };
    return { at, store };
  }

  it("is renewed a minute before it ends", async () => {
    const { at } = sts();
    expect([await at(0), await at(839), await at(840), await at(1679)]).toEqual(["STS.1", "STS.1", "STS.2", "STS.2"]);
  });

  it("ends when the service says, where that is earlier", async () => {
    const { at } = sts(0, 600);
    expect([await at(0), await at(539), await at(540)]).toEqual(["STS.1", "STS.1", "STS.2"]);
  });

  // With the service's clock alone a machine an hour ahead would have asked for a session with each call.
  it.each([-3_600_000, 3_600_000])("counts by our clock where the service's differs by %d ms", async (ahead) => {
    const { at } = sts(ahead);
    expect([await at(0), await at(839), await at(840)]).toEqual(["STS.1", "STS.1", "STS.2"]);
  });

  it("that is refused is replaced once, and not what came in its place", async () => {
    const { at, store } = sts();
    await at(0);
    const first = await store.get("cn-hangzhou");
    const second = await store.renew(first, "cn-hangzhou");
    expect(second?.accessKeyId).toBe("STS.2");
    expect(second && (await store.renew(second, "cn-hangzhou"))).toBeUndefined();
  });
});

describe("where a region has no STS,", () => {
  const role: GivenRole = { roleArn: ARN };

  function sessions(...bare: readonly string[]) {
    const asked: string[] = [];
    const call = async (_operation: unknown, region: string): Promise<unknown> => {
      asked.push(region);
      await delay(region === "cn-hangzhou" ? 20 : 5);
      if (bare.includes(region)) throw new ServiceError(`no answer from STS in ${region}`, "Look at the network.");
      const [AccessKeySecret, SecurityToken] = [new Secret("s"), new Secret("t")];
      const key = { AccessKeyId: `STS.${asked.length}`, AccessKeySecret, SecurityToken };
      return { Credentials: { ...key, Expiration: new Date(Date.now() + 3_600_000).toISOString() } };
    };
    const store = roleStore(role, { client: { call } as Pick<AlibabaClient, "call">, now: Date.now });
    const get = async (region: string): Promise<string> => (await store.get(region)).accessKeyId;
    return { asked, get };
  }

  it("calls in others that waited for its session get one of their own, and so do all that come later", async () => {
    const { asked, get } = sessions("bare-1");
    const found = await Promise.allSettled(
      ["bare-1", "cn-hangzhou", "bare-1", "cn-beijing", "cn-hangzhou"].map((region) => get(region)),
    );
    const refused = { status: "rejected", reason: expect.objectContaining({ code: "credentials" }) };
    const served = { status: "fulfilled", value: expect.stringMatching(/^STS\.[23]$/) };
    expect(found).toEqual([refused, served, refused, served, served]);
    expect(asked).toEqual(["bare-1", "cn-hangzhou", "cn-beijing"]);
    expect(await get("bare-1")).toBe(await get("cn-hangzhou"));
    expect(asked).toHaveLength(3);
  });

  it("and another has none either, each error is about the region of its call", async () => {
    const { asked, get } = sessions("bare-1", "bare-2");
    const found = await Promise.allSettled(["bare-1", "bare-2", "bare-2"].map((region) => get(region)));
    expect(found.map((each) => String((each as PromiseRejectedResult).reason))).toEqual([
      expect.stringContaining("bare-1"),
      expect.stringContaining("bare-2"),
      expect.stringContaining("bare-2"),
    ]);
    expect(asked).toEqual(["bare-1", "bare-2"]);
  });
});

describe("without a session nothing else is sent, and the error says why:", () => {
  async function failure(given: Given): Promise<CredentialsError> {
    const client = connect(given);
    const error = await rejection(
      client.call(networkRule.create, "cn-hangzhou", { Name: "office", Type: "Private", SourcePrivateIp: "[]" }),
    );
    expect(error).toBeInstanceOf(CredentialsError);
    expect(await operations()).not.toContain("CreateNetworkRule");
    for (const secret of [SECRET, TOKEN]) expect(printed(error)).not.toContain(secret);
    return error as CredentialsError;
  }

  it("a role that isn't there", async () => {
    const { message, vendorCode } = await failure({ ...KEY, assumeRole: { roleArn: `${ARN}-2` } });
    expect(vendorCode).toBe("EntityNotExist.Role");
    expect(message).toContain(`The role ${ARN}-2 could not be assumed: AssumeRole in cn-hangzhou was refused`);
    expect(message).toContain("Check the ARN of the role");
  });

  it("a role that may not be assumed", async () => {
    const { message } = await failure({ ...KEY, assumeRole: { roleArn: SECOND } });
    expect(message).toContain("Allow sts:AssumeRole in a RAM policy of the calling user or role");
  });

  it("a wrong secret of the key", async () => {
    const { vendorCode } = await failure({ accessKey: "user", secretKey: "wrong", assumeRole: { roleArn: ARN } });
    expect(vendorCode).toBe("SignatureDoesNotMatch");
  });

  it("an OIDC token that has ended", async () => {
    const oidcToken = ["{}", '{"exp":1}', "x"].map((part) => Buffer.from(part).toString("base64url")).join(".");
    const assumeRoleWithOidc = { oidcProviderArn: PROVIDER, roleArn: ARN, oidcToken };
    const { vendorCode, message } = await failure({ assumeRoleWithOidc });
    expect(vendorCode).toBe("AuthenticationFail.OIDCToken.Expired");
    expect(message).toContain("Get a new token");
  });

  it.each([
    ["is missing", undefined, /can't be read \(ENOENT\)/],
    ["is empty", "\n", /is empty/],
    ["holds two lines", `${SECRET}\nb`, /holds more than a token/],
  ])("a token file that %s", async (_what, content, words) => {
    const oidcTokenFile = join(home, "token");
    if (content !== undefined) await writeFile(oidcTokenFile, content);
    const { message } = await failure({
      assumeRoleWithOidc: { oidcProviderArn: PROVIDER, roleArn: ARN, oidcTokenFile },
    });
    expect(message).toMatch(words);
    expect(await operations()).toEqual([]);
  });

  it("a profile that isn't there", async () => {
    const { message } = await failure({ profile: "none" });
    expect(message).toContain(
      'that the configuration gives can\'t be used (profile "none" of the aliyun CLI: no file)',
    );
  });
});

it("bad credentials are refused before anything is sent", async () => {
  const error = await rejection((async () => list(connect({ accessKey: "user" })))());
  expect(error).toBeInstanceOf(ConfigurationError);
  expect(String(error)).toContain("alibaba.secretKey: is missing: accessKey is given");
  expect(await operations()).toEqual([]);
});
