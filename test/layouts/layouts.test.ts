import type { Emulator } from "keysmith-emulator";
import { describePulumi, type Stack } from "../pulumi/engine";
import { leftToAll } from "../support/describe-engine";
import { startEmulator } from "../support/emulator";
import { ForeignProject, type Language, type Layout } from "./foreign-project";

/** Each test starts the engine three times, with a compiler for TypeScript. */
jest.setTimeout(180_000);

const CASES: readonly (readonly [Layout, Language])[] = [
  ["packed tarball", "CommonJS"],
  ["packed tarball", "ESM"],
  ["packed tarball", "TypeScript"],
  ["workspace", "TypeScript"],
  ["file: dependency", "ESM"],
];

/** The texts for the provider that a state holds, in inputs and outputs. */
async function providerTexts(stack: Stack): Promise<string[]> {
  const text = JSON.stringify(await stack.export());
  return [...text.matchAll(/"__provider":("(?:[^"\\]|\\.)*")/g)].map(([, quoted = ""]) => JSON.parse(quoted)).sort();
}

describePulumi(
  "a program in somebody else's project",
  (engine) => {
    let emulator: Emulator;
    beforeAll(async () => {
      emulator = await startEmulator();
    });
    afterAll(() => emulator.close());

    it.each(CASES)("works with our package as %s, written in %s", async (layout, language) => {
      const project = new ForeignProject(layout, language);
      const stack = await engine.open({
        projectDir: project.projectDir,
        workDir: project.workDir,
        stack: "dev",
        env: { ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator" },
        config: { "keysmith:region": "cn-hangzhou", "keysmith:alibaba": JSON.stringify({ endpoint: emulator.url }) },
      });
      const made = await stack.up({ skipPreview: true });
      expect(made.ok ? "" : made.output).toBe("");
      expect(await stack.outputs()).toEqual({ rule: "office", arn: expect.stringContaining("orders") });
      expect(await providerTexts(stack)).toEqual(
        ["NetworkRule", "NetworkRule", "Policy", "Policy"].map(
          (name) => `exports.handler = () => require("keysmith/dynamic").${name};`,
        ),
      );
      expect(await stack.preview({ expectNoChanges: true })).toMatchObject({ ok: true });
      expect(await stack.destroy({ skipPreview: true })).toMatchObject({ ok: true });
      project.remove();
    });
  },
  leftToAll,
);
