import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { secretNames } from "../../src/core/lifecycle";
import { liveClientKeys } from "../examples/alibaba-service";
import { describePulumi, type ExportedStack, type RunResult, type Stack } from "../pulumi/engine";
import { leftToAll } from "../support/describe-engine";
import { findSecrets } from "../support/secrets";
import { story } from "../support/story";
import { LONG, whileCalled } from "../support/struck";
import type { Declared } from "./engine";
import { subjectOf } from "./fleet-subject";
import { prerequisites } from "./prerequisites";
import { makeProject, revealed, type Served } from "./pulumi-engine";
import { definitions, MADE } from "./samples";
import { type EmulatedServices, startEmulated } from "./services";

const SDK_LOG = "RegisterResource RPC finished";

const access = (name: string): Declared => ({
  type: "StandardAccess",
  name,
  args: {
    kmsInstance: "kst-hzz0000000000emulator",
    permissions: ["CryptoServiceSecretUser"],
    secrets: ["orders/*"],
    sourcePrivateIps: ["10.9.0.0/16"],
  },
});

/** What has a plugin and a dynamic resource: one of every definition with all that it needs, a component, and a key with a word for its rotation. */
function programOf(described: string, ...accesses: readonly string[]): readonly Declared[] {
  const all = definitions.flatMap((definition) => [...prerequisites(definition), subjectOf(definition)]);
  const resources = [...new Map(all.map((each) => [`${each.type} ${each.name}`, each])).values()];
  const point = resources.find(({ type }) => type === "AccessPoint");
  const told: Declared = {
    type: "ClientKey",
    name: "told",
    args: { accessPoint: { $type: "AccessPoint", $name: point?.name ?? "" }, rotation: { trigger: "2026-01" } },
  };
  const rule: Declared = {
    type: "NetworkRule",
    name: "described",
    args: { sourcePrivateIps: ["10.8.0.0/16"], description: described },
  };
  return [...resources, told, rule, ...accesses.map(access)];
}

/** The state as an older version, or a run that broke off, has left it. */
function withoutText(exported: ExportedStack): ExportedStack {
  return JSON.parse(JSON.stringify(exported, (key, value) => (key === "__provider" ? undefined : value)));
}

describePulumi(
  "a stack that goes over to the plugin and back",
  (engine) => {
    let services: EmulatedServices;
    let folder: string;
    let projectDir: string;
    let stack: Stack;
    const printed: string[] = [];
    const secrets = new Set<string>();

    beforeAll(async () => {
      services = await startEmulated(MADE);
      folder = mkdtempSync(path.join(tmpdir(), "keysmith-switch-"));
      projectDir = makeProject(folder, "switch");
    }, 60_000);
    afterAll(async () => {
      await services?.emulator.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const goOver = async (served: Served): Promise<void> => {
      const env = { ...services.env, KEYSMITH_AS_OF: MADE };
      const config = { "keysmith:plugin": String(served === "plugin") };
      if (stack) printed.push(stack.output());
      stack = await engine.open({ projectDir, stack: "test", workDir: path.join(folder, "work"), env, config });
    };
    const declare = (program: readonly Declared[]): void => {
      const plain = program.map(({ type, name, args }) => ({ type, name, args }));
      writeFileSync(path.join(projectDir, "program.json"), JSON.stringify(plain));
    };
    const calls = async (): Promise<string[]> => {
      const made = (await services.emulator.calls()).map(({ operation }) => operation);
      await services.emulator.clearCalls();
      return made.filter((operation) => operation !== "getToken" && operation !== "GetCallerIdentity");
    };
    const done = async (run: Promise<RunResult>): Promise<Readonly<Record<string, number>>> => {
      const result = await run;
      if (!result.ok) throw new Error(result.output);
      const { same: _same, ...changes } = result.changeSummary;
      return changes;
    };
    const up = (options: object = {}) => done(stack.up({ skipPreview: true, ...options }));
    const expectUntouched = async (): Promise<void> => {
      await calls();
      expect(await up()).toEqual({});
      expect(await calls()).toEqual([]);
    };
    const resources = async () => (await stack.export({ showSecrets: true })).deployment.resources ?? [];
    const noteSecrets = async (): Promise<void> => {
      for (const { type, outputs = {} } of await resources()) {
        const definition = definitions.find(({ name }) => type.endsWith(`:${name}`));
        for (const name of definition ? secretNames(definition) : []) {
          const value = revealed(outputs[name]);
          if (typeof value === "string") secrets.add(value);
        }
      }
    };

    story("changes nothing by it, and works on either side", (step) => {
      step("is made without a plugin", async () => {
        await goOver("dynamic");
        declare(programOf("first", "one-access"));
        const { create = 0 } = await up();
        expect(create).toBeGreaterThan(definitions.length);
        await noteSecrets();
      });

      step("is unchanged with the plugin, without a call", async () => {
        await goOver("plugin");
        await expectUntouched();
        const types = (await resources()).map(({ type }) => type);
        expect(types.filter((type) => type.includes("dynamic"))).toEqual([]);
      });

      step("is read by the plugin, and changed, with all that the engine logs", async () => {
        declare(programOf("second", "one-access", "other-access"));
        expect(await up({ refresh: true, verbose: true })).toEqual({ create: 5, update: 1 });
        await noteSecrets();
      });

      step("is unchanged without it again, without a call", async () => {
        await goOver("dynamic");
        await expectUntouched();
      });

      step("is read and changed without it, and what the plugin has made is deleted", async () => {
        declare(programOf("third", "one-access"));
        expect(await up({ refresh: true })).toEqual({ delete: 5, update: 1 });
      });

      step("is unchanged with the plugin where the state has no word of dynamic resources, and read", async () => {
        await goOver("plugin");
        await stack.import(withoutText(await stack.export()));
        await expectUntouched();
        expect(await done(stack.refresh({ skipPreview: true }))).toEqual({});
        expect((await calls()).filter((name) => /^(create|Create|update|Update|delete|Delete)/.test(name))).toEqual([]);
      });

      step(
        "is mended by the next run after the plugin was killed in a create, and what that left is named",
        async () => {
          declare(programOf("third", "one-access", "killed-access"));
          const { emulator } = services;
          const broken = await whileCalled(emulator, { operation: "CreateClientKey", ms: LONG }, (called) =>
            stack.up({ skipPreview: true, killWhen: called, kill: "provider" }),
          );
          expect(broken.ok).toBe(false);
          const [left = ""] = await liveClientKeys(emulator, "killed-access");
          expect(await up()).toEqual({ create: 1 });
          expect(await liveClientKeys(emulator, "killed-access")).toHaveLength(2);
          const key = (await resources()).find(({ urn }) => urn.endsWith("ClientKey::killed-access"));
          expect(key?.outputs).toMatchObject({ strays: [{ clientKeyId: left, origin: "found" }] });
          await noteSecrets();
        },
      );

      step("has left no secret in clear", () => {
        expect(secrets.size).toBeGreaterThan(5);
        // What the engine answers the program is logged there by the SDK itself, with all secrets and for every provider.
        const lines = [...printed, stack.output()].join("\n").split("\n");
        const texts = { "what was printed": lines.filter((line) => !line.includes(SDK_LOG)).join("\n") };
        expect(findSecrets([...secrets], stack.files(), texts)).toEqual([]);
      });

      step("is destroyed by the plugin, once the key that nothing records is deleted by hand", async () => {
        const { emulator } = services;
        const refused = await stack.destroy({ skipPreview: true });
        const [left = "", ...others] = await liveClientKeys(emulator, "killed-access");
        expect(others).toEqual([]);
        expect(refused.output).toContain(`because client keys that this run has not ended would end with it: ${left}`);
        await emulator.alibaba.call("DeleteClientKey", { ClientKeyId: left });
        expect(Object.keys(await done(stack.destroy({ skipPreview: true })))).toEqual(["delete"]);
        expect((await resources()).filter(({ type }) => type.startsWith("keysmith:"))).toEqual([]);
      });
    });
  },
  leftToAll,
);
