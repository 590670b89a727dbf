import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { makeProject } from "../lifecycle/pulumi-engine";
import { type EmulatedServices, startEmulated } from "../lifecycle/services";
import { leftToAll } from "../support/describe-engine";
import { findSecrets } from "../support/secrets";
import { readWith, secretsOf, storedKey } from "../support/stored-key";
import { story } from "../support/story";
import type { Stack } from "./engine";
import { describePulumi } from "./engine";

const MADE = "2026-01-01T00:00:00Z";
const DUE = "2026-12-02T00:00:00Z";
const SECRET = "orders/client-key";

const program = (secret: object): string =>
  JSON.stringify([
    { type: "KmsSecret", name: "secret", args: { name: SECRET, ...secret } },
    {
      type: "Policy",
      name: "orders",
      args: { kmsInstance: "shared", permissions: ["SecretUser"], secrets: ["orders/*"] },
    },
    { type: "AccessPoint", name: "app", args: { policies: [{ $type: "Policy", $name: "orders" }] } },
    {
      type: "ClientKey",
      name: "key",
      args: {
        accessPoint: { $type: "AccessPoint", $name: "app" },
        store: { secret: { $type: "KmsSecret", $name: "secret" } },
      },
    },
  ]);

describePulumi(
  "a client key that goes into a secret",
  (engine) => {
    let services: EmulatedServices;
    let folder: string;
    let projectDir: string;
    let stack: Stack;
    const secrets: string[] = [];

    const declare = (secret: object): void => writeFileSync(path.join(projectDir, "program.json"), program(secret));
    const key = async (): Promise<Record<string, unknown>> => {
      const { deployment } = await stack.export({ showSecrets: true });
      const { outputs = {} } = deployment.resources?.find(({ type }) => type.endsWith(":ClientKey")) ?? {};
      return outputs;
    };
    /** Not even encrypted: the state is asked for with all secrets shown. */
    async function expectOnlyThere(at: string): Promise<void> {
      const stored = await storedKey(services.emulator, SECRET);
      secrets.push(...secretsOf(stored));
      const recorded = await key();
      expect(recorded).toMatchObject({ clientKeyId: stored.clientKeyId, storedIn: { secret: SECRET } });
      expect(recorded).not.toHaveProperty("clientKeyContent");
      expect(recorded).not.toHaveProperty("password");
      const texts = { printed: stack.output(), state: JSON.stringify(recorded) };
      expect(findSecrets(secrets, stack.files(), texts)).toEqual([]);
      expect(JSON.parse(await readWith(services.emulator, stored, SECRET, at))).toEqual(stored);
    }

    beforeAll(async () => {
      services = await startEmulated(MADE);
      folder = mkdtempSync(path.join(tmpdir(), "keysmith-store-"));
      projectDir = makeProject(folder, "store");
      declare({ filledElsewhere: true });
      const env = { ...services.env, KEYSMITH_AS_OF: MADE };
      stack = await engine.open({ projectDir, stack: "test", workDir: path.join(folder, "work"), env });
    }, 120_000);
    afterAll(async () => {
      await services?.emulator.close();
      rmSync(folder, { recursive: true, force: true });
    });

    story("is nowhere else", (step) => {
      step("when it is made", async () => {
        expect((await stack.up({ skipPreview: true })).ok).toBe(true);
        await expectOnlyThere(MADE);
      });

      step("when it is rotated", async () => {
        await services.emulator.clock.set(DUE);
        stack.setEnv({ KEYSMITH_AS_OF: DUE });
        expect((await stack.up({})).ok).toBe(true);
        expect(await key()).toMatchObject({ version: 2, previous: [{ retireAfter: "2026-12-09T00:00:00Z" }] });
        await expectOnlyThere(DUE);
        expect((await stack.preview({ expectNoChanges: true })).ok).toBe(true);
      });

      step("and nothing else may fill the secret", async () => {
        declare({ generated: { length: 20 } });
        const preview = await stack.preview();
        expect(preview.ok).toBe(false);
        expect(preview.output).toContain(`another resource of the program fills the secret "${SECRET}" too`);
      });
    });
  },
  leftToAll,
);
