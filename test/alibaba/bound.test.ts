import { accessPoint } from "../../src/alibaba/access-point";
import { policy } from "../../src/alibaba/policy";
import type { Definition, Values } from "../../src/core/definition";
import { plan } from "../../src/core/plan";
import { startEmulated } from "../lifecycle/services";
import { pulumiAdaptor, terraformAdaptor } from "../support/adaptors";
import { Bench, REGION } from "../support/alibaba";

// The service binds what isn't there, and deletes what is bound, without a word.

const MADE = "2026-01-01T00:00:00Z";
const POLICY = {
  kmsInstance: "kst-1",
  permissions: ["CryptoServiceSecretUser"],
  secrets: ["a/*"],
  label: "a/b/policy",
};
const POINT = { name: "c33", label: "a/b/point" };
const NO_POLICY = `AccessPoint "c33": there is no policy "gone" in ${REGION}; until there is one, the application has no access through it`;
const NO_RULE = `Policy "p": there is no network rule "gone" in ${REGION}; until there is one, nobody is admitted by it`;

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start({ clock: MADE, credentials: [BLIND] });
  await bench.emulator.alibaba.call("CreatePolicy", { Name: "there", Permissions: [], Resources: [] });
  await bench.emulator.alibaba.call("CreateNetworkRule", { Name: "there", Type: "Private", SourcePrivateIp: [] });
});
afterEach(() => bench.stop());

const BLIND = {
  accessKeyId: "blind",
  accessKeySecret: "emulator",
  actions: ["kms:CreateApplicationAccessPoint", "kms:DescribeApplicationAccessPoint"],
};

/** @param names what it names */
const KINDS: readonly (readonly [string, Definition, string, (names: readonly string[]) => Values])[] = [
  ["a policy of an access point", accessPoint, NO_POLICY, (policies) => ({ ...POINT, policies })],
  ["a network rule of a policy", policy, NO_RULE, (networkRules) => ({ ...POLICY, name: "p", networkRules })],
];

describe.each(KINDS)("%s that isn't there", (_what, definition, warning, given) => {
  it("is warned of in a create, an update and a refresh, and what is there isn't", async () => {
    const state = await bench.create(definition, given(["there", "gone"]));
    expect(bench.warnings.splice(0)).toEqual([warning]);
    bench.newRun();
    expect(await definition.read(bench.context, state)).toEqual(state);
    expect(bench.warnings.splice(0)).toEqual([warning]);
    const { state: changed } = await bench.apply(definition, state, given(["there"]));
    expect(bench.warnings).toEqual([]);
    await bench.apply(definition, changed, given(["gone", "there"]));
    expect(bench.warnings).toEqual([warning]);
  });

  it("is warned of after somebody has deleted it", async () => {
    const state = await bench.create(definition, given(["there"]));
    expect(bench.warnings).toEqual([]);
    await bench.emulator.alibaba.call(definition === policy ? "DeleteNetworkRule" : "DeletePolicy", { Name: "there" });
    bench.newRun();
    await definition.read(bench.context, state);
    expect(bench.warnings).toEqual([warning.replace('"gone"', '"there"')]);
  });
});

it("One answer serves the refresh of a policy and all access points that name it, in any order", async () => {
  const bound = await bench.create(policy, { ...POLICY, name: "bound" });
  const names = ["a", "b", "c"];
  const points: Values[] = [];
  for (const name of names)
    points.push(await bench.create(accessPoint, { ...POINT, name, policies: ["bound", "there"] }));
  // What the program makes itself needs no look.
  expect((await bench.calls()).filter((call) => call === "DescribePolicy")).toHaveLength(1);
  bench.newRun();
  await Promise.all([
    ...points.map((state) => accessPoint.read(bench.context, state)),
    policy.read(bench.context, bound),
  ]);
  expect((await bench.calls()).sort()).toEqual([
    ...names.map(() => "DescribeApplicationAccessPoint"),
    ...["DescribePolicy", "DescribePolicy"],
  ]);
  expect(bench.warnings).toEqual([]);
});

it("A change of a policy is read anew", async () => {
  const state = await bench.create(policy, { ...POLICY, name: "p" });
  bench.newRun();
  await policy.read(bench.context, state);
  const desired = bench.inputs(policy, { ...POLICY, name: "p", secrets: ["b/*"] });
  const { reasons } = plan(policy, state, desired, bench.clock.now());
  await policy.update(bench.context, state, desired, reasons);
  expect(await policy.read(bench.context, state)).toMatchObject({ secrets: ["b/*"] });
});

it("Where looking is forbidden, it is said, and all goes on", async () => {
  const inputs = bench.inputs(accessPoint, { ...POINT, policies: ["there"] });
  await accessPoint.create(bench.contextOf("blind"), inputs);
  expect(bench.warnings).toEqual([
    expect.stringMatching(
      /^AccessPoint "c33": it is not known whether there is a policy "there" in cn-hangzhou: DescribePolicy/,
    ),
  ]);
});

it.each([["Pulumi", pulumiAdaptor] as const, ["Terraform", terraformOf] as const])(
  "It is shown on %s",
  async (_engine, adaptorOf) => {
    const { emulator, env } = await startEmulated(MADE);
    try {
      const shown: string[] = [];
      const adaptor = adaptorOf({ ...env, KEYSMITH_AS_OF: MADE }, (line) => void shown.push(line));
      await adaptor.create("AccessPoint", { ...POINT, policies: ["gone"] });
      expect(shown).toContain(NO_POLICY);
    } finally {
      await emulator.close();
    }
  },
);

function terraformOf(env: Record<string, string>, warn: (line: string) => void): ReturnType<typeof terraformAdaptor> {
  return terraformAdaptor(env, {}, warn);
}
