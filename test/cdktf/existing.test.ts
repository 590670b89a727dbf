import { libraries, stackOf, synthesized } from "./libraries";

describe.each(libraries)("what exists already, in a program of $name,", (library) => {
  const { keysmith } = library;

  it("is imported by its id", () => {
    const stack = stackOf(library);
    const rule = new keysmith.NetworkRule(stack, "office", { sourcePrivateIps: ["10.0.0.0/8"] });
    rule.importFrom("cn-hangzhou/office");
    const { resource, import: imports } = synthesized(library, stack);
    expect(imports).toEqual([{ id: "cn-hangzhou/office", to: "keysmith_network_rule.office" }]);
    expect(resource?.["keysmith_network_rule"]).toHaveProperty("office");
  });

  it("is imported with its configuration written by the engine", () => {
    const stack = stackOf(library);
    const provider = new keysmith.KeysmithProvider(stack, "keysmith", { alias: "other", bundled: false });
    keysmith.NetworkRule.generateConfigForImport(stack, "office", "office");
    keysmith.RootKey.generateConfigForImport(stack, "root", "1234", provider);
    const { import: imports, resource } = synthesized(library, stack);
    expect(imports).toEqual([
      { id: "office", to: "keysmith_network_rule.office" },
      { id: "1234", to: "keysmith_root_key.root", provider: "keysmith.other" },
    ]);
    expect(resource).toBeUndefined();
  });

  it("moves from the address of another provider's resource, and to a new place in the tree", () => {
    const stack = stackOf(library);
    const rule = new keysmith.NetworkRule(stack, "office", { sourcePrivateIps: ["10.0.0.0/8"] });
    rule.moveFromId("alicloud_kms_network_rule.office");
    new keysmith.KeyRing(stack, "new", {}).addMoveTarget("ring");
    new keysmith.KeyRing(stack, "old", {}).moveTo("ring");
    const { moved, resource } = synthesized(library, stack);
    expect(moved).toEqual([
      { from: "alicloud_kms_network_rule.office", to: "keysmith_network_rule.office" },
      { from: "keysmith_key_ring.old", to: "keysmith_key_ring.new" },
    ]);
    expect(Object.keys(resource?.["keysmith_key_ring"] ?? {})).toEqual(["new"]);
  });
});
