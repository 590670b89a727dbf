import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { accessCommand } from "../../src/cli/access-command";
import { inProcess } from "../cli/in-process";
import { makeProject } from "../lifecycle/pulumi-engine";
import { type EmulatedServices, startEmulated } from "../lifecycle/services";
import { leftToAll } from "../support/describe-engine";
import type { Stack } from "./engine";
import { describePulumi } from "./engine";

const program = (secrets: readonly string[]): string =>
  JSON.stringify([
    { type: "Policy", name: "orders", args: { kmsInstance: "shared", permissions: ["SecretUser"], secrets } },
    { type: "AccessPoint", name: "app", args: { policies: [{ $type: "Policy", $name: "orders" }] } },
    { type: "ClientKey", name: "key", args: { accessPoint: { $type: "AccessPoint", $name: "app" } } },
  ]);

/** The previews of the engine itself: what others of the tests make up has to be what it prints. */
describePulumi(
  "keysmith access diff",
  (engine) => {
    let services: EmulatedServices;
    let folder: string;
    let projectDir: string;
    let stack: Stack;
    const changes = async (secrets: readonly string[]): Promise<string> => {
      writeFileSync(path.join(projectDir, "program.json"), program(secrets));
      const printed = await stack.command("preview", "--json", "--show-sames", "--stack", "test");
      const input = printed.slice(printed.indexOf("{"), printed.lastIndexOf("}") + 1);
      const { out, error } = await inProcess((terminal) => accessCommand(terminal), ["diff"], { input });
      return error ?? out.trimEnd();
    };

    beforeAll(async () => {
      services = await startEmulated("2026-01-01T00:00:00Z");
      folder = mkdtempSync(path.join(tmpdir(), "keysmith-access-"));
      projectDir = makeProject(folder, "access");
      const env = { ...services.env, KEYSMITH_AS_OF: "2026-01-01T00:00:00Z" };
      stack = await engine.open({ projectDir, stack: "test", workDir: path.join(folder, "work"), env });
    }, 120_000);
    afterAll(async () => {
      await services?.emulator.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it("says what previews of it open, and nothing of what stays", async () => {
      const made = await changes(["orders/*"]);
      expect(made).toContain("+ app gains secret/orders/* from any address (SecretUser at shared, by orders)");
      expect(made).toContain("+ app gains a credential");
      expect((await stack.up({ skipPreview: true })).ok).toBe(true);
      expect(await changes(["orders/*"])).toBe("no access is opened or closed");
      expect(await changes(["orders/*", "billing/*"])).toBe(
        "+ app gains secret/billing/* from any address (SecretUser at shared, by orders)",
      );
    }, 240_000);
  },
  leftToAll,
);
