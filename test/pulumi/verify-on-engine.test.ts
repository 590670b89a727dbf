import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { makeProject } from "../lifecycle/pulumi-engine";
import { type EmulatedServices, startEmulated } from "../lifecycle/services";
import { leftToAll } from "../support/describe-engine";
import { findSecrets } from "../support/secrets";
import { story } from "../support/story";
import type { Stack } from "./engine";
import { describePulumi } from "./engine";

const DUE = "2026-12-02T00:00:00Z";
const VALUE = "what-the-secret-holds-4711";

const program = (more: object): string =>
  JSON.stringify([
    {
      type: "Policy",
      name: "orders",
      args: { kmsInstance: "shared", permissions: ["SecretUser"], secrets: ["orders/*"] },
    },
    { type: "AccessPoint", name: "app", args: { policies: [{ $type: "Policy", $name: "orders" }] } },
    { type: "ClientKey", name: "key", args: { accessPoint: { $type: "AccessPoint", $name: "app" }, ...more } },
  ]);

describePulumi(
  "a key that has to prove itself",
  (engine) => {
    let services: EmulatedServices;
    let folder: string;
    let projectDir: string;
    let stack: Stack;
    let [first, second]: unknown[] = [];

    const declare = (more: object): void => writeFileSync(path.join(projectDir, "program.json"), program(more));
    const key = async (showSecrets = false): Promise<Record<string, unknown>> => {
      const { deployment } = await stack.export({ showSecrets });
      const { outputs = {} } = deployment.resources?.find(({ type }) => type.endsWith(":ClientKey")) ?? {};
      return outputs;
    };
    const live = async (): Promise<unknown[]> => {
      const { ClientKeys } = await services.emulator.alibaba.call("ListClientKeys", { AapName: "app" });
      return (ClientKeys as { ClientKeyId: string }[]).map(({ ClientKeyId }) => ClientKeyId);
    };
    /** Of the secrets that a run had, none is in what it left or printed. */
    const expectNoSecret = (...secrets: string[]): void =>
      expect(findSecrets([VALUE, ...secrets], stack.files(), { printed: stack.output() })).toEqual([]);

    beforeAll(async () => {
      services = await startEmulated("2026-01-01T00:00:00Z");
      folder = mkdtempSync(path.join(tmpdir(), "keysmith-verify-"));
      projectDir = makeProject(folder, "verify");
      declare({ verify: { secret: "orders/database" } });
      const env = { ...services.env, KEYSMITH_AS_OF: "2026-01-01T00:00:00Z" };
      stack = await engine.open({ projectDir, stack: "test", workDir: path.join(folder, "work"), env });
    }, 120_000);
    afterAll(async () => {
      await services?.emulator.close();
      rmSync(folder, { recursive: true, force: true });
    });

    story("is handed out when it works, and not before", (step) => {
      step("as a first one is deleted again where it doesn't, and the next run makes another", async () => {
        const run = await stack.up({ skipPreview: true });
        expect(run.ok).toBe(false);
        expect(run.output).toContain("was made but has not proven that it works (the secret)");
        expect(run.output).toContain("deleted again");
        expect(await key()).toEqual({});
        expect(await live()).toEqual([]);
        await services.emulator.alibaba.setSecrets({ "orders/database": VALUE });
        const again = await stack.up({ skipPreview: true });
        expect(again.ok).toBe(true);
        first = (await key())["clientKeyId"];
        expect(await key()).toMatchObject({ state: "active", version: 1 });
        expect(await live()).toEqual([first]);
      });

      step("as a next one leaves the old one the current one, and keeps its secrets encrypted", async () => {
        declare({ verify: { secret: "orders/none" } });
        await services.emulator.clock.set(DUE);
        stack.setEnv({ KEYSMITH_AS_OF: DUE });
        const before = await key(true);
        expect((await stack.up({ skipPreview: true })).ok).toBe(false);
        const after = await key(true);
        second = (after["pending"] as { clientKeyId: string }).clientKeyId;
        for (const name of ["clientKeyId", "clientKeyContent", "password", "revision", "version", "previous"])
          expect(after[name]).toEqual(before[name]);
        expect((await live()).sort()).toEqual([first, second].sort());
        const { plaintext } = after["pendingKey"] as { plaintext: string };
        const { clientKeyContent, password } = JSON.parse(JSON.parse(plaintext));
        expect(JSON.parse(clientKeyContent)).toMatchObject({ KeyId: second });
        expectNoSecret(password, JSON.parse(clientKeyContent).PrivateKeyData);
      });

      step("shows in a preview why, and becomes the current one", async () => {
        declare({ verify: { secret: "orders/database" } });
        const preview = await stack.preview();
        expect(preview.output).toContain("has not yet proven that it works: it is tried again");
        expect((await stack.up({ skipPreview: true })).ok).toBe(true);
        const done = await key();
        expect(done).toMatchObject({ clientKeyId: second, version: 2, previous: [{ clientKeyId: first }] });
        expect(done).not.toHaveProperty("pending");
        expect(done).not.toHaveProperty("pendingKey");
        expectNoSecret();
      });

      step("is deleted with the resource", async () => {
        expect((await stack.destroy({ skipPreview: true })).ok).toBe(true);
        expect(await live()).toEqual([]);
      });
    });
  },
  leftToAll,
);
