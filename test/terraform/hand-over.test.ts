import type { RecordedResource } from "../../src/core/recorded";
import { handOver } from "../../src/terraform/hand-over";
import { token } from "../toy/token";

const recorded = (address: string): RecordedResource => ({
  title: address,
  name: address,
  address,
  definition: token,
  inputs: {},
  outputs: {},
});

it("forgets, or removes, and imports at the same addresses", () => {
  const twins = [
    { resource: recorded("keysmith_token.orders"), adopt: "crn:new" },
    { resource: recorded('module.team["a"].keysmith_token.all["it\'s [1]"]'), adopt: `a "\${b}" %{c}` },
    { resource: recorded("module.team[0].keysmith_token.all[1]"), adopt: "second" },
  ];
  const others = ["keysmith_token.orders_2", "keysmith_token.all[0]", "module.team.keysmith_rule.all"].map(recorded);
  const files = handOver(twins, [...others, ...twins.map(({ resource }) => resource)]);
  expect(files["forget.sh"]).toContain(
    [
      `"\${TF:-terraform}" state rm \\`,
      "  'keysmith_token.orders' \\",
      "  'module.team[\"a\"].keysmith_token.all[\"it'\\''s [1]\"]' \\",
      "  'module.team[0].keysmith_token.all[1]'",
      "",
    ].join("\n"),
  );
  // A block is for all instances, which have no keys there.
  expect(files["removed.tf"]?.match(/^ {2}from = .*$/gm)).toEqual([
    "  from = keysmith_token.orders",
    "  from = module.team.keysmith_token.all",
  ]);
  expect(files["removed.tf"]).toContain("  lifecycle {\n    destroy = false\n  }\n}");
  expect(files["imports.tf"]).toContain('import {\n  to = keysmith_token.orders\n  id = "crn:new"\n}\n');
  expect(files["imports.tf"]).toContain(`  id = "a \\"$\${b}\\" %%{c}"`);
});

// A bug: `removed` made the state forget instances that nothing imported again, and with them data keys that only the state had.
it("removes no block of which an instance stays, and says how to go on", () => {
  const twins = [
    { resource: recorded("keysmith_token.orders"), adopt: "first" },
    { resource: recorded('module.team["a"].keysmith_token.all["legacy"]'), adopt: "second" },
  ];
  const staying = 'module.team["b"].keysmith_token.all["fresh"]';
  const files = handOver(twins, [recorded(staying), ...twins.map(({ resource }) => resource)]);
  expect(files["removed.tf"]).not.toContain("removed {");
  expect(files["removed.tf"]).toContain(`which stay as they are: ${staying.replaceAll('"', '\\"')}. `);
  expect(files["forget.sh"]).not.toContain("fresh");
});

it("writes nothing where nothing goes over", () => {
  expect(handOver([], [recorded("keysmith_token.orders")])).toEqual({});
});
