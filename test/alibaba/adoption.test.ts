import { accessPoint } from "../../src/alibaba/access-point";
import { networkRule } from "../../src/alibaba/network-rule";
import { policy } from "../../src/alibaba/policy";
import { addressOf } from "../../src/core/address";
import type { Definition, Values } from "../../src/core/definition";
import { nonceOf } from "../../src/core/nonce";
import { expectTakenOver, formerlyOf, sought, takeFrom, takeOver } from "../support/adoption";
import { Bench, REGION } from "../support/alibaba";

const SETTINGS = { region: REGION };
const PERMISSIONS = ["RbacPermission/Template/CryptoServiceKeyUser", "RbacPermission/Template/CryptoServiceSecretUser"];
const RULES = '{"NetworkRules":["office"]}';

interface Case {
  readonly definition: Definition;
  /** As the service calls it. */
  readonly object: string;
  readonly made: Values;
  /** The same as a program declares it. */
  readonly given: Values;
  readonly kind: string;
  readonly record: Values;
}

const CASES: readonly Case[] = [
  {
    definition: networkRule,
    object: "NetworkRule",
    made: { Name: "office", Type: "Private", SourcePrivateIp: '["10.20.0.0/16","10.1.2.3"]', Description: "north" },
    given: { name: "office", sourcePrivateIps: ["10.1.2.3", "10.20.0.0/16"], description: "north" },
    kind: "alicloud_kms_network_rule",
    record: {
      id: "office",
      network_rule_name: "office",
      source_private_ip: ["10.20.0.0/16", "10.1.2.3"],
      description: "north",
      timeouts: null,
    },
  },
  {
    definition: policy,
    object: "Policy",
    made: {
      Name: "orders",
      KmsInstance: "kst-hzz1",
      Permissions: JSON.stringify(PERMISSIONS),
      Resources: '["secret/orders/*","key/key-1"]',
      AccessControlRules: RULES,
    },
    given: {
      name: "orders",
      kmsInstance: "kst-hzz1",
      permissions: ["CryptoServiceKeyUser", "CryptoServiceSecretUser"],
      keys: ["key-1"],
      secrets: ["orders/*"],
      networkRules: ["office"],
    },
    kind: "alicloud_kms_policy",
    record: {
      id: "orders",
      policy_name: "orders",
      kms_instance_id: "kst-hzz1",
      permissions: PERMISSIONS,
      resources: ["secret/orders/*", "key/key-1"],
      access_control_rules: RULES,
      description: null,
      timeouts: null,
    },
  },
  {
    definition: accessPoint,
    object: "ApplicationAccessPoint",
    made: { Name: "orders-app", Policies: '["orders","billing"]', AuthenticationMethod: "ClientKey" },
    given: { name: "orders-app", policies: ["billing", "orders"] },
    kind: "alicloud_kms_application_access_point",
    record: {
      id: "orders-app",
      application_access_point_name: "orders-app",
      policies: ["orders", "billing"],
      description: "",
      timeouts: null,
    },
  },
];

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start({ clock: "2026-01-01T00:00:00Z" });
});

afterEach(() => bench.stop());

const make = async ({ object, made }: Case): Promise<void> => {
  await bench.emulator.alibaba.call(`Create${object}`, made);
  await bench.calls();
};

describe.each(CASES)("a $object that somebody else has made", (each) => {
  const { definition, object, made, given, kind, record } = each;
  const name = String(given["name"]);
  const declared = { ...given, region: REGION, label: "shop/prod/adopted" };
  const expectIt = (state: Values | undefined): Values =>
    expectTakenOver(definition, state, declared, bench.clock.now());

  it("is adopted by its name, with one call, and stays as it is", async () => {
    await make(each);
    const state = expectIt(await takeOver(definition, bench.context, name, SETTINGS));
    expect(await bench.calls()).toEqual([`Describe${object}`]);
    expect(state).toMatchObject({ arn: expect.stringContaining(name), label: "shop/prod/adopted" });
    bench.nonces = { own: nonceOf(addressOf(definition, state)) ?? "" };
    expect(expectIt(await definition.read(bench.context, state))).toEqual(state);
  });

  it("is found in the region that its id names, whatever is set", async () => {
    await make(each);
    const state = await takeOver(definition, bench.context, `${REGION}/${name}`, { region: "eu-central-1" });
    expect(expectIt(state)).toMatchObject({ region: REGION });
    expect(await takeOver(definition, bench.context, `eu-central-1/${name}`, SETTINGS)).toBeUndefined();
  });

  it("is adopted from the vendor's provider", async () => {
    await make(each);
    expectIt(await takeFrom(definition, bench.context, kind, record, SETTINGS));
    const bare = Object.fromEntries(Object.keys(record).map((attribute) => [attribute, null]));
    expectIt(await takeFrom(definition, bench.context, kind, { ...bare, id: name }, SETTINGS));
    expect(formerlyOf(definition, kind, bare)).toBeUndefined();
  });

  it("says whose it is where its description does", async () => {
    await make({ ...each, made: { ...made, Description: "north (keysmith: shop/test/theirs)" } });
    const state = await takeOver(definition, bench.context, name, SETTINGS);
    expect(state).toMatchObject({ description: "north", label: "shop/test/theirs" });
  });

  it("is changed in place from then on", async () => {
    await make(each);
    const state = expectIt(await takeOver(definition, bench.context, name, SETTINGS));
    bench.nonces = { own: nonceOf(addressOf(definition, state)) ?? "" };
    const applied = await bench.apply(definition, state, { ...declared, description: "ours" });
    expect(applied).toMatchObject({ action: "update", state: { arn: state["arn"], description: "ours" } });
    const described = await bench.emulator.alibaba.call(`Describe${object}`, { Name: name });
    expect(described["Description"]).toBe(`ours (keysmith ${bench.nonces.own}: shop/prod/adopted)`);
    bench.newRun();
    expect(await definition.read(bench.context, applied.state)).toEqual(applied.state);
  });

  it("that isn't there is gone, and without a region nobody is asked", async () => {
    expect(await takeOver(definition, bench.context, "nothing", SETTINGS)).toBeUndefined();
    await bench.calls();
    await expect(takeOver(definition, bench.context, name)).rejects.toMatchObject({ code: "configuration" });
    expect(await bench.calls()).toEqual([]);
  });

  it.each(["", "/", "a b", "a/b/c", `${name}/`, `/${name}`, `Hangzhou/${name}`, "secret/*"])(
    "isn't told by %j",
    (id) => {
      expect(definition.adopt?.place(id)).toBeUndefined();
    },
  );
});

describe("what is told in two ways", () => {
  it("is no change: a policy's resources in the service's form, or as keys and secrets", async () => {
    const [, each] = CASES;
    if (!each) throw new Error("there is no policy");
    await make(each);
    const state = (await takeOver(policy, bench.context, "orders", SETTINGS)) ?? {};
    const { keys, secrets, ...rest } = each.given;
    const raw = { ...rest, resources: ["key/key-1", "secret/orders/*"], label: "shop/prod/adopted" };
    expect(await bench.apply(policy, state, raw)).toMatchObject({ action: "none" });
    expect(await bench.apply(policy, state, { ...raw, resources: ["key/key-2", "secret/orders/*"] })).toMatchObject({
      action: "update",
    });
  });
});

describe("what the service takes and we don't", () => {
  it("counts once where it stands twice", async () => {
    const twice = JSON.stringify([...PERMISSIONS, ...PERMISSIONS]);
    await bench.emulator.alibaba.call("CreatePolicy", {
      ...CASES[1]?.made,
      Permissions: twice,
      Resources: '["key/*","key/*"]',
    });
    const state = await takeOver(policy, bench.context, "orders", SETTINGS);
    expect(state).toMatchObject({ permissions: ["CryptoServiceKeyUser", "CryptoServiceSecretUser"], keys: ["*"] });
  });

  it("isn't adopted where it couldn't be declared, as a plan would replace it", async () => {
    // As the console makes them: the API answers with them, and the emulator makes none.
    const state = sought(networkRule, { name: "vpc" }, SETTINGS);
    const reply = { arn: "acs:kms:cn-hangzhou:1:network/vpc", type: "VPC", sourcePrivateIp: [], description: "" };
    const client = { call: async () => reply };
    const failure = networkRule.adopt?.find({ ...bench.context, client }, state);
    await expect(failure).rejects.toMatchObject({ code: "conflict" });
    await expect(failure).rejects.toThrow('the network rule "vpc" can\'t be adopted: its type is "VPC"');
  });
});
