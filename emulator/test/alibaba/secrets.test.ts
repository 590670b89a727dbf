import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmulator } from "../start";
import { call as callPlainly, errorOf, toTexts, useEmulator, withEmulator } from "../support";
import { callBy, type Reply, ways } from "../vendor-clients";

const requestId = expect.any(String);
const arn = "acs:kms:cn-hangzhou:1000000000000001:secret/orders/db";
const orders = { SecretName: "orders/db" };
const rds = {
  SecretName: "rds/orders",
  SecretType: "Rds",
  VersionId: "v1",
  SecretData: { Accounts: [{ AccountName: "orders", AccountPassword: "hunter2" }] },
  ExtendedConfig: { SecretSubType: "SingleUser", DBInstanceId: "rm-1", CustomData: {} },
  EnableAutomaticRotation: true,
  RotationInterval: "7d",
};

describe.each(ways)("a secret, by the vendor's $client, $signature, parameters by $transport", (way) => {
  const emulator = useEmulator({ clock: "2026-01-02T03:04:05Z" });
  const call = (action: string, parameters: Record<string, unknown> = {}): Promise<Reply> =>
    callBy(way, emulator.it, action, toTexts(parameters));

  it("lives from its creation to its end", async () => {
    const tags = [{ TagKey: "team", TagValue: "orders" }];
    const created = { ...orders, VersionId: "v1", SecretData: "hunter2", Description: "a b*c~d", Tags: tags };
    expect(await call("CreateSecret", created)).toEqual({
      Arn: arn,
      SecretName: "orders/db",
      SecretType: "Generic",
      VersionId: "v1",
      RequestId: requestId,
    });
    await call("PutSecretValue", { ...orders, VersionId: "v2", SecretData: "swordfish" });
    await call("UpdateSecret", { ...orders, Description: "moved" });
    const about = { CreateTime: "2026-01-02T03:04:05Z", UpdateTime: "2026-01-02T03:04:05Z" };
    expect(await call("DescribeSecret", { ...orders, FetchTags: true })).toEqual({
      ...{ Arn: arn, SecretName: "orders/db", SecretType: "Generic", Description: "moved", RequestId: requestId },
      ...{ EncryptionKeyId: "", DKMSInstanceId: "", ...about, Tags: { Tag: tags } },
    });
    expect(await call("GetSecretValue", { SecretName: arn })).toEqual({
      ...{ SecretName: "orders/db", SecretType: "Generic", SecretData: "swordfish", SecretDataType: "text" },
      ...{ VersionId: "v2", VersionStages: { VersionStage: ["ACSCurrent"] }, CreateTime: about.CreateTime },
      RequestId: requestId,
    });
    expect(await call("DeleteSecret", { ...orders, RecoveryWindowInDays: 7 })).toMatchObject({
      PlannedDeleteTime: "2026-01-09T03:04:05Z",
    });
    expect(await call("RestoreSecret", orders)).toMatchObject({ SecretName: "orders/db" });
    await call("DeleteSecret", { ...orders, ForceDeleteWithoutRecovery: true });
    expect(await errorOf(call("DescribeSecret", orders))).toMatchObject({
      status: 404,
      code: "Forbidden.ResourceNotFound",
    });
  });
});

const emulator = useEmulator({ clock: "2026-01-02T03:04:05Z" });
const call = (action: string, parameters: Record<string, unknown> = {}) => callPlainly(emulator.it, action, parameters);
const refused = async (action: string, parameters: Record<string, unknown>) => {
  const { status, code } = await errorOf(call(action, parameters));
  return `${status} ${code}`;
};
const create = (more: Record<string, unknown> = {}) =>
  call("CreateSecret", { ...orders, VersionId: "v1", SecretData: "one", ...more });
const put = (id: string, value: string, more: Record<string, unknown> = {}) =>
  call("PutSecretValue", { ...orders, VersionId: id, SecretData: value, ...more });

/** Stages by version. */
async function stages(all = false): Promise<Record<string, unknown>> {
  const answer = await call("ListSecretVersionIds", { ...orders, IncludeDeprecated: all, PageSize: 100 });
  const { VersionId } = answer["VersionIds"] as {
    VersionId: { VersionId: string; VersionStages: { VersionStage: string[] } }[];
  };
  return Object.fromEntries(VersionId.map((one) => [one.VersionId, one.VersionStages.VersionStage]));
}

const value = async (more: Record<string, unknown> = {}) =>
  (await call("GetSecretValue", { ...orders, ...more }))["SecretData"];

describe("versions of a secret", () => {
  beforeEach(() => create());

  it("hand the built-in stages down, and the third loses both", async () => {
    await put("v2", "two");
    expect(await stages()).toEqual({ v1: ["ACSPrevious"], v2: ["ACSCurrent"] });
    await put("v3", "three");
    expect(await stages()).toEqual({ v2: ["ACSPrevious"], v3: ["ACSCurrent"] });
    expect(await stages(true)).toEqual({ v1: [], v2: ["ACSPrevious"], v3: ["ACSCurrent"] });
    expect(await value({ VersionStage: "ACSPrevious" })).toBe("two");
    expect(await value({ VersionId: "v1" })).toBe("one");
  });

  it("take a repeated request for what it is, and refuse another value under the same id", async () => {
    await put("v2", "two");
    await put("v2", "two");
    expect(await stages()).toEqual({ v1: ["ACSPrevious"], v2: ["ACSCurrent"] });
    expect(await refused("PutSecretValue", { ...orders, VersionId: "v2", SecretData: "other" })).toBe(
      "409 Rejected.ResourceExist",
    );
  });

  it("carry stages of their owner's, which leave the current one alone", async () => {
    await put("v2", "two", { VersionStages: ["next"] });
    expect(await stages()).toEqual({ v1: ["ACSCurrent"], v2: ["next"] });
    await call("UpdateSecretVersionStage", { ...orders, VersionStage: "next", RemoveFromVersion: "v2" });
    expect(await stages()).toEqual({ v1: ["ACSCurrent"] });
    await call("UpdateSecretVersionStage", { ...orders, VersionStage: "ACSCurrent", MoveToVersion: "v2" });
    expect(await stages()).toEqual({ v1: ["ACSPrevious"], v2: ["ACSCurrent"] });
  });

  it("never lose a built-in stage but to another version", async () => {
    await put("v2", "two");
    const previous = { ...orders, VersionStage: "ACSPrevious", RemoveFromVersion: "v1" };
    expect(await refused("UpdateSecretVersionStage", previous)).toBe("400 MissingParameter");
    await call("UpdateSecretVersionStage", { ...previous, MoveToVersion: "v2" });
    expect(await stages()).toEqual({ v2: ["ACSCurrent", "ACSPrevious"] });
    expect(await refused("UpdateSecretVersionStage", { ...previous, MoveToVersion: "v2" })).toBe(
      "400 InvalidParameter",
    );
  });

  it("are ten at most, of which the oldest goes", async () => {
    for (let i = 2; i <= 11; i++) await put(`v${i}`, `value ${i}`);
    expect(Object.keys(await stages(true))).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((i) => `v${i}`));
    expect(await refused("GetSecretValue", { ...orders, VersionId: "v1" })).toBe("404 Forbidden.ResourceNotFound");
  });

  it("hold bytes too, as the text that they were given in", async () => {
    await put("v2", "AAEC/w==", { SecretDataType: "binary" });
    expect(await call("GetSecretValue", orders)).toMatchObject({ SecretData: "AAEC/w==", SecretDataType: "binary" });
  });
});

describe("a secret that is to be deleted", () => {
  beforeEach(async () => {
    await create();
    await call("DeleteSecret", orders);
  });

  it("is there until then and cannot be used, and its name is taken", async () => {
    expect(await call("DescribeSecret", orders)).toMatchObject({ PlannedDeleteTime: "2026-02-01T03:04:05Z" });
    const data = { ...orders, VersionId: "v2", SecretData: "two" };
    for (const [action, more] of [
      ["GetSecretValue", {}],
      ["PutSecretValue", data],
      ["UpdateSecret", { Description: "x" }],
      ["DeleteSecret", {}],
    ] as const)
      expect(await refused(action, { ...orders, ...more })).toBe("409 Rejected.PendingDeletion");
    expect(await refused("CreateSecret", data)).toBe("409 Rejected.ResourceExist");
  });

  it("comes back with its value", async () => {
    await call("RestoreSecret", orders);
    expect(await value()).toBe("one");
    expect(await refused("RestoreSecret", orders)).toBe("409 Rejected.ResourceInUse");
  });

  it("is gone when its time has come, and makes room", async () => {
    await emulator.it.clock.set("2026-02-01T03:04:05Z");
    expect(await refused("DescribeSecret", orders)).toBe("404 Forbidden.ResourceNotFound");
    expect(await call("ListSecrets")).toMatchObject({ TotalCount: 0 });
    await create({ SecretData: "another" });
    expect(await value()).toBe("another");
  });
});

describe("a managed secret", () => {
  it("shows one account of those that it was given, and rotates its password", async () => {
    await call("CreateSecret", rds);
    const shown = await call("GetSecretValue", { SecretName: "rds/orders", FetchExtendedConfig: true });
    expect(shown).toMatchObject({
      ...{ SecretType: "Rds", AutomaticRotation: "Enabled", RotationInterval: "604800s", VersionId: "v1" },
      ...{ NextRotationDate: "2026-01-09T03:04:05Z", ExtendedConfig: expect.stringContaining('"rm-1"') },
    });
    expect(JSON.parse(String(shown["SecretData"]))).toEqual({ AccountName: "orders", AccountPassword: "hunter2" });
    await emulator.it.clock.advance("P1D");
    for (const _ of [1, 2]) await call("RotateSecret", { SecretName: "rds/orders", VersionId: "v2" });
    const rotated = await call("GetSecretValue", { SecretName: "rds/orders" });
    expect(rotated).toMatchObject({ VersionId: "v2", LastRotationDate: "2026-01-03T03:04:05Z" });
    expect(JSON.parse(String(rotated["SecretData"]))).toEqual({
      AccountName: "orders",
      AccountPassword: expect.not.stringContaining("hunter2"),
    });
    await call("UpdateSecretRotationPolicy", { SecretName: "rds/orders", EnableAutomaticRotation: false });
    expect(await call("DescribeSecret", { SecretName: "rds/orders" })).toMatchObject({ AutomaticRotation: "Disabled" });
    const config = { SecretName: "rds/orders", "ExtendedConfig.CustomData": { team: "orders" } };
    await call("UpdateSecret", config);
    expect(await call("DescribeSecret", config)).toMatchObject({ ExtendedConfig: expect.stringContaining("team") });
  });

  it("of a RAM user is named by the service", async () => {
    const keys = { AccessKeys: [{ AccessKeyId: "LTAI1", AccessKeySecret: "s" }] };
    const config = { SecretSubType: "RamUserAccessKey", UserName: "ci" };
    const given = { SecretType: "RAMCredentials", VersionId: "v1", SecretData: keys, ExtendedConfig: config };
    expect(await refused("CreateSecret", { ...given, SecretName: "ci" })).toBe("400 InvalidParameter");
    expect(await call("CreateSecret", { ...given, SecretName: "$Auto" })).toMatchObject({
      SecretName: "acs/ram/user/ci",
    });
  });

  it("of a server is a password or a pair of keys", async () => {
    const config = { SecretSubType: "SSHKey", RegionId: "cn-hangzhou", InstanceId: "i-1" };
    const pair = { UserName: "root", PublicKey: "ssh-rsa A", PrivateKey: "old" };
    const name = { SecretName: "acs/ecs/web" };
    await call("CreateSecret", {
      ...{ ...name, SecretType: "ECS", VersionId: "v1", SecretData: pair, ExtendedConfig: config },
    });
    await call("RotateSecret", { ...name, VersionId: "v2" });
    expect(JSON.parse(String((await call("GetSecretValue", name))["SecretData"]))).toMatchObject({
      UserName: "root",
      PrivateKey: expect.stringContaining("PRIVATE KEY"),
    });
  });

  it.each([
    ["no configuration", { ExtendedConfig: undefined }, "400 MissingParameter"],
    ["half a configuration", { ExtendedConfig: { SecretSubType: "SingleUser" } }, "400 InvalidParameter"],
    ["a value of another form", { SecretData: "hunter2" }, "400 InvalidParameter"],
    ["too short an interval", { RotationInterval: "5h" }, "400 InvalidParameter"],
    ["no interval", { RotationInterval: undefined }, "400 MissingParameter"],
    ["a name of another type's", { SecretName: "acs/ecs/orders" }, "400 InvalidParameter"],
  ])("with %s is refused", async (_, wrong, expected) => {
    const given = Object.entries({ ...rds, ...wrong }).filter(([, one]) => one !== undefined);
    expect(await refused("CreateSecret", Object.fromEntries(given))).toBe(expected);
  });

  it("and a generic one each have operations of their own", async () => {
    await create();
    await call("CreateSecret", rds);
    expect(await refused("RotateSecret", { ...orders, VersionId: "v2" })).toBe("409 Rejected.UnsupportedOperation");
    const data = { SecretName: "rds/orders", VersionId: "v2", SecretData: "x" };
    expect(await refused("PutSecretValue", data)).toBe("409 Rejected.UnsupportedOperation");
  });
});

describe("the list of secrets", () => {
  const names = async (more: Record<string, unknown> = {}) => {
    const { Secret } = (await call("ListSecrets", more))["SecretList"] as { Secret: { SecretName: string }[] };
    return Secret.map(({ SecretName }) => SecretName);
  };

  it("comes in pages of ten and is filtered", async () => {
    const all = Array.from({ length: 12 }, (_, i) => `secret-${i}`);
    for (const [i, SecretName] of all.entries())
      await create({ SecretName, Tags: [{ TagKey: "team", TagValue: i % 2 ? "odd" : "even" }] });
    expect(await names()).toEqual(all.slice(0, 10));
    expect(await names({ PageNumber: 2 })).toEqual(all.slice(10));
    expect(await names({ Filters: [{ Key: "SecretName", Values: ["secret-3", "secret-11"] }] })).toEqual([
      "secret-3",
      "secret-11",
    ]);
    expect(await names({ Filters: [{ Key: "TagValue", Values: ["odd"] }] })).toHaveLength(6);
    expect(await call("ListSecrets", { FetchTags: true, PageSize: 1 })).toMatchObject({
      SecretList: { Secret: [{ Tags: { Tag: [{ TagKey: "team", TagValue: "even" }] } }] },
    });
  });
});

describe("tags of a secret", () => {
  const tags = async () => {
    const { Tags } = await call("DescribeSecret", { ...orders, FetchTags: true });
    return (Tags as { Tag: { TagKey: string; TagValue: string }[] }).Tag.map((tag) => `${tag.TagKey}=${tag.TagValue}`);
  };

  it("are set and taken away, one resource at a time or several", async () => {
    await create();
    await create({ SecretName: "billing" });
    await call("TagResource", { ...orders, Tags: [{ TagKey: "team", TagValue: "orders" }] });
    const both = { ResourceType: "secret", "ResourceId.1": "orders/db", "ResourceId.2": "billing" };
    await call("TagResources", { ...both, "Tag.1.Key": "stage", "Tag.1.Value": "test" });
    expect(await tags()).toEqual(["team=orders", "stage=test"]);
    const listed = await call("ListTagResources", {
      ResourceType: "secret",
      "Tag.1.Key": "stage",
      "Tag.1.Value": "test",
    });
    const { TagResource } = listed["TagResources"] as { TagResource: { ResourceId: string }[] };
    expect(TagResource.map(({ ResourceId }) => ResourceId)).toEqual(["orders/db", "orders/db", "billing"]);
    await call("UntagResource", { ...orders, TagKeys: ["team"] });
    expect(await tags()).toEqual(["stage=test"]);
    await call("UntagResources", { ...both, "TagKey.1": "stage" });
    expect(await tags()).toEqual([]);
    await call("TagResource", { ...orders, Tags: [{ TagKey: "a", TagValue: "b" }] });
    await call("UntagResources", { ...both, All: true });
    expect(await tags()).toEqual([]);
  });

  it.each([
    ["TagResource", { Tags: [{ TagKey: "a", TagValue: "b" }] }, "400 InvalidParameter"],
    ["TagResource", { ...orders, Tags: [{ TagKey: "acs:a", TagValue: "b" }] }, "400 InvalidParameter"],
    ["TagResources", { ResourceType: "lock", "ResourceId.1": "a" }, "400 InvalidParameter"],
    ["TagResources", { ResourceType: "secret", "ResourceId.1": "orders/db" }, "400 MissingParameter"],
    ["TagResource", { SecretName: "none", Tags: [] }, "404 Forbidden.ResourceNotFound"],
  ])("%s with %j is refused", async (action, parameters, expected) => {
    await create();
    expect(await refused(action, parameters)).toBe(expected);
  });
});

describe("the policy of a secret", () => {
  const policy = { Version: "1", Statement: [{ Effect: "Allow", Action: ["kms:GetSecretValue"], Resource: ["*"] }] };

  it("allows everything to the account until there is another", async () => {
    await create();
    expect(await call("GetSecretPolicy", orders)).toMatchObject({
      Policy: expect.stringContaining("acs:ram::1000000000000001:*"),
    });
    await call("SetSecretPolicy", { ...orders, PolicyName: "default", Policy: policy });
    expect(await call("GetSecretPolicy", orders)).toMatchObject({ Policy: JSON.stringify(policy) });
    expect(await refused("SetSecretPolicy", { ...orders, PolicyName: "other", Policy: policy })).toBe(
      "400 InvalidParameter",
    );
    expect(await refused("SetSecretPolicy", { ...orders, Policy: "{}" })).toBe("400 InvalidParameter");
  });
});

it("a random password is of the characters asked for, of each type one", async () => {
  const all = await call("GetRandomPassword", { PasswordLength: 8 });
  for (const type of [/[a-z]/, /[A-Z]/, /\d/, /[^\w]|_/]) expect(all["RandomPassword"]).toMatch(type);
  const digits = { ExcludeLowercase: true, ExcludeUppercase: true, ExcludePunctuation: true, ExcludeCharacters: "01" };
  expect((await call("GetRandomPassword", digits))["RandomPassword"]).toMatch(/^[2-9]{32}$/);
  expect(await refused("GetRandomPassword", { ...digits, ExcludeNumbers: true })).toBe("400 InvalidParameter");
});

describe("the value of a secret", () => {
  it("is in no snapshot and no journal, and in the state file under what is hidden, until its secret goes", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "keysmith-secrets-"));
    const stateFile = path.join(folder, "state.json");
    try {
      const first = await startEmulator({ stateFile });
      await callPlainly(first, "CreateSecret", { ...orders, VersionId: "v1", SecretData: "hunter2" });
      expect(JSON.stringify([await first.state(), await first.calls()])).not.toContain("hunter2");
      await first.close();
      const { sections, hidden } = JSON.parse(readFileSync(stateFile, "utf8"));
      expect(JSON.stringify(sections)).not.toContain("hunter2");
      expect(JSON.stringify(hidden)).toContain("hunter2");
      const second = await startEmulator({ stateFile });
      expect(await callPlainly(second, "GetSecretValue", orders)).toMatchObject({ SecretData: "hunter2" });
      await callPlainly(second, "DeleteSecret", { ...orders, ForceDeleteWithoutRecovery: true });
      await second.close();
      expect(readFileSync(stateFile, "utf8")).not.toContain("hunter2");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("that an option puts there is a version like any other, and only a new one where it differs", async () => {
    await withEmulator({ secrets: { "orders/db": "one" } }, async (running) => {
      const version = async () => (await callPlainly(running, "GetSecretValue", orders))["VersionId"];
      expect(await version()).toBe("v1");
      await running.alibaba.setSecrets({ "orders/db": "one" });
      expect(await version()).toBe("v1");
      await callPlainly(running, "DeleteSecret", orders);
      await running.alibaba.setSecrets({ "orders/db": "two" });
      expect(await version()).not.toBe("v1");
      const previous = await callPlainly(running, "GetSecretValue", { ...orders, VersionStage: "ACSPrevious" });
      expect(previous).toMatchObject({ SecretData: "one" });
      await expect(running.alibaba.setSecrets({ "": "x" })).rejects.toMatchObject({ code: "EmulatorInput" });
      await expect(running.alibaba.setSecrets({ "a b": "x" })).rejects.toMatchObject({ code: "EmulatorInput" });
    });
  });
});
