import { leftToAll } from "../support/describe-engine";
import { story } from "../support/story";
import { describeOnOne, needsWriteOnly } from "../terraform/engines";
import { liveClientKeys } from "./alibaba-service";
import { liveKeys } from "./ibm-service";
import { partsOf, TerraformExample } from "./terraform-example";

describeOnOne(
  "examples/terraform/opened",
  "tofu",
  (engine) => {
    const secrets: string[] = [];
    let example: TerraformExample;

    beforeAll(async () => {
      example = await TerraformExample.open(engine, "opened", "2026-01-01T00:00:00Z");
    }, 60_000);
    afterAll(() => example?.close());

    /** What Key Protect has in the only key that there is. */
    const stored = async (): Promise<unknown> => {
      const { stored_in: id } = example.workspace.outputs();
      const { body } = await example.emulator.ibm.request("GET", `/api/v2/keys/${String(id)}`);
      const [{ payload }] = (body as { resources: [{ payload: string }] }).resources;
      secrets.push(payload);
      return JSON.parse(Buffer.from(payload, "base64").toString());
    };

    story("hands the client key over, and each one that follows it", (step) => {
      step("carries the client key from its state, sealed, into Key Protect", async () => {
        await example.apply();
        expect(await stored()).toEqual(await example.opened());
        secrets.push(...partsOf(await example.opened()));
        expect(await example.workspace.exitCode()).toBe(0);
      });

      step("carries each new one there when it rotates", async () => {
        const first = secrets[0];
        await example.at("2026-12-02T00:00:00Z");
        expect(await example.apply()).toEqual({
          "keysmith_client_key.orders": "update",
          "keysmith_standard_key.orders": "replace",
        });
        expect(await stored()).toEqual(await example.opened());
        expect(secrets.at(-1)).not.toBe(first);
        secrets.push(...partsOf(await example.opened()));
      });

      step("leaves no secret in clear on the way, and nothing at all in the end", async () => {
        await example.workspace.destroy();
        expect(await liveKeys(example.emulator)).toEqual([]);
        expect(await liveClientKeys(example.emulator, "orders-app").catch(() => [])).toEqual([]);
        expect(secrets.length).toBe(8);
        expect(example.leaks(secrets)).toEqual([]);
      });
    });
  },
  (each) => needsWriteOnly(each) ?? leftToAll(),
);
