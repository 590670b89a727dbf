import { libraries, only, STACK, stackOf, synthesized, tf } from "./libraries";

const INSTANCE = "kst-hzz0000000000000000000";
const cover = {
  kmsInstance: INSTANCE,
  permissions: ["CryptoServiceSecretUser" as const],
  secrets: ["orders/*"],
};

describe.each(libraries)("StandardAccess for $name", (library) => {
  const { cdk, keysmith } = library;

  it("makes a rule, a policy, an access point and a client key under one name, tied together", () => {
    const stack = stackOf(library);
    const access = new keysmith.StandardAccess(stack, "orders", {
      ...cover,
      sourcePrivateIps: ["10.0.0.0/8"],
      region: "cn-hangzhou",
    });
    const { resource } = synthesized(library, stack);
    const blocks = ["network_rule", "policy", "access_point"].map((type) => only(resource, `keysmith_${type}`));
    expect(blocks.map(({ name, region }) => [name, region])).toEqual(Array(3).fill(["orders", "cn-hangzhou"]));
    const { policy, accessPoint, networkRule } = access;
    expect(blocks[1]).toMatchObject({
      kms_instance: INSTANCE,
      secrets: ["orders/*"],
      network_rules: [tf(`keysmith_network_rule.${networkRule?.friendlyUniqueId}.name`)],
    });
    expect(blocks[2]).toMatchObject({ policies: [tf(`keysmith_policy.${policy.friendlyUniqueId}.name`)] });
    expect(only(resource, "keysmith_client_key")).toEqual({
      access_point: tf(`keysmith_access_point.${accessPoint.friendlyUniqueId}.name`),
      label: `${STACK}/orders/client-key`,
      region: "cn-hangzhou",
    });
  });

  it("makes no rule where no addresses are given, and takes those that there are", () => {
    const stack = stackOf(library);
    const office = new keysmith.NetworkRule(stack, "office", { sourcePrivateIps: ["10.1.0.0/16"] });
    const access = new keysmith.StandardAccess(stack, "orders", { ...cover, networkRules: [office, "vpn"] });
    expect(access.networkRule).toBeUndefined();
    const { resource } = synthesized(library, stack);
    expect(only(resource, "keysmith_policy")["network_rules"]).toEqual([
      tf("keysmith_network_rule.office.name"),
      "vpn",
    ]);
  });

  it("gives its name, description, adoption and provider to the named objects, and the rest to the key", () => {
    const stack = stackOf(library);
    const provider = new keysmith.KeysmithProvider(stack, "keysmith", { alias: "other", bundled: false });
    new keysmith.StandardAccess(stack, "orders", {
      ...cover,
      name: "given",
      description: "for orders",
      adopt: true,
      validity: "P2Y",
      rotation: { trigger: "now" },
      passwordWo: "Correct-Horse-7",
      passwordWoVersion: 1,
      revokePrevious: true,
      provider,
    });
    const { resource } = synthesized(library, stack);
    const named = { name: "given", description: "for orders", adopt: true, provider: "keysmith.other" };
    expect(only(resource, "keysmith_policy")).toMatchObject(named);
    expect(only(resource, "keysmith_access_point")).toMatchObject(named);
    const key = only(resource, "keysmith_client_key");
    expect(key).toMatchObject({ validity: "P2Y", rotation: { trigger: "now" }, password_wo_version: 1 });
    expect(key).toMatchObject({ revoke_previous: true, provider: "keysmith.other", password_wo: "Correct-Horse-7" });
    expect(key).not.toHaveProperty("description");
  });

  it("lets the policy find misspelt properties", () => {
    const make = (): unknown =>
      new keysmith.StandardAccess(stackOf(library), "orders", { ...cover, secretes: [] } as never);
    expect(make).toThrow('Policy "stack/orders/policy": secretes: is not a property; did you mean secrets?');
  });

  it("gives the key's outputs", () => {
    const stack = stackOf(library);
    const access = new keysmith.StandardAccess(stack, "orders", cover);
    const { clientKeyId, sealed, secretKnown, notAfter, revision, version, rotateAt, nextRunBy } = access;
    const { previous, strays } = access;
    const outputs = {
      clientKeyId,
      sealed,
      secretKnown,
      notAfter,
      revision,
      version,
      rotateAt,
      nextRunBy,
      previous,
      strays,
    };
    for (const [name, value] of Object.entries(outputs))
      new cdk.TerraformOutput(stack, name, { value, sensitive: true });
    const { output = {} } = synthesized(library, stack);
    const key = `keysmith_client_key.${access.clientKey.friendlyUniqueId}`;
    expect(Object.fromEntries(Object.entries(output).map(([name, { value }]) => [name, value]))).toEqual({
      clientKeyId: tf(`${key}.client_key_id`),
      sealed: tf(`${key}.sealed`),
      secretKnown: tf(`${key}.secret_known`),
      notAfter: tf(`${key}.not_after`),
      revision: tf(`${key}.revision`),
      version: tf(`${key}.version`),
      rotateAt: tf(`${key}.rotate_at`),
      nextRunBy: tf(`${key}.next_run_by`),
      previous: tf(`${key}.previous`),
      strays: tf(`${key}.strays`),
    });
  });

  it("opens the key and looks up the instance only when the files are asked for, and once", () => {
    const stack = stackOf(library);
    const access = new keysmith.StandardAccess(stack, "orders", cover);
    expect(synthesized(library, stack)).not.toHaveProperty("ephemeral");
    new cdk.TerraformLocal(stack, "files", access.sdkBundle);
    new cdk.TerraformLocal(stack, "again", access.sdkBundle);
    const { ephemeral, data, locals } = synthesized(library, stack);
    const opened = `ephemeral.keysmith_opened.${access.opened.friendlyUniqueId}`;
    const key = `keysmith_client_key.${access.clientKey.friendlyUniqueId}`;
    expect(only(ephemeral, "keysmith_opened")).toEqual({ sealed: tf(`${key}.sealed`), of: tf(`${key}.client_key_id`) });
    expect(only(data, "keysmith_kms_instance")).toEqual({ instance_id: INSTANCE, region: tf(`${key}.region`) });
    const instance = `data.keysmith_kms_instance.${Object.keys(data?.["keysmith_kms_instance"] ?? {})}`;
    const names = [
      `"clientKeyId"`,
      `"clientKey.json"`,
      `"clientKey_Password.txt"`,
      `join("", ["PrivateKmsCA_", ${instance}.instance_id, ".pem"])`,
      `"endpoint"`,
    ];
    const contents = [
      `${key}.client_key_id`,
      `${opened}.values["client_key_content"]`,
      `${opened}.values["password"]`,
      `${instance}.ca_certificate_chain_pem`,
      `${instance}.endpoint`,
    ];
    expect(locals?.["files"]).toBe(tf(`zipmap([${names.join(", ")}], [${contents.join(", ")}])`));
  });

  it("gives the files to the functions of the library too", () => {
    const stack = stackOf(library);
    const access = new keysmith.StandardAccess(stack, "orders", cover);
    new cdk.TerraformLocal(stack, "opened", cdk.Fn.jsonencode(access.sdkBundle));
    new cdk.TerraformLocal(stack, "plain", cdk.Fn.jsonencode(access.plainSdkBundle));
    const { locals } = synthesized(library, stack);
    for (const text of [locals?.["opened"], locals?.["plain"]]) {
      expect(text).toMatch(/^\$\{jsonencode\(zipmap\(\["clientKeyId", "clientKey\.json", /);
      expect(text).not.toContain("undefined");
    }
  });

  it("refuses an empty list of addresses, and leaves nothing half-built", () => {
    const stack = stackOf(library);
    const make = (): unknown => new keysmith.StandardAccess(stack, "orders", { ...cover, sourcePrivateIps: [] });
    expect(make).toThrow('StandardAccess "stack/orders": sourcePrivateIps: is an empty list, []: give the addresses');
    expect(stack.node.tryFindChild("orders")).toBeUndefined();
  });

  it("joins its own rule to rules that only the engine knows", () => {
    const stack = stackOf(library);
    const rules = new cdk.TerraformVariable(stack, "rules", { type: "list(string)" });
    const given = [rules.listValue, cdk.Token.asAny(rules.listValue)];
    for (const [index, networkRules] of given.entries()) {
      const config = { ...cover, sourcePrivateIps: ["10.0.0.0/8"], networkRules };
      const { policy, networkRule } = new keysmith.StandardAccess(stack, `orders${index}`, config);
      const { resource } = synthesized(library, stack);
      const rule = `keysmith_network_rule.${networkRule?.friendlyUniqueId}.name`;
      expect(resource?.["keysmith_policy"]?.[policy.friendlyUniqueId]?.["network_rules"]).toBe(
        tf(`concat(var.rules, [${rule}])`),
      );
    }
  });

  it("gives the files of a state that the engine encrypts without opening anything", () => {
    const stack = stackOf(library);
    const access = new keysmith.StandardAccess(stack, "orders", cover);
    new cdk.TerraformLocal(stack, "files", access.plainSdkBundle);
    const { ephemeral, locals } = synthesized(library, stack);
    expect(ephemeral).toBeUndefined();
    expect(locals?.["files"]).toContain(
      `keysmith_client_key.${access.clientKey.friendlyUniqueId}.client_key_content, `,
    );
  });
});

describe.each(libraries)("QuickAccess for $name", (library) => {
  it("covers all keys and secrets of the instance, from everywhere", () => {
    const stack = stackOf(library);
    new library.keysmith.QuickAccess(stack, "orders", { kmsInstance: INSTANCE });
    const { resource } = synthesized(library, stack);
    expect(Object.keys(resource ?? {}).sort()).toEqual([
      "keysmith_access_point",
      "keysmith_client_key",
      "keysmith_policy",
    ]);
    expect(only(resource, "keysmith_policy")).toMatchObject({
      kms_instance: INSTANCE,
      permissions: ["CryptoServiceKeyUser", "CryptoServiceSecretUser"],
      keys: ["*"],
      secrets: ["*"],
      network_rules: [],
    });
  });
});
