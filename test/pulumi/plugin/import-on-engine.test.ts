import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { transformSync } from "@swc/core";
import { defaultIbm } from "keysmith-emulator";
import { parse } from "yaml";
import { vendors } from "../../../src/catalog";
import { adoptCommand } from "../../../src/cli/adopt-command";
import type { Definition, Values } from "../../../src/core/definition";
import { secretNames } from "../../../src/core/lifecycle";
import { inProcess } from "../../cli/in-process";
import { BY_PLUGIN, makeProject } from "../../lifecycle/pulumi-engine";
import { definitions } from "../../lifecycle/samples";
import { type EmulatedServices, startEmulated } from "../../lifecycle/services";
import { pulumiAdaptor } from "../../support/adaptors";
import { leftToAll } from "../../support/describe-engine";
import { everyKind, idsOf, laterKinds } from "../../support/every-kind";
import { findHost } from "../../support/installed-engine";
import { pluginsOfProject } from "../../support/plugin";
import { findSecrets } from "../../support/secrets";
import { story } from "../../support/story";
import { describePulumi, type RunResult, type Stack } from "../engine";

const MADE = "2026-01-01T00:00:00Z";

const RULE = "urn:pulumi:fresh::shop::keysmith:index:NetworkRule::taken";

interface Existing {
  readonly type: string;
  readonly name: string;
  readonly state: Values;
}

/** What Node runs of a program. */
function compiled(program: string): string {
  return transformSync(program, {
    jsc: { parser: { syntax: "typescript" }, target: "es2022" },
    module: { type: "commonjs" },
  }).code;
}

const host = findHost("yaml");
const hostFolders = typeof host === "string" || !host.folder ? [] : [host.folder];

describePulumi(
  "what exists already, and the plugin imports",
  (engine) => {
    let services: EmulatedServices;
    let folder: string;
    let projectDir: string;
    let stack: Stack;
    let existing: readonly Existing[];

    /** @param dir of the project: what imports with a program is in YAML, as not every host for JavaScript writes programs */
    const open = (name: string, dir = projectDir): Promise<Stack> => {
      const [env, workDir] = [{ ...services.env, KEYSMITH_AS_OF: MADE }, path.join(folder, "work")];
      return engine.open({ projectDir: dir, stack: name, workDir, env, config: BY_PLUGIN, path: hostFolders });
    };
    const yaml = (resources: object): string => {
      const dir = path.join(folder, "yaml");
      mkdirSync(dir, { recursive: true });
      const settings = { name: "shop", runtime: "yaml", plugins: pluginsOfProject(), resources };
      writeFileSync(path.join(dir, "Pulumi.yaml"), JSON.stringify(settings));
      return dir;
    };
    const write = (program: string): void => writeFileSync(path.join(projectDir, "index.js"), compiled(program));
    /** What `keysmith adopt` writes for a vendor's services: the name of its program, without the ending, and what imports it. */
    const adopt = async (vendor: string, ...more: string[]): Promise<{ program: string; list: string }> => {
      const env = { ...services.env, KEYSMITH_AS_OF: MADE };
      const args = ["--vendor", vendor, "--out", "pulumi", "--folder", projectDir, ...more];
      expect((await inProcess((terminal) => adoptCommand(vendors, terminal), args, { env })).error).toBeUndefined();
      const program = path.join(projectDir, `adopted-${vendor}`);
      writeFileSync(`${program}.js`, compiled(readFileSync(`${program}.ts`, "utf8")));
      return { program, list: path.join(projectDir, `import-${vendor}.json`) };
    };
    const succeeded = (run: RunResult): RunResult => {
      if (!run.ok) throw new Error(run.output);
      return run;
    };

    beforeAll(async () => {
      services = await startEmulated(MADE);
      const adaptor = pulumiAdaptor({ ...services.env, KEYSMITH_AS_OF: MADE });
      const made: (Existing & { readonly id: string })[] = [];
      for (const { type, inputs } of [...everyKind, ...laterKinds]) {
        const given = inputs((kind) => made.find((each) => each.type === kind)?.id ?? "");
        const name =
          String(given["label"] ?? given["name"] ?? type)
            .split("/")
            .at(-1) ?? type;
        made.push({ type, name, ...(await adaptor.create(type, given)) });
      }
      existing = made;
      folder = mkdtempSync(path.join(tmpdir(), "keysmith-import-"));
      projectDir = makeProject(folder, "shop");
      stack = await open("prod", yaml({}));
      await services.emulator.clearCalls();
    }, 120_000);
    afterAll(async () => {
      await services?.emulator.close();
      rmSync(folder, { recursive: true, force: true });
    });

    story("is what the written program says", (step) => {
      let written = "";

      step("is imported, one of every kind, with a program that is written for it", async () => {
        const resources = existing.map(({ type, name, state }) => ({
          type: `keysmith:index:${type}`,
          name,
          id: idsOf(type, state)[0],
        }));
        const [list, out] = [path.join(folder, "resources.json"), path.join(folder, "written.yaml")];
        writeFileSync(list, JSON.stringify({ resources }));
        await stack.command("import", "--stack", "prod", "--file", list, "--out", out, "--yes", "--skip-preview");
        written = readFileSync(out, "utf8");
        for (const { type } of existing) expect(written).toContain(`type: keysmith:${type}`);
      });

      step("has left no secret of it in clear, not in the program either", () => {
        const secrets = existing.flatMap(({ type, state }) => {
          const definition = definitions.find(({ name }) => name === type);
          return secretNames(definition as Definition).flatMap((name) => state[name] ?? []);
        });
        expect(secrets.length).toBeGreaterThan(2);
        const texts = { "what was printed": stack.output(), "the written program": written };
        expect(findSecrets(secrets.map(String), stack.files(), texts)).toEqual([]);
      });

      step("is then unchanged, without a change at the service", async () => {
        yaml(parse(written).resources);
        const { changeSummary, output } = succeeded(await stack.preview());
        expect([changeSummary, output]).toEqual([{ same: existing.length + 1 }, expect.anything()]);
        const calls = (await services.emulator.calls()).map(({ operation }) => operation);
        expect(calls.filter((name) => /^(create|Create|update|Update|delete|Delete|patch|rotate)/.test(name))).toEqual(
          [],
        );
      });

      step("is taken over by what keysmith adopt writes, and then unchanged", async () => {
        const written = [await adopt("alibaba"), await adopt("ibm", "--app-config", defaultIbm.appConfig)];
        stack = await open("taken");
        for (const { list } of written)
          await stack.command(
            "import",
            "--stack",
            "taken",
            "--file",
            list,
            "--yes",
            "--skip-preview",
            "--generate-code=false",
          );
        write(written.map(({ program }) => `import ${JSON.stringify(program)};`).join("\n"));
        const { changeSummary, output } = succeeded(await stack.preview());
        expect([changeSummary, output]).toEqual([{ same: existing.length + 1 }, expect.anything()]);
      });

      step("is got, and imported by the option of a resource, in another stack", async () => {
        await services.emulator.alibaba.call("CreateNetworkRule", {
          Name: "vpn",
          Type: "Private",
          SourcePrivateIp: '["10.7.0.0/16"]',
        });
        const key = existing.find(({ type }) => type === "RootKey")?.state;
        stack = await open("fresh");
        write(`
          import * as keysmith from "keysmith/pulumi";
          new keysmith.NetworkRule("taken", { name: "vpn", sourcePrivateIps: ["10.7.0.0/16"] }, { import: "cn-hangzhou/vpn" });
          const got = new keysmith.RootKey("got", {}, { id: ${JSON.stringify(key?.["keyId"])} });
          export const { name, crn } = got;
        `);
        expect(succeeded(await stack.up({ skipPreview: true })).changeSummary).toMatchObject({ import: 1 });
        expect(await stack.outputs()).toEqual({ name: "payments", crn: key?.["crn"] });
        expect(succeeded(await stack.refresh({ skipPreview: true })).changeSummary).not.toHaveProperty("update");
      });

      step("moves to a third, where it is read and unchanged", async () => {
        const other = await open("other");
        await stack.command("state", "move", "--source", "fresh", "--dest", "other", "--yes", RULE);
        write(`
          import * as keysmith from "keysmith/pulumi";
          new keysmith.NetworkRule("taken", { name: "vpn", sourcePrivateIps: ["10.7.0.0/16"] });
        `);
        const { changeSummary } = succeeded(await other.up({ skipPreview: true, refresh: true }));
        expect(changeSummary).toMatchObject({ same: 2 });
        expect(changeSummary).not.toHaveProperty("update");
      });
    });
  },
  () => leftToAll() ?? (typeof host === "string" ? host : undefined),
);
