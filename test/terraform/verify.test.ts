import { Secret } from "../../src/core/secret";
import { open } from "../../src/sealing/open";
import { liveClientKeys } from "../examples/alibaba-service";
import { leftToAll } from "../support/describe-engine";
import { findSecrets } from "../support/secrets";
import { story } from "../support/story";
import { describeOnOne } from "./engines";
import { head, KEY } from "./programs";
import { Stage } from "./stage";

// A next key that has to prove itself before applications get it.

const DUE = "2026-12-02T00:00:00Z";
const VALUE = "what-the-secret-holds-4711";
const VERIFY = 'verify {\n secret = "orders/database"\n}';

const program = (provider: string, verify = VERIFY, more = ""): string => `${head(provider)}
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
  ${more}
}
`;

describeOnOne(
  "a next key that has to prove itself",
  "terraform",
  (engine) => {
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
          expect(error?.summary).toContain("was made but has not proven that it works (the secret)");
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
          expect(plan.shown).toContain(
            keeping === "sealed"
              ? "for example because they are sealed, makes another one in its place"
              : "has not yet proven that it works: it is tried again",
          );
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
  },
  leftToAll,
);

// A bug: what a failed create had recorded was tainted, and the next run deleted the key that applications had with it.
describeOnOne("a key without a record that has to prove itself", "terraform", (engine) => {
  let stage: Stage;
  const PLAIN = "plain_secrets = true";
  const FIRST = "lifecycle {\n create_before_destroy = true\n}";
  const RECOVER = 'recover {\n overlap = "P7D"\n}';
  const id = (): string => String(stage.workspace.attributes(KEY)["client_key_id"]);
  const live = (): Promise<string[]> => liveClientKeys(stage.emulator, "orders-app");
  const apply = (...args: string[]) => stage.workspace.run(["apply", "-auto-approve", ...args]);
  const works = (): Promise<void> => stage.emulator.alibaba.setSecrets({ "orders/database": VALUE });

  beforeEach(async () => {
    stage = await Stage.open(engine, () => program(PLAIN, "", FIRST));
    await stage.workspace.apply();
  }, 120_000);
  afterEach(() => stage?.close());

  it("is made again after a lost state until it works, and the key that applications have stays for its overlap", async () => {
    const old = id();
    await stage.workspace.command(["state", "rm", KEY]);
    stage.write(program(PLAIN, VERIFY, RECOVER));
    for (const time of ["2026-02-01T00:00:00Z", "2026-02-20T00:00:00Z"]) {
      await stage.at(time);
      const { exitCode, diagnostics } = await apply();
      expect(exitCode).toBe(1);
      const error = diagnostics.find(({ severity }) => severity === "error");
      expect(error?.summary).toContain("So it was deleted again, and nothing is recorded");
      expect(error?.detail).toContain("The next run makes another.");
      expect(stage.workspace.instance(KEY)).toBeUndefined();
      expect(await live()).toEqual([old]);
    }
    await works();
    await stage.at("2026-03-01T00:00:00Z");
    await stage.workspace.apply();
    expect(await live()).toEqual([old, id()].sort());
    expect(stage.workspace.attributes(KEY)["previous"]).toMatchObject([
      { client_key_id: old, origin: "found", retire_after: "2026-03-08T00:00:00Z" },
    ]);
    await stage.at("2026-03-07T00:00:00Z");
    await stage.workspace.apply();
    expect(await live()).toEqual([old, id()].sort());
    await stage.at("2026-03-08T00:00:00Z");
    await stage.workspace.apply();
    expect(await live()).toEqual([id()]);
  });

  // A second bug: the one that had failed was taken for what had come in the old one's place, and its overlap was over long ago.
  it("takes nothing from applications where it replaces the one before, and there is never more than one of it", async () => {
    const old = id();
    stage.write(program(PLAIN, VERIFY, FIRST));
    for (const time of ["2026-02-01T00:00:00Z", "2026-02-10T00:00:00Z", "2026-02-20T00:00:00Z"]) {
      await stage.at(time);
      expect((await apply(`-replace=${KEY}`)).exitCode).toBe(1);
      expect(id()).toBe(old);
      expect(await live()).toEqual([old]);
    }
    await works();
    await stage.at("2026-03-01T00:00:00Z");
    await stage.workspace.apply(`-replace=${KEY}`);
    expect(id()).not.toBe(old);
    expect(await live()).toEqual([old, id()].sort());
    expect(await stage.workspace.exitCode()).toBe(0);
  });
});
