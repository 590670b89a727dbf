import { definitionOf } from "../../src/catalog";
import type { RecordedResource } from "../../src/core/recorded";
import { handOver } from "../../src/pulumi/hand-over";

const urn = (kind: string, name: string): string =>
  `urn:pulumi:prod::shop::pulumi-nodejs:dynamic/keysmith:${kind}::${name}`;

const recorded = (kind: string, name: string): RecordedResource => ({
  title: `${kind} "${name}"`,
  name,
  address: urn(kind, name),
  definition: definitionOf(kind),
  inputs: {},
  outputs: {},
});

it("forgets what depends on something first, and says what each resource adopts", () => {
  const files = handOver([
    { resource: recorded("KeyRing", "payments"), adopt: "crn:to::/payments" },
    { resource: recorded("RootKey", "it's"), adopt: "crn:key" },
    { resource: recorded("RootKey", "orders"), adopt: "crn:other" },
  ]);
  expect(files["forget.sh"]?.match(/^pulumi .*$/gm)).toEqual([
    `pulumi state delete --yes '${urn("RootKey", "orders")}'`,
    `pulumi state delete --yes '${urn("RootKey", "it'\\''s")}'`,
    `pulumi state delete --yes '${urn("KeyRing", "payments")}'`,
  ]);
  expect(JSON.parse(files["adopt.json"] ?? "")).toEqual({
    KeyRing: { payments: true },
    RootKey: { "it's": "crn:key", orders: "crn:other" },
  });
});

it("tells resources of one name in two components apart, and says what a person has to know", () => {
  const key = recorded("RootKey", "key");
  const inA = (component: string) => ({
    ...key,
    address: urn("RootKey", "key").replace("::pul", `::${component}$pul`),
  });
  const files = handOver([
    { resource: key, adopt: "crn:one" },
    { resource: inA("shop:Tier"), adopt: "crn:two", note: "somebody else has made it" },
    { resource: inA("shop:Tier$shop:Part"), adopt: "crn:three" },
  ]);
  expect(JSON.parse(files["adopt.json"] ?? "")).toEqual({
    RootKey: { key: "crn:one", "shop:Tier::key": "crn:two", "shop:Tier$shop:Part::key": "crn:three" },
  });
  expect(files["forget.sh"]).toContain('# RootKey "key": somebody else has made it.\n');
});

it("writes nothing for what adopts nothing", () => {
  expect(handOver([])).toEqual({});
  const ring = recorded("KeyRing", "payments");
  const definition = { ...ring.definition, inputs: ring.definition.inputs.omit({ adopt: true }) };
  expect(handOver([{ resource: { ...ring, definition }, adopt: "x" }])).toEqual({});
});
