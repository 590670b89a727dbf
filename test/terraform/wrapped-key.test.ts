import { leftToAll } from "../support/describe-engine";
import { describeTerraform } from "./engines";
import { head } from "./programs";
import { Stage } from "./stage";

// Replacing a key in the engine's own order left its data key behind, and no plan said what forced replacements lose.

const WRAPPED = "keysmith_kms_wrapped_key.w";

const program = (spec: string, order = ""): string => `${head('stack = "shop"')}
resource "keysmith_kms_key" "k" {
  label = "shop/k"
  ${spec}
  ${order}
}
resource "keysmith_kms_wrapped_key" "w" {
  name = "w"
  key  = keysmith_kms_key.k.key_id
}`;

const OTHER = 'key_spec = "Aliyun_AES_192"';
const FIRST = "lifecycle { create_before_destroy = true }";

describeTerraform(
  "a data key whose key is replaced",
  (engine) => {
    let stage: Stage;
    afterEach(() => stage.close());

    const run = async (...args: string[]): Promise<string> =>
      (await stage.workspace.command([...args, "-input=false", "-no-color"])).output.replace(/\s*\n[│╷╵ ]*/g, " ");
    const begin = async (order?: string): Promise<Record<string, unknown>> => {
      stage = await Stage.open(engine, () => program("", order));
      await run("apply", "-auto-approve");
      return { ...stage.workspace.attributes(WRAPPED) };
    };

    it("moves where the new key is made first", async () => {
      const before = await begin(FIRST);
      stage.write(program(OTHER, FIRST));
      await run("apply", "-auto-approve");
      const after = stage.workspace.attributes(WRAPPED);
      expect(after["data_key_id"]).toBe(before["data_key_id"]);
      expect(after["key"]).not.toBe(before["key"]);
      expect(await run("plan")).toContain("No changes");
    });

    it("is warned of where the old one goes first, and moves once that is kept", async () => {
      const before = await begin();
      const key = String(before["key"]);
      stage.write(program(OTHER));
      expect(await run("plan")).toContain(
        "`create_before_destroy` on the object that it names now, if that is replaced in this run",
      );
      expect(await run("apply", "-auto-approve")).toContain(`If the deletion of ${key} is scheduled, cancel it`);
      expect(stage.workspace.attributes(WRAPPED)["ciphertext"]).toBe(before["ciphertext"]);
      expect(await run("plan")).toContain(`${key} has to decrypt the data key for it, and its deletion is scheduled`);
      await stage.emulator.alibaba.call("CancelKeyDeletion", { KeyId: key });
      await stage.emulator.alibaba.call("EnableKey", { KeyId: key });
      await run("apply", "-auto-approve");
      const after = stage.workspace.attributes(WRAPPED);
      expect(after["data_key_id"]).toBe(before["data_key_id"]);
      expect(after["key"]).not.toBe(key);
    });

    it("is said to be lost where it is destroyed, and what -replace says of the one before brings it back", async () => {
      const before = await begin();
      expect(await run("plan", "-destroy")).toContain("it takes the ciphertext out of the state");
      const [, adopt = ""] = /adopted by (\S+)/.exec(await run("apply", "-auto-approve", `-replace=${WRAPPED}`)) ?? [];
      expect(stage.workspace.attributes(WRAPPED)["data_key_id"]).not.toBe(before["data_key_id"]);
      await stage.workspace.command(["state", "rm", WRAPPED]);
      await stage.workspace.command(["import", "-input=false", "-no-color", WRAPPED, adopt]);
      expect(await run("apply", "-auto-approve")).not.toContain("must be replaced");
      const { key, data_key_id } = before;
      expect(stage.workspace.attributes(WRAPPED)).toMatchObject({ name: "w", key, data_key_id });
    });
  },
  leftToAll,
);
