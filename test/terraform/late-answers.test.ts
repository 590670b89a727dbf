import { defaultIbm, type Emulator } from "keysmith-emulator";
import { startEmulator } from "../support/emulator";
import { story } from "../support/story";
import { describeOnOne, needsWriteOnly } from "./engines";
import { attachedProvider } from "./engines/providers";
import { Workspace } from "./engines/workspace";
import { head } from "./programs";

// Once, an ephemeral resource of a deleted key failed the very plan that would have restored the key. OpenTofu itself leaves
// an ephemeral resource for the apply when what it depends on has a change pending.

const KEY = "keysmith_root_key.orders";
const program = (enabled: boolean): string => `${head('plain_secrets = true\n stack = "shop"')}
resource "keysmith_root_key" "orders" {
  name    = "orders"
  enabled = ${enabled}
}
ephemeral "keysmith_wrap" "orders" {
  key = ${KEY}.id
}
resource "keysmith_standard_key" "taker" {
  name               = "taker"
  payload_wo         = ephemeral.keysmith_wrap.orders.plaintext
  payload_wo_version = 1
}
`;

describeOnOne(
  "an ephemeral resource of what the apply changes",
  "terraform",
  (engine) => {
    let emulator: Emulator;
    let stack: Workspace;
    /** Somebody else does something, with time before and after it. */
    const act = async (method: string, path: string): Promise<void> => {
      await emulator.clock.advance("PT1M");
      await emulator.ibm.request(method, `/api/v2/keys/${String(stack.attributes(KEY)["key_id"])}${path}`);
      await emulator.clock.advance("PT1M");
    };

    beforeAll(async () => {
      emulator = await startEmulator({ clock: "2026-01-01T00:00:00Z" });
      const env = {
        KEYSMITH_IBM_ENDPOINT: emulator.url,
        KEYSMITH_IBM_INSTANCE: defaultIbm.keyProtect,
        IBMCLOUD_API_KEY: defaultIbm.apiKey,
        KEYSMITH_AS_OF: "2026-01-01T00:00:00Z",
      };
      stack = await Workspace.open(engine, await attachedProvider(engine, env), { "main.tf": program(true) });
      await stack.apply();
    });
    afterAll(async () => {
      await stack?.close();
      await emulator?.close();
    });

    story("is answered when that is changed", (step) => {
      step("as a deleted key is restored", async () => {
        await act("DELETE", "");
        const { shown, planned } = await stack.plan();
        expect(planned).toEqual({ [KEY]: "update" });
        expect(shown).toContain('wrap is asked again when RootKey "orders" is changed, as by now');
        expect((await stack.apply()).done).toEqual({ [KEY]: "update" });
        expect(await stack.exitCode()).toBe(0);
      });

      step("as a disabled key is enabled", async () => {
        await act("POST", "/actions/disable");
        expect((await stack.apply()).done).toEqual({ [KEY]: "update" });
      });

      step("and fails where nothing would change it", async () => {
        await act("POST", "/actions/disable");
        stack.write({ "main.tf": program(false) });
        expect((await stack.run(["plan"])).exitCode).toBe(1);
      });
    });
  },
  needsWriteOnly,
);
