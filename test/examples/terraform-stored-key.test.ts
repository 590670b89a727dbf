import { leftToAll } from "../support/describe-engine";
import { readWith, secretsOf, storedKey } from "../support/stored-key";
import { story } from "../support/story";
import { describeOnOne } from "../terraform/engines";
import { TerraformExample } from "./terraform-example";

const MADE = "2026-01-01T00:00:00Z";
const DUE = "2026-12-02T00:00:00Z";
const SECRET = "orders/client-key";

describeOnOne(
  "examples/terraform/stored-key",
  "tofu",
  (engine) => {
    const secrets: string[] = [];
    let example: TerraformExample;

    beforeAll(async () => {
      example = await TerraformExample.open(engine, "stored-key", MADE);
    }, 60_000);
    afterAll(() => example?.close());

    /** What the application finds is the current key, with which it reads its secrets. */
    async function expectFound(at: string): Promise<void> {
      const stored = await storedKey(example.emulator, SECRET);
      secrets.push(...secretsOf(stored));
      expect(example.workspace.outputs()["client_key_id"]).toBe(stored.clientKeyId);
      await readWith(example.emulator, stored, SECRET, at);
    }

    story("hands the client key over, and each one that follows it", (step) => {
      step("puts it into the secret", async () => {
        await example.apply();
        await expectFound(MADE);
      });

      step("puts each new one there when it rotates, while the old one keeps working", async () => {
        const before = await storedKey(example.emulator, SECRET);
        await example.at(DUE);
        expect(await example.apply()).toEqual({ "keysmith_client_key.orders": "update" });
        await expectFound(DUE);
        await readWith(example.emulator, before, SECRET, DUE);
        expect(await example.workspace.exitCode()).toBe(0);
      });

      step("leaves it nowhere else", async () => {
        await example.workspace.destroy();
        expect(secrets).toHaveLength(6);
        expect(example.leaks(secrets)).toEqual([]);
      });
    });
  },
  leftToAll,
);
