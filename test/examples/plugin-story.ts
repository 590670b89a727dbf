import type { PulumiEngine } from "../pulumi/engine";
import { story } from "../support/story";
import { liveClientKeys } from "./alibaba-service";
import { ExampleProject, type Surroundings } from "./example-project";
import { liveKeys } from "./ibm-service";

const MADE = "2026-01-01T00:00:00Z";
const DUE = "2026-12-02T00:00:00Z";

/** What the examples for the plugin live through, in whatever language they are. */
export function pluginStory(engine: PulumiEngine, name: string, surroundings: () => Promise<Surroundings>): void {
  const secrets: string[] = [];
  let example: ExampleProject;
  let firstKey: string;

  beforeAll(async () => {
    example = await ExampleProject.open(engine, name, MADE, undefined, await surroundings());
  }, 600_000);
  afterAll(() => example?.close());

  const outputs = async (): Promise<Record<string, unknown>> => {
    const shown = await example.stack.outputs({ showSecrets: true });
    secrets.push(String(shown["clientKeyContent"]), String(shown["password"]));
    return shown;
  };

  story("lives through a rotation and its end", (step) => {
    step("makes all of it, with secrets for outputs", async () => {
      expect((await example.up()).changeSummary).toEqual({ create: 6 });
      const { clientKeyId, clientKeyContent, rotateAt, rootKeyId } = await outputs();
      firstKey = String(clientKeyId);
      expect(JSON.parse(String(clientKeyContent))).toMatchObject({ KeyId: firstKey });
      expect(rotateAt).toBe(DUE);
      expect(await example.stack.outputs()).toMatchObject({
        clientKeyId: firstKey,
        clientKeyContent: "[secret]",
        password: "[secret]",
      });
      expect((await liveKeys(example.emulator)).map(({ id }) => id)).toEqual([rootKeyId]);
    });

    step("has nothing to do then", async () => {
      const preview = await example.stack.preview({ expectNoChanges: true });
      expect(preview).toMatchObject({ ok: true, changeSummary: { same: 6 } });
    });

    step("says in a preview what time asks for, and why", async () => {
      await example.at(DUE);
      const preview = await example.stack.preview();
      expect(preview.changeSummary).toEqual({ same: 4, update: 2 });
      expect(preview.output).toContain("version 1 expires 2027-01-01T00:00:00Z, rotation.renewBefore is P30D");
    });

    step("rotates both keys in place, and keeps the old client key for the overlap", async () => {
      expect((await example.up()).changeSummary).toEqual({ same: 4, update: 2 });
      const { clientKeyId, rootKeyId } = await outputs();
      expect(await liveClientKeys(example.emulator, "orders-app")).toEqual([firstKey, clientKeyId].sort());
      const [root] = await liveKeys(example.emulator);
      expect(root).toMatchObject({ id: rootKeyId, lastRotateDate: expect.stringContaining("2026-12-02") });
    });

    step("deletes the old client key when the overlap is over", async () => {
      await example.at("2026-12-09T00:00:00Z");
      expect((await example.up()).changeSummary).toEqual({ same: 5, update: 1 });
      expect(await liveClientKeys(example.emulator, "orders-app")).toHaveLength(1);
    });

    step("ends with nothing left", async () => {
      expect(await example.stack.destroy({ skipPreview: true })).toMatchObject({ ok: true });
      expect(await liveKeys(example.emulator)).toEqual([]);
    });

    step("has left no secret in clear, nor printed one", () => {
      expect(secrets.length).toBe(4);
      expect(example.leaks(["orders-app"])).not.toEqual([]);
      expect(example.leaks(secrets)).toEqual([]);
    });
  });
}
