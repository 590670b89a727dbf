import { execFileSync } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { packageVersion } from "../../src/version";
import { liveClientKeys } from "../examples/alibaba-service";
import { run } from "../support/command";
import { leftToAll } from "../support/describe-engine";
import { story } from "../support/story";
import { describeTerraform } from "../terraform/engines";
import { KEY, sealedStandard } from "../terraform/programs";
import { Stage } from "../terraform/stage";
import { during } from "../terraform/strike";
import { type Built, build } from "./build";

describeTerraform(
  "the executable, on a machine without Node",
  (engine) => {
    let built: Built;
    let stage: Stage;
    beforeAll(async () => {
      built = build();
      const command = execFileSync("sh", ["-c", `command -v "${engine.command}"`], { encoding: "utf8" }).trim();
      symlinkSync(command, path.join(built.bare, path.basename(engine.command)));
      const spawned = { spawned: true, executable: built.file, env: { PATH: built.bare } };
      stage = await Stage.open(engine, sealedStandard, spawned);
    }, 120_000);
    afterAll(async () => {
      await stage?.close();
      built?.remove();
    });

    /** What the command prints of the sealed text in the state. */
    const opened = async (executable: string, ...before: readonly string[]): Promise<unknown> => {
      const [identity, sealed] = ["identity.txt", "sealed.txt"].map((name) => path.join(stage.workspace.root, name));
      writeFileSync(identity ?? "", stage.keys.identity);
      writeFileSync(sealed ?? "", String(stage.workspace.attributes(KEY)["sealed"]));
      const args = [...before, "open", sealed ?? "", "--identity", identity ?? ""];
      const { stdout, exitCode } = await run({ executable, args, cwd: "/", env: { PATH: built.bare } });
      expect(exitCode).toBe(0);
      return JSON.parse(stdout);
    };

    story("makes the chain, rotates, is killed, and opens what it has sealed", (step) => {
      step("is what the engine starts", async () => {
        const { done, providers } = await during(stage, "CreatePolicy", { kill: "look", ms: 100 });
        expect(Object.values(done)).toEqual(["create", "create", "create", "create"]);
        // The script would find no Node.
        expect(providers).toHaveLength(1);
        expect(await stage.workspace.exitCode()).toBe(0);
      });

      step("what it sealed opens, by itself and on Node", async () => {
        const here = await opened(built.file);
        expect(here).toMatchObject({ password: expect.any(String), client_key_content: expect.any(String) });
        expect(here).toEqual(await opened(process.execPath, path.resolve("dist/cli/main.js")));
      });

      step("rotates when it is due, and is not lost when it is killed in that", async () => {
        await stage.at("2026-12-05T00:00:00Z");
        await during(stage, "CreateClientKey", { kill: "all", ms: 100 });
        await stage.workspace.apply();
        const { previous, version } = stage.workspace.attributes(KEY);
        expect(version).toBe(2);
        expect(await liveClientKeys(stage.emulator, "orders-app")).toHaveLength(1 + (previous as unknown[]).length);
        expect(await stage.workspace.exitCode()).toBe(0);
      });

      // The runtime would read both, and run the second.
      step("takes nothing from the folder in which it is started", async () => {
        writeFileSync(path.join(stage.workspace.root, ".env"), "KEYSMITH_ALIBABA_ENDPOINT=http://127.0.0.1:1\n");
        writeFileSync(path.join(stage.workspace.root, "bunfig.toml"), 'preload = ["./evil.js"]\n');
        writeFileSync(path.join(stage.workspace.root, "evil.js"), "process.exit(7);\n");
        expect(await stage.workspace.exitCode()).toBe(0);
        const { stdout } = await run({
          executable: built.file,
          args: ["--version"],
          cwd: stage.workspace.root,
          env: {},
        });
        expect(stdout.trim()).toBe(packageVersion());
      });
    });
  },
  leftToAll,
);
