import type { IConstruct } from "constructs";
import { libraries, only, STACK, stackOf, synthesized, tf } from "./libraries";

describe.each(libraries)("the values of a program of $name", (library) => {
  const { cdk, keysmith } = library;

  it("are a name from the construct's id and a label from its path, unless they are given", () => {
    const stack = stackOf(library);
    new keysmith.NetworkRule(stack, "office (new)", { sourcePrivateIps: [] });
    new keysmith.KeyRing(stack, "ring", { name: "given" });
    const { resource } = synthesized(library, stack);
    expect(only(resource, "keysmith_network_rule")).toMatchObject({
      name: "office (new)",
      label: expect.stringMatching(/\/[0-9a-f]{16}\/office -new-$/),
    });
    expect(only(resource, "keysmith_key_ring")["name"]).toBe("given");
  });

  it("are a short label for a long path, another one for each", () => {
    const stack = stackOf(library);
    const ids = ["a", "b"].map((first) => `${first}${"x".repeat(300)}`);
    const labels = ids.map((id) => {
      const key = new keysmith.ClientKey(stack, id, { accessPoint: "app" });
      return String(
        (key as unknown as { synthesizeAttributes(): Record<string, unknown> }).synthesizeAttributes()["label"],
      );
    });
    const longest = labels.map((label) => label.replace(STACK, "w".repeat(80)).length);
    expect(longest).toEqual([150, 150]);
    expect(new Set(labels).size).toBe(2);
  });

  it("may be tokens of every type, also for a whole list or object", () => {
    const stack = stackOf(library);
    const variable = (id: string): InstanceType<typeof cdk.TerraformVariable> =>
      new cdk.TerraformVariable(stack, id, {});
    new keysmith.Policy(stack, "orders", {
      kmsInstance: variable("instance").stringValue,
      permissions: variable("permissions").value,
      keys: variable("keys").listValue,
      secrets: [variable("secret").stringValue],
      adopt: variable("adopt").booleanValue,
      description: `for ${variable("who").stringValue}`,
    });
    new keysmith.ClientKey(stack, "key", {
      accessPoint: variable("app").value,
      rotation: variable("rotation").value,
      passwordWo: variable("password").stringValue,
      passwordWoVersion: variable("version").numberValue,
    });
    const { resource } = synthesized(library, stack);
    expect(only(resource, "keysmith_policy")).toMatchObject({
      kms_instance: tf("var.instance"),
      permissions: tf("var.permissions"),
      keys: tf("var.keys"),
      secrets: [tf("var.secret")],
      adopt: tf("var.adopt"),
      description: `for ${tf("var.who")}`,
    });
    expect(only(resource, "keysmith_client_key")).toMatchObject({
      access_point: tf("var.app"),
      rotation: {
        renew_before: tf('try(var.rotation.renew_before, jsondecode("null"))'),
        overlap: tf('try(var.rotation.overlap, jsondecode("null"))'),
        trigger: tf('try(var.rotation.trigger, jsondecode("null"))'),
      },
      password_wo: tf("var.password"),
      password_wo_version: tf("var.version"),
    });
  });

  it("may come from an iterator, and then tell the objects apart", () => {
    const stack = stackOf(library);
    const forEach = cdk.TerraformIterator.fromMap({ office: { ips: ["10.0.0.0/8"] }, vpn: { ips: ["10.1.0.0/16"] } });
    new keysmith.NetworkRule(stack, "rule", { forEach, sourcePrivateIps: forEach.getList("ips") });
    const attributes = only(synthesized(library, stack).resource, "keysmith_network_rule");
    expect(attributes).toMatchObject({
      name: `rule-${tf("each.key")}`,
      label: `${STACK}/rule/${tf('can(regex("^[^()]{1,48}$", each.key)) ? each.key : substr(sha256(each.key), 0, 16)')}`,
      source_private_ips: tf("each.value.ips"),
    });
    expect(Object.keys(attributes["for_each"] as object)).toEqual(["office", "vpn"]);
  });

  it("differ where a count makes several objects", () => {
    const stack = stackOf(library);
    new keysmith.KeyRing(stack, "ring", { count: 2 });
    expect(only(synthesized(library, stack).resource, "keysmith_key_ring")).toMatchObject({
      count: 2,
      name: `ring-${tf("count.index")}`,
    });
  });

  it("can be read, altered and taken back by an aspect that visits the tree", () => {
    const stack = stackOf(library);
    new keysmith.NetworkRule(stack, "office", { sourcePrivateIps: ["10.0.0.0/8"], adopt: true });
    new keysmith.ClientKey(stack, "key", { accessPoint: "app", rotation: { overlap: "P7D" }, passwordWo: "a" });
    cdk.Aspects.of(stack).add({
      visit(node: IConstruct) {
        if (node instanceof keysmith.NetworkRule) {
          node.description = `${node.sourcePrivateIpsInput} by network team`;
          node.resetAdopt();
        }
        if (!(node instanceof keysmith.ClientKey)) return;
        node.putRotation({ ...node.rotationInput, renewBefore: "P60D" });
        node.passwordWo = `${node.passwordWo}b`;
      },
    });
    const { resource } = synthesized(library, stack);
    const rule = only(resource, "keysmith_network_rule");
    expect(rule["description"]).toBe("10.0.0.0/8 by network team");
    expect(rule).not.toHaveProperty("adopt");
    expect(only(resource, "keysmith_client_key")).toMatchObject({
      rotation: { overlap: "P7D", renew_before: "P60D" },
      password_wo: "ab",
    });
  });

  it("give way to overrides", () => {
    const stack = stackOf(library);
    const rule = new keysmith.NetworkRule(stack, "office", { sourcePrivateIps: [] });
    rule.addOverride("name", "overridden");
    rule.overrideLogicalId("the_office");
    const { resource } = synthesized(library, stack);
    expect(resource?.["keysmith_network_rule"]?.["the_office"]).toMatchObject({ name: "overridden" });
  });

  it("of outputs can be taken apart, and of meta arguments reach the engine", () => {
    const stack = stackOf(library);
    const app = new keysmith.AccessPoint(stack, "app", { policies: ["orders"] });
    const key = new keysmith.ClientKey(stack, "key", {
      accessPoint: "app",
      dependsOn: [app],
      lifecycle: { preventDestroy: true },
    });
    new cdk.TerraformOutput(stack, "first", { value: key.previous.get(0).clientKeyId });
    new cdk.TerraformOutput(stack, "overlap", { value: key.rotation.overlap });
    new cdk.TerraformOutput(stack, "count", { value: new keysmith.DataCountKeys(stack, "keys", {}).countAttribute });
    const { output, resource } = synthesized(library, stack);
    expect(output?.["first"]?.value).toBe(tf("keysmith_client_key.key.previous[0].client_key_id"));
    expect(output?.["overlap"]?.value).toBe(tf("keysmith_client_key.key.rotation.overlap"));
    expect(output?.["count"]?.value).toBe(tf("data.keysmith_count_keys.keys.count"));
    expect(only(resource, "keysmith_client_key")).toMatchObject({
      depends_on: ["keysmith_access_point.app"],
      lifecycle: { prevent_destroy: true },
    });
  });

  it.each([
    ["a misspelt name", { acessPoint: "app" }, "acessPoint: is not a property; did you mean accessPoint?"],
    ["a misspelt name inside", { rotation: { overlaps: "P7D" } }, "rotation.overlaps: is not a property"],
    ["a wrong type", { validity: 365 }, "validity: must be a string, not a number"],
    ["a wrong type inside", { rotation: { overlap: true } }, "rotation.overlap: must be a string, not true or false"],
    ["no object", { rotation: "P7D" }, "rotation: must be an object, not a string"],
  ])("are refused for %s, before anything is synthesized", (_what, given, said) => {
    const make = (): unknown =>
      new keysmith.ClientKey(stackOf(library), "key", { accessPoint: "a", ...given } as never);
    expect(make).toThrow(`ClientKey "stack/key": ${said}`);
  });

  it("are refused where they aren't among those that there are, and where no list is given", () => {
    const make = (given: object): unknown =>
      new keysmith.Policy(stackOf(library), "p", { kmsInstance: "kst-1", permissions: [], ...given });
    expect(() => make({ permissions: ["Everything"] })).toThrow(
      'permissions[0]: "Everything" is not allowed: it must be one of CryptoServiceKeyUser,',
    );
    expect(() => make({ keys: "key-1" })).toThrow("keys: must be a list, not a string");
    const stack = stackOf(library);
    expect(() => make({ description: stack })).toThrow("the construct stack: give one of its attributes");
  });

  it("are never shown when they are refused, as they may be secrets in the wrong place", () => {
    const make = (): unknown =>
      new keysmith.ClientKey(stackOf(library), "k", { accessPoint: "a", pasword: "Correct-Horse-7" } as never);
    expect(make).toThrow(/pasword/);
    expect(make).not.toThrow(/Correct-Horse/);
  });

  it("can be refused later, when a program alters them", () => {
    const key = new keysmith.ClientKey(stackOf(library), "key", { accessPoint: "app" });
    expect(() => {
      key.validity = 5 as never;
    }).toThrow('ClientKey "stack/key": validity: must be a string');
    expect(key.validityInput).toBeUndefined();
  });
});
