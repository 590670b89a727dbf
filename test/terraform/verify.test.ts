import { Secret } from "../../src/core/secret";
import { open } from "../../src/sealing/open";
import { liveClientKeys } from "../examples/alibaba-service";
import { findSecrets } from "../support/secrets";
import { story } from "../support/story";
import { describeOnOne } from "./engines";
import { head, KEY } from "./programs";
import { Stage } from "./stage";

// A next key that has to prove itself before applications get it.

const DUE = "2026-12-02T00:00:00Z";
const VALUE = "what-the-secret-holds-4711";
const VERIFY = 'verify {\n secret = "orders/database"\n}';

const program = (provider: string, verify = VERIFY): string => `${head(provider)}
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
  ${verify}
}
`;

describeOnOne("a next key that has to prove itself", "terraform", (engine) => {
  let stage: Stage;
  let [block, first, pending] = ["", "", ""];
  const key = (): Readonly<Record<string, unknown>> => stage.workspace.attributes(KEY);
  const pendingId = (): string => String((key()["pending"] as { client_key_id?: string } | null)?.client_key_id);
  const live = (): Promise<string[]> => liveClientKeys(stage.emulator, "orders-app");

  afterEach(() =>
    expect(findSecrets([VALUE], stage.workspace.files(), { printed: stage.workspace.printed() })).toEqual([]),
  );

  describe.each(["sealed", "in clear"])("with secrets that are %s", (keeping) => {
    beforeAll(async () => {
      stage = await Stage.open(engine, ({ recipient }) => {
        block = keeping === "sealed" ? `seal_to = ["${recipient}"]` : "plain_secrets = true";
        return program(block, "");
      });
    }, 120_000);
    afterAll(() => stage?.close());

    story("leaves applications what they have until it works", (step) => {
      step("is recorded, and fails the apply, where it doesn't", async () => {
        await stage.workspace.apply();
        const before = key();
        first = String(before["client_key_id"]);
        stage.write(program(block));
        await stage.at(DUE);
        const { exitCode, diagnostics } = await stage.workspace.run(["apply", "-auto-approve"]);
        expect(exitCode).toBe(1);
        const error = diagnostics.find(({ severity }) => severity === "error");
        expect(error?.summary).toContain("was made and has not proven that it works (the secret)");
        expect(error?.detail).toContain("verify.secret");
        pending = pendingId();
        expect(await live()).toEqual([first, pending].sort());
        const names = [
          "client_key_id",
          "client_key_content",
          "password",
          "sealed",
          "revision",
          "version",
          "secret_known",
        ];
        for (const name of names) expect(key()[name]).toEqual(before[name]);
        expect(key()).toMatchObject({ previous: [], state: "active" });
        expect(stage.workspace.instance(KEY)?.status).toBeUndefined();
        expect(typeof key()["pending_key"]).toBe(keeping === "sealed" ? "object" : "string");
      });

      step("is planned again, with the reason", async () => {
        const plan = await stage.workspace.plan();
        expect(plan.planned).toEqual({ [KEY]: "update" });
        expect(plan.shown).toContain(`${pending} (made ${DUE}`);
        expect(plan.shown).toContain("has not proven yet that it works: it is tried again");
      });

      // Nobody but whoever has the identity opens what is sealed: then another key takes the place of the pending one.
      step("is tried again, and there is never a third", async () => {
        await stage.calls();
        expect((await stage.workspace.run(["apply", "-auto-approve"])).exitCode).toBe(1);
        expect((await stage.writes()).length > 0).toBe(keeping === "sealed");
        expect(pendingId() === pending).toBe(keeping !== "sealed");
        expect(await live()).toEqual([first, pendingId()].sort());
      });

      step("becomes the current one once it works", async () => {
        await stage.emulator.alibaba.setSecrets({ "orders/database": VALUE });
        const last = pendingId();
        await stage.workspace.apply();
        expect(key()).toMatchObject({ version: 2, state: "active", pending: null, pending_key: null });
        expect(key()["previous"]).toMatchObject([{ client_key_id: first, retire_after: "2026-12-09T00:00:00Z" }]);
        const id = String(key()["client_key_id"]);
        expect(id === last).toBe(keeping !== "sealed");
        const { identity } = stage.keys;
        const content =
          keeping === "sealed"
            ? (await open(String(key()["sealed"]), [new Secret(identity)]))["client_key_content"]?.reveal()
            : key()["client_key_content"];
        expect(JSON.parse(String(content))).toMatchObject({ KeyId: id });
        expect(await live()).toEqual([first, id].sort());
        expect(await stage.workspace.exitCode()).toBe(0);
      });

      step("is deleted with the resource", async () => {
        await stage.workspace.destroy();
        expect(await live().catch(() => [])).toEqual([]);
      });
    });
  });
});
