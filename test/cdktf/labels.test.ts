import { libraries, only, STACK, stackOf, synthesized, tf } from "./libraries";

const RULE = { sourcePrivateIps: ["10.0.0.0/8"] };

describe.each(libraries)("a label left open in a program of $name", (library) => {
  const { cdk, keysmith } = library;

  function labelWith(stackName: string | undefined, id = "office"): unknown {
    const stack = stackOf(library);
    new keysmith.NetworkRule(stack, id, RULE);
    new keysmith.KeysmithProvider(stack, "keysmith", { stack: stackName, bundled: false });
    return only(synthesized(library, stack).resource, "keysmith_network_rule")["label"];
  }

  it("begins with the provider's stack, whichever is made first, else with the stack's id and the workspace", () => {
    expect(labelWith("shop/prod")).toBe("shop/prod/office");
    expect(labelWith(undefined)).toBe(`${STACK}/office`);
  });

  it("may hold what only the engine knows", () => {
    expect(labelWith("shop-$" + "{terraform.workspace}")).toBe("shop-$" + "{terraform.workspace}/office");
    const stack = stackOf(library);
    const name = new cdk.TerraformVariable(stack, "name", { type: "string" });
    new keysmith.KeysmithProvider(stack, "keysmith", { stack: name.stringValue, bundled: false });
    new keysmith.NetworkRule(stack, "office", RULE);
    const { resource } = synthesized(library, stack);
    expect(only(resource, "keysmith_network_rule")["label"]).toBe("$" + "{var.name}/office");
  });

  it("is that of the provider which the resource has chosen", () => {
    const stack = stackOf(library);
    new keysmith.KeysmithProvider(stack, "keysmith", { stack: "main", bundled: false });
    const other = new keysmith.KeysmithProvider(stack, "other", { alias: "other", stack: "second", bundled: false });
    new keysmith.NetworkRule(stack, "office", { ...RULE, provider: other });
    const { resource } = synthesized(library, stack);
    expect(only(resource, "keysmith_network_rule")["label"]).toBe("second/office");
  });

  it("has room for what tells several objects apart, however long the names are", () => {
    const long = "x".repeat(190);
    expect(String(labelWith("s".repeat(80), long))).toHaveLength(150);
    expect(String(labelWith(undefined, long)).replace(STACK, "w".repeat(80))).toHaveLength(150);
    const open = String(labelWith("$" + "{terraform.workspace}", long));
    expect(open.replace("$" + "{terraform.workspace}", "w".repeat(80))).toHaveLength(150);
  });

  it("has no parentheses, also not those of a key, which is hashed then", () => {
    const stack = stackOf(library);
    new keysmith.NetworkRule(stack, "office", { ...RULE, forEach: cdk.TerraformIterator.fromList(["a (b)"]) });
    expect(only(synthesized(library, stack).resource, "keysmith_network_rule")["label"]).toBe(
      `${STACK}/office/${tf('can(regex("^[^()]{1,48}$", each.key)) ? each.key : substr(sha256(each.key), 0, 16)')}`,
    );
  });
});

describe.each(libraries)("what a program of $name leaves out or gets wrong", (library) => {
  const { keysmith } = library;

  it("leaves no half-built element behind", () => {
    const stack = stackOf(library);
    const make = (config: object): unknown => new keysmith.ClientKey(stack, "key", config as never);
    expect(() => make({ acessPoint: "app" })).toThrow("did you mean accessPoint?");
    expect(stack.node.tryFindChild("key")).toBeUndefined();
    expect(make({ accessPoint: "app" })).toBe(stack.node.tryFindChild("key"));
  });

  // A bug: the engine reads half of a character as another one, so the provider couldn't refuse it.
  it("is half of a character", () => {
    const make = (tags: string[]): unknown => new keysmith.RootKey(stackOf(library), "key", { tags });
    expect(() => make(["ok", "a\ud83d"])).toThrow("tags[1]: holds half of a character");
    expect(make(["a\ud83d\ude00"])).toBeDefined();
  });

  it("is missed at the synthesis", () => {
    const stack = stackOf(library);
    new keysmith.KeysmithProvider(stack, "keysmith", { bundled: false });
    const key = new keysmith.ClientKey(stack, "key", undefined as never);
    expect(() => synthesized(library, stack, true)).toThrow('ClientKey "stack/key": accessPoint is missing');
    key.accessPoint = "app";
    expect(synthesized(library, stack, true).resource).toBeDefined();
  });
});
