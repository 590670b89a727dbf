import { liveClientKeys } from "../examples/alibaba-service";
import { findSecrets } from "../support/secrets";
import { readWith, secretsOf, storedKey } from "../support/stored-key";
import { story } from "../support/story";
import { describeOnOne } from "./engines";
import { head, KEY } from "./programs";
import { Stage } from "./stage";

// A client key that goes into a secret: there is nothing to seal, and no state has it.

const MADE = "2026-01-01T00:00:00Z";
const DUE = "2026-12-02T00:00:00Z";
const SECRET = "orders/client-key";
const STORE = "store {\n secret = keysmith_kms_secret.orders.name\n}";

const program = (provider: string, store = STORE, secret = "filled_elsewhere = true"): string => `${head(provider)}
resource "keysmith_kms_secret" "orders" {
  name = "${SECRET}"
  ${secret}
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
  ${store}
}
`;

describeOnOne("a client key that goes into a secret", "terraform", (engine) => {
  let stage: Stage;
  let sealing = "";
  const secrets: string[] = [];
  const key = (): Readonly<Record<string, unknown>> => stage.workspace.attributes(KEY);
  const nothing = { client_key_content: null, password: null, pending_key: null, sealed: null, secret_known: false };

  /** The key that applications find is the current one, and works. */
  async function expectWorking(at: string): Promise<void> {
    const stored = await storedKey(stage.emulator, SECRET);
    secrets.push(...secretsOf(stored));
    expect(stored.clientKeyId).toBe(key()["client_key_id"]);
    expect(key()["stored_in"]).toMatchObject({ secret: SECRET });
    expect(JSON.parse(await readWith(stage.emulator, stored, SECRET, at))).toEqual(stored);
  }

  beforeAll(async () => {
    stage = await Stage.open(engine, ({ recipient }) => {
      sealing = `seal_to = ["${recipient}"]`;
      return program("");
    });
  }, 120_000);
  afterAll(() => stage?.close());

  story("needs nobody to seal to", (step) => {
    step("is made, and the application finds it in the secret", async () => {
      await stage.workspace.apply();
      expect(key()).toMatchObject(nothing);
      await expectWorking(MADE);
      expect(await stage.workspace.exitCode()).toBe(0);
    });

    step("is rotated there, and the old one keeps working", async () => {
      const before = await storedKey(stage.emulator, SECRET);
      await stage.at(DUE);
      await stage.workspace.apply();
      expect(key()).toMatchObject({ ...nothing, version: 2 });
      expect(key()["previous"]).toMatchObject([{ client_key_id: before.clientKeyId }]);
      await expectWorking(DUE);
      await readWith(stage.emulator, before, SECRET, DUE);
      expect(await stage.workspace.exitCode()).toBe(0);
    });

    step("is refused a secret that has a value of its own", async () => {
      stage.write(program("", STORE, "generated {\n length = 20\n}"));
      const { shown } = await stage.workspace.run(["plan"]);
      expect(shown).toContain(`another resource of the program fills the secret "${SECRET}" too`);
    });

    step("goes back into the state, sealed, where the program says so", async () => {
      stage.write(program("", ""));
      expect((await stage.workspace.run(["plan"])).shown).toContain("doesn't say how to protect them");
      stage.write(program(sealing, ""));
      await stage.workspace.apply();
      expect(key()).toMatchObject({ version: 3, stored_in: null, secret_known: true, sealed: expect.any(String) });
    });

    step("stays sealed where it can't be put into the secret, and is gone from the state once it is", async () => {
      const { client_key_id: id, sealed } = key();
      const live = await liveClientKeys(stage.emulator, "orders-app");
      const doomed = { SecretName: "orders/doomed" };
      await stage.emulator.alibaba.call("CreateSecret", { ...doomed, VersionId: "1", SecretData: "x" });
      await stage.emulator.alibaba.call("DeleteSecret", { ...doomed, RecoveryWindowInDays: "30" });
      stage.write(program(sealing, 'store {\n secret = "orders/doomed"\n}'));
      expect((await stage.workspace.run(["apply", "-auto-approve"])).exitCode).toBe(1);
      expect(key()).toMatchObject({ client_key_id: id, sealed, secret_known: true });
      expect(await liveClientKeys(stage.emulator, "orders-app")).toEqual(live);
      await stage.at("2026-12-20T00:00:00Z");
      stage.write(program(""));
      await stage.workspace.apply();
      expect(key()).toMatchObject({ ...nothing, version: 4 });
      await expectWorking("2026-12-20T00:00:00Z");
      expect(await stage.workspace.exitCode()).toBe(0);
    });

    step("leaves its secrets nowhere", async () => {
      await stage.workspace.destroy();
      expect(secrets).toHaveLength(9);
      expect(findSecrets(secrets, stage.workspace.files(), { printed: stage.workspace.printed() })).toEqual([]);
    });
  });
});
