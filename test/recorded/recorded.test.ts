import { defaultIbm } from "keysmith-emulator";
import type { Values } from "../../src/core/definition";
import { type Adaptor, pulumiAdaptor, type RecordedByEngine, terraformAdaptor } from "../support/adaptors";
import { everyKind } from "../support/every-kind";
import byPulumi from "./0.1-pulumi.json";
import byTerraform from "./0.1-terraform.json";

// What version 0.1 has recorded of one resource of every kind, against the emulator: the two files were written by its
// adaptors, but for the private key in them.

const ENV = {
  ALIBABA_CLOUD_REGION_ID: "cn-hangzhou",
  KEYSMITH_IBM_INSTANCE: defaultIbm.keyProtect,
  IBMCLOUD_REGION: defaultIbm.region,
  KEYSMITH_AS_OF: "2026-01-02T00:00:00Z",
};
type Recorded = Readonly<Record<string, RecordedByEngine>>;

const engines: readonly (readonly [string, Adaptor, Recorded])[] = [
  ["Pulumi", pulumiAdaptor(ENV), byPulumi],
  ["Terraform", terraformAdaptor(ENV), byTerraform],
];

describe.each(engines)("what 0.1 has recorded on %s", (_name, adaptor, recorded) => {
  const of = (type: string): RecordedByEngine => {
    const found = recorded[type];
    if (!found) throw new Error(`no ${type} is recorded`);
    return found;
  };
  const declared = (type: string): Values => {
    const kind = everyKind.find((each) => each.type === type);
    return kind?.inputs((referred) => of(referred).id) ?? {};
  };

  it.each(everyKind.map(({ type }) => type))("of a %s is no change", async (type) => {
    expect(await adaptor.plan(type, of(type), declared(type))).toBe("none");
  });

  it.each([
    ["NetworkRule", { sourcePrivateIps: ["10.1.0.0/16"] }, "update"],
    ["ClientKey", { rotation: { trigger: "2026-02" } }, "update"],
    ["RootKey", { name: "orders" }, "replace"],
  ] as const)("of a %s is compared with what is declared", async (type, change, action) => {
    expect(await adaptor.plan(type, of(type), { ...declared(type), ...change })).toBe(action);
  });
});

it("A standard key that 0.1 has half made gets its secret: the missing time said that", async () => {
  const inputs = { name: "half", label: "shop/prod/half" };
  expect(byPulumi.half.state).not.toHaveProperty("createdAt");
  expect(await pulumiAdaptor(ENV).plan("StandardKey", byPulumi.half, inputs)).toBe("update");
  const whole = { ...byPulumi.half.state, createdAt: "2026-01-01T00:00:00Z", payload: "MDEy" };
  expect(await pulumiAdaptor(ENV).plan("StandardKey", { ...byPulumi.half, state: whole }, inputs)).toBe("none");
});
