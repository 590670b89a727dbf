import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Emulator } from "keysmith-emulator";
import { BY_PLUGIN, makeProject } from "../../lifecycle/pulumi-engine";
import { leftToAll } from "../../support/describe-engine";
import { startEmulator } from "../../support/emulator";
import { findSecrets } from "../../support/secrets";
import { story } from "../../support/story";
import { describePulumi, type RunResult, type Stack } from "../engine";

const MADE = "2026-01-01T00:00:00Z";
const [OURS, OTHERS] = ["1000000000000001", "1000000000000002"];
const SECRET = "the-secret-of-the-other-account-0123456789";
/** What the program marks as secret, and isn't so by nature: before and after a change. */
const HIDDEN = ["the-word-that-nobody-sees", "another-word-that-nobody-sees"] as const;

/** @param key what the program says of the other account's credential */
const program = (key: string): string => `
  const keysmith = require("keysmith/pulumi");
  const pulumi = require("@pulumi/pulumi");
  const alibaba = { endpoint: process.env.KEYSMITH_ALIBABA_ENDPOINT, ${key} };
  const other = new keysmith.Provider("other", { region: "eu-central-1", alibaba });
  const rule = { name: "office", sourcePrivateIps: ["10.20.0.0/16"], description: pulumi.secret(process.env.HIDDEN) };
  const access = {
    kmsInstance: "kst-hzz0000000000emulator",
    permissions: ["CryptoServiceSecretUser"],
    secrets: ["orders/*"],
    sourcePrivateIps: ["10.9.0.0/16"],
  };
  exports.here = new keysmith.NetworkRule("here", rule).arn;
  exports.there = new keysmith.NetworkRule("there", rule, { provider: other }).arn;
  exports.key = new keysmith.StandardAccess("orders", access, { provider: other }).clientKey.accountId;
`;

describePulumi(
  "two accounts in one program",
  (engine) => {
    let emulator: Emulator;
    let folder: string;
    let projectDir: string;
    let stack: Stack;

    const open = (config: Readonly<Record<string, string>>): Promise<Stack> => {
      const env = {
        KEYSMITH_ALIBABA_ENDPOINT: emulator.url,
        ALIBABA_CLOUD_REGION_ID: "cn-hangzhou",
        ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator",
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator",
        KEYSMITH_AS_OF: MADE,
      };
      return engine.open({ projectDir, stack: "test", workDir: path.join(folder, "work"), env, config });
    };
    const write = (key: string): void => writeFileSync(path.join(projectDir, "index.js"), program(key));
    const succeeded = (run: RunResult): RunResult => {
      if (!run.ok) throw new Error(run.output);
      return run;
    };

    beforeAll(async () => {
      const credentials = [
        { accessKeyId: "emulator", accessKeySecret: "emulator" },
        { accessKeyId: "other", accessKeySecret: SECRET, accountId: OTHERS },
      ];
      emulator = await startEmulator({ clock: MADE, credentials });
      folder = mkdtempSync(path.join(tmpdir(), "keysmith-accounts-"));
      projectDir = makeProject(folder, "accounts");
      stack = await open(BY_PLUGIN);
    }, 60_000);
    afterAll(async () => {
      await emulator?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    story("has what is in both, and tells them apart", (step) => {
      step("is made, each in its own account and region, components too", async () => {
        write(`accessKey: "other", secretKey: pulumi.secret(process.env.OTHERS_SECRET)`);
        stack.setEnv({ OTHERS_SECRET: SECRET, HIDDEN: HIDDEN[0] });
        succeeded(await stack.up({ skipPreview: true }));
        expect(await stack.outputs()).toEqual({
          here: `acs:kms:cn-hangzhou:${OURS}:network/office`,
          there: `acs:kms:eu-central-1:${OTHERS}:network/office`,
          key: OTHERS,
        });
      });

      step("is unchanged then, and kept with no credential in clear", async () => {
        const { changeSummary } = succeeded(await stack.preview());
        expect(Object.keys(changeSummary)).toEqual(["same"]);
        expect(findSecrets([SECRET], stack.files(), { "what was printed": stack.output() })).toEqual([]);
        expect(findSecrets(["office"], stack.files(), {})).not.toEqual([]);
      });

      // A bug: the reason of a change, which the preview prints, told both.
      step("is changed without a word of what the program marks as secret, and keeps it encrypted", async () => {
        stack.setEnv({ OTHERS_SECRET: SECRET, HIDDEN: HIDDEN[1] });
        const { output } = succeeded(await stack.preview());
        expect(output).toContain('description changes from "[secret]" to "[secret]"');
        const { changeSummary } = succeeded(await stack.up({ skipPreview: true }));
        expect(changeSummary).toMatchObject({ update: 2 });
        succeeded(await stack.refresh());
        expect(Object.keys(succeeded(await stack.preview()).changeSummary)).toEqual(["same"]);
        expect(findSecrets(HIDDEN, stack.files(), { "what was printed": stack.output() })).toEqual([]);
      });

      // A bug: the process of the one provider deleted what that of the other had adopted in the same run.
      step(
        "leaves an object that a resource of another provider adopts, as one of its own account leaves it",
        async () => {
          const moved = (by: string): string => `
          const own = new keysmith.Provider("own", { region: "cn-hangzhou" });
          new keysmith.NetworkRule("moved-${by}", { name: "moved", sourcePrivateIps: ["10.30.0.0/16"], adopt: true }, {
            provider: ${by === "own" ? "own" : "undefined"},
          });
        `;
          const main = program(`accessKey: "other", secretKey: pulumi.secret(process.env.OTHERS_SECRET)`);
          for (const by of ["default", "own"]) {
            writeFileSync(path.join(projectDir, "index.js"), main + moved(by));
            succeeded(await stack.up({ skipPreview: true }));
          }
          expect(stack.output()).toContain("has adopted it");
          const { Description } = await emulator.alibaba.call("DescribeNetworkRule", { Name: "moved" });
          expect(Description).toContain("moved-own");
          writeFileSync(path.join(projectDir, "index.js"), main);
          succeeded(await stack.up({ skipPreview: true }));
          const gone = emulator.alibaba.call("DescribeNetworkRule", { Name: "moved" });
          await expect(gone).rejects.toThrow();
        },
      );

      step(
        "is refused with half a credential, one without a value, or a name that is none, before anything is asked",
        async () => {
          await emulator.clearCalls();
          for (const [key, problem] of [
            ['accessKey: "other"', "alibaba.secretKey: is missing"],
            ['acessKey: "other"', "did you mean keysmith:alibaba.accessKey?"],
            [
              "accessKey: process.env.NONE, secretKey: process.env.NONE",
              "names accessKey, secretKey, but gives no value",
            ],
            ['accessKey: "", secretKey: pulumi.secret("")', "alibaba.accessKey: is given as an empty text"],
          ] as const) {
            write(key);
            const { ok, output } = await stack.preview();
            expect([ok, output]).toEqual([false, expect.stringContaining(problem)]);
          }
          expect(await emulator.calls()).toEqual([]);
        },
      );

      step("is refused in a stack that doesn't use the plugin", async () => {
        stack = await open({ "keysmith:plugin": "false" });
        const { ok, output } = await stack.preview();
        expect([ok, output]).toEqual([false, expect.stringContaining("pulumi config set keysmith:plugin true")]);
      });

      step("is gone in the end, in both", async () => {
        stack = await open(BY_PLUGIN);
        succeeded(await stack.destroy({ skipPreview: true }));
        const calls = (await emulator.calls()).map(({ operation }) => operation);
        expect(calls.filter((name) => name === "DeleteNetworkRule")).toHaveLength(3);
      });
    });
  },
  leftToAll,
);
