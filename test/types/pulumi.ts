/** Compiled by the type check, never run: what programs may write, and what the compiler must refuse. */
import * as pulumi from "@pulumi/pulumi";
import * as keysmith from "../../src/pulumi/generated";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

function expectSame<A, B>(_same: Same<A, B>): void {}

const later: pulumi.Output<string> = pulumi.output("later");

export function accepted(): void {
  const office = new keysmith.NetworkRule("office", { sourcePrivateIps: ["10.20.0.0/16", later] });
  const orders = new keysmith.Policy("orders", {
    kmsInstance: later,
    permissions: ["CryptoServiceKeyUser", "CryptoServiceSecretUser"],
    secrets: pulumi.output(["orders/*"]),
    networkRules: [office, "vpn", later],
    description: undefined,
  });
  new keysmith.Policy("other", { kmsInstance: "kst-1", permissions: [], networkRules: pulumi.output(["vpn"]) });
  const app = new keysmith.AccessPoint("orders-app", { policies: [orders] }, { protect: true });
  const root = new keysmith.KmsKey("orders");
  const database = new keysmith.KmsSecret("database", { encryptionKey: root, generated: {} });
  new keysmith.Policy("objects", { kmsInstance: "kst-1", permissions: [], keys: [root, "key-*"], secrets: [database] });
  new keysmith.StandardAccess("objects", {
    ...{ kmsInstance: "kst-1", permissions: ["CryptoServiceKeyUser" as const] },
    ...{ keys: [root], secrets: [database, later, "orders/*"] },
  });
  const key = new keysmith.ClientKey("orders-app", {
    accessPoint: app,
    password: pulumi.secret("Correct-Horse-7"),
    rotation: { renewBefore: "P30D", overlap: later },
  });
  new keysmith.ClientKey("by-name", { accessPoint: later, rotation: pulumi.output({ trigger: "now" }) });
  expectSame<typeof key.version, pulumi.Output<number>>(true);
  expectSame<typeof key.clientKeyContent, pulumi.Output<string>>(true);
  expectSame<typeof key.previous, pulumi.Output<keysmith.ClientKeyPrevious[]>>(true);
  expectSame<typeof key.rotation, pulumi.Output<keysmith.ClientKeyRotation>>(true);
  expectSame<typeof orders.description, pulumi.Output<string | undefined>>(true);
  expectSame<typeof orders.region, pulumi.Output<string>>(true);
}

export function components(): void {
  const cover = { kmsInstance: "kst-1", permissions: ["CryptoServiceKeyUser" as const], keys: ["*"] };
  const access = new keysmith.StandardAccess("orders", { ...cover, sourcePrivateIps: ["10.0.0.0/8"] });
  new keysmith.QuickAccess("quick", { kmsInstance: later, validity: "P1Y" });
  expectSame<typeof access.sdkBundle, pulumi.Output<keysmith.SdkBundle>>(true);
  expectSame<typeof access.networkRule, keysmith.NetworkRule | undefined>(true);
  // @ts-expect-error a quick access covers everything
  new keysmith.QuickAccess("quick", { kmsInstance: "kst-1", keys: ["key-1"] });
}

export async function functions(): Promise<void> {
  expectSame<Awaited<ReturnType<typeof keysmith.getKmsInstance>>, keysmith.GetKmsInstanceResult>(true);
  const { endpoint } = keysmith.getKmsInstanceOutput({ instanceId: later });
  expectSame<typeof endpoint, pulumi.Output<string>>(true);
  // @ts-expect-error a promise can't be made of an output
  await keysmith.getKmsInstance({ instanceId: later });
}

export function refused(app: keysmith.AccessPoint, orders: keysmith.Policy): void {
  // @ts-expect-error an access point needs policies
  new keysmith.AccessPoint("a", {});
  // @ts-expect-error a policy is no access point
  new keysmith.ClientKey("k", { accessPoint: orders });
  // @ts-expect-error an access point is no policy
  new keysmith.AccessPoint("a", { policies: [app] });
  // @ts-expect-error a key is no secret
  new keysmith.Policy("p", { kmsInstance: "kst-1", permissions: [], secrets: [new keysmith.KmsKey("k")] });
  // @ts-expect-error a policy is no key
  new keysmith.KmsSecret("s", { encryptionKey: orders, generated: {} });
  // @ts-expect-error there is no such permission
  new keysmith.Policy("p", { kmsInstance: "kst-1", permissions: ["CryptoServiceUser"] });
  // @ts-expect-error misspelt
  new keysmith.ClientKey("k", { accessPoint: app, validty: "P1Y" });
  // @ts-expect-error misspelt, in an object
  new keysmith.ClientKey("k", { accessPoint: app, rotation: { renewBefor: "P30D" } });
  // @ts-expect-error misspelt, in an object
  new keysmith.RootKey("k", { rotation: { evry: "P90D" } });
  // @ts-expect-error misspelt, in an object
  new keysmith.RootKey("k", { deletion: { mod: "keep" } });
  const source = { service: "cloud-object-storage" };
  // @ts-expect-error misspelt, in an object
  new keysmith.ServiceAuthorization("a", { source, target: { service: "kms", instanceid: later }, roles: [] });
  // @ts-expect-error outputs are read only
  app.arn = later;
}
