import { readWith, storedKey } from "../support/stored-key";
import { describeOnOne } from "./engines";
import { head, KEY } from "./programs";
import { Stage } from "./stage";

// The secret that a client key fills is replaced under the same name. Applications that read it find a key in it after the same run.

const MADE = "2026-01-01T00:00:00Z";
const SECRET = "keysmith_kms_secret.orders";
const NAME = "orders/client-key";

const program = (deletion: string): string => `${head("")}
resource "keysmith_kms_secret" "orders" {
  name             = "${NAME}"
  filled_elsewhere = true
  ${deletion}
}
resource "keysmith_policy" "orders" {
  name         = "orders"
  kms_instance = "shared"
  permissions  = ["SecretUser"]
  secrets      = ["orders/*"]
}
resource "keysmith_access_point" "orders" {
  name     = "orders-app"
  policies = [keysmith_policy.orders.name]
}
resource "keysmith_client_key" "orders" {
  label        = "shop/orders-app"
  access_point = keysmith_access_point.orders.name
  store {
    secret = keysmith_kms_secret.orders.name
  }
}
`;
const FOR_GOOD = "deletion {\n force = true\n}";

describeOnOne("a secret that is replaced, with a client key in it", "terraform", (engine) => {
  let stage: Stage;
  const key = (): Readonly<Record<string, unknown>> => stage.workspace.attributes(KEY);
  const id = (): unknown => key()["client_key_id"];

  async function expectWorking(): Promise<void> {
    const stored = await storedKey(stage.emulator, NAME);
    expect(stored.clientKeyId).toBe(id());
    await readWith(stage.emulator, stored, NAME, MADE);
    expect(await stage.workspace.exitCode()).toBe(0);
  }

  afterEach(() => stage?.close());

  // A bug: the secret had the placeholder until a run that refreshed it, and applications found no key in it.
  it.each(["asked for", "tainted"])(
    "has another one in it if it was deleted for good: %s",
    async (how) => {
      stage = await Stage.open(engine, () => program(FOR_GOOD), { spawned: true });
      await stage.workspace.apply();
      const old = id();
      const replace = how === "tainted" ? [] : [`-replace=${SECRET}`];
      if (how === "tainted") await stage.workspace.command(["taint", SECRET]);
      const { planned, shown } = await stage.workspace.plan(...replace);
      expect(planned).toMatchObject({ [KEY]: "update", [SECRET]: "replace" });
      expect(shown).toContain(`the secret "${NAME}", which it fills, is replaced: it is filled again`);
      await stage.workspace.apply(...replace);
      expect(id()).not.toBe(old);
      expect(key()).toMatchObject({ version: 2, previous: [{ client_key_id: old }] });
      await expectWorking();
    },
    120_000,
  );

  it("keeps the same one in it if it is restored", async () => {
    stage = await Stage.open(engine, () => program(""), { spawned: true });
    await stage.workspace.apply();
    const old = id();
    const { shown } = await stage.workspace.apply(`-replace=${SECRET}`);
    expect(shown).toContain("is restored instead of making another");
    expect(id()).toBe(old);
    await expectWorking();
  }, 120_000);
});
