import { isKeysmithError } from "../../src/core/errors";
import { libraries, only, stackOf, synthesized, tf } from "./libraries";

const INSTANCE =
  "crn:v1:bluemix:public:kms:us-south:a/0123456789abcdef0123456789abcdef:11111111-1111-4111-8111-111111111111::";

function thrownBy(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}

describe.each(libraries)("a reference in a program of $name", (library) => {
  const { cdk, keysmith } = library;
  const policy = { kmsInstance: "kst-1", permissions: ["CryptoServiceKeyUser" as const] };

  it("given as a construct becomes an expression for the attribute by which the service calls it", () => {
    const stack = stackOf(library);
    const office = new keysmith.NetworkRule(stack, "office", { sourcePrivateIps: ["10.0.0.0/8"] });
    const orders = new keysmith.Policy(stack, "orders", { ...policy, networkRules: [office, "vpn"] });
    const app = new keysmith.AccessPoint(stack, "app", { policies: [orders] });
    new keysmith.ClientKey(stack, "key", { accessPoint: app });
    const { resource } = synthesized(library, stack);
    expect(only(resource, "keysmith_policy")["network_rules"]).toEqual([
      tf("keysmith_network_rule.office.name"),
      "vpn",
    ]);
    expect(only(resource, "keysmith_access_point")["policies"]).toEqual([tf("keysmith_policy.orders.name")]);
    expect(only(resource, "keysmith_client_key")["access_point"]).toBe(tf("keysmith_access_point.app.name"));
  });

  it("is the id of what the service gives an id, also inside an object and in a data source", () => {
    const stack = stackOf(library);
    const root = new keysmith.RootKey(stack, "root", { instance: INSTANCE });
    const authorization = new keysmith.ServiceAuthorization(stack, "apprapp", {
      source: { service: "apprapp" },
      target: { service: "kms", key: root },
      roles: ["Reader"],
    });
    new keysmith.AppConfigIntegration(stack, "flags", { appConfig: "crn", rootKey: root, authorization });
    new keysmith.DataKey(stack, "found", { key: root });
    const { resource, data } = synthesized(library, stack);
    expect(only(resource, "keysmith_service_authorization")["target"]).toEqual({
      service: "kms",
      key: tf("keysmith_root_key.root.id"),
    });
    expect(only(resource, "keysmith_app_config_integration")).toMatchObject({
      root_key: tf("keysmith_root_key.root.id"),
      authorization: tf("keysmith_service_authorization.apprapp.id"),
    });
    expect(only(data, "keysmith_key")["key"]).toBe(tf("keysmith_root_key.root.id"));
  });

  it("stands for a key's id and a secret's name in a policy", () => {
    const stack = stackOf(library);
    const root = new keysmith.KmsKey(stack, "root");
    const db = new keysmith.KmsSecret(stack, "db", { encryptionKey: root, generated: {} });
    new keysmith.Policy(stack, "orders", { ...policy, keys: [root], secrets: [db, "orders/*"] });
    const { resource } = synthesized(library, stack);
    expect(only(resource, "keysmith_kms_secret")["encryption_key"]).toBe(tf("keysmith_kms_key.root.id"));
    expect(only(resource, "keysmith_policy")).toMatchObject({
      keys: [tf("keysmith_kms_key.root.id")],
      secrets: [tf("keysmith_kms_secret.db.name"), "orders/*"],
    });
  });

  it("may cross from one stack to another", () => {
    const app = cdk.Testing.app();
    const [network, shop] = [new cdk.TerraformStack(app, "network"), new cdk.TerraformStack(app, "shop")];
    const office = new keysmith.NetworkRule(network, "office", { sourcePrivateIps: ["10.0.0.0/8"] });
    new keysmith.Policy(shop, "orders", { ...policy, networkRules: [office] });
    for (const stack of [network, shop]) stack.prepareStack();
    const { resource } = synthesized(library, shop);
    expect(String(only(resource, "keysmith_policy")["network_rules"])).toMatch(/^\$\{data\.terraform_remote_state\./);
    expect(synthesized(library, network).output).toBeDefined();
  });

  it("hands on what the other resource was given, unless the program gives it or something in its place", () => {
    const stack = stackOf(library);
    const root = new keysmith.RootKey(stack, "root", { instance: INSTANCE, url: "https://kms.example" });
    new keysmith.DataKey(stack, "inherits", { key: root });
    const own = new keysmith.RootKey(stack, "ring", {
      keyRing: new keysmith.KeyRing(stack, "r", { instance: INSTANCE }),
    });
    new keysmith.EphemeralUnwrap(stack, "far", { key: own, ciphertext: "c", url: "https://own.example" });
    new keysmith.EphemeralWrap(stack, "other", { key: root, instanceId: "11111111-1111-4111-8111-111111111111" });
    const { data, ephemeral, resource = {} } = synthesized(library, stack);
    expect(only(data, "keysmith_key")).toMatchObject({ instance: INSTANCE, url: "https://kms.example" });
    expect(resource["keysmith_root_key"]?.["ring"]).toMatchObject({ instance: INSTANCE });
    expect(only(ephemeral, "keysmith_unwrap")).toMatchObject({ instance: INSTANCE, url: "https://own.example" });
    expect(only(ephemeral, "keysmith_wrap")).not.toHaveProperty("instance");
  });

  it("of the wrong kind is refused at once, and says where", () => {
    const stack = stackOf(library);
    const orders = new keysmith.Policy(stack, "orders", policy);
    const error = thrownBy(() => new keysmith.ClientKey(stack, "key", { accessPoint: orders as never }));
    expect(error.message).toContain(
      'ClientKey "stack/key": accessPoint: takes a resource of type AccessPoint, not Policy',
    );
    expect(isKeysmithError(error)).toBe(true);
    expect(() => new keysmith.RootKey(stack, "root", { description: orders as never })).toThrow(
      "description: takes a string, not a resource of type Policy",
    );
  });

  it("to what is made several times is refused, as it doesn't say which one", () => {
    const stack = stackOf(library);
    const forEach = cdk.TerraformIterator.fromList(["a", "b"]);
    const orders = new keysmith.Policy(stack, "orders", { ...policy, forEach });
    new keysmith.AccessPoint(stack, "app", { policies: [orders] });
    expect(() => synthesized(library, stack)).toThrow(/Policy "stack\/orders": is made several times/);
  });
});
