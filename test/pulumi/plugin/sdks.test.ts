import { execFile, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { vendors } from "../../../src/catalog";
import { describeOn, leftToAll } from "../../support/describe-engine";
import { findEngine, PULUMI } from "../../support/installed-engine";
import { goEnv, toolEnv, whyNoPython } from "../../support/toolchains";
import { goManifest, goSums, installPythonSdk, makeSdks, SCHEMA, whyNoSdks } from "./sdks";

const run = promisify(execFile);
const KINDS = vendors.flatMap(({ definitions }) => definitions.map(({ name }) => name));
const FUNCTIONS = vendors.flatMap(({ functions }) => functions.map(({ name }) => name));

const pulumi = findEngine(PULUMI);

describeOn(
  "the schema",
  typeof pulumi === "string"
    ? { name: PULUMI.title, unavailable: pulumi }
    : { name: `${PULUMI.title} ${pulumi.version}` },
  () => {
    it("has nothing in it that the engine's own check complains about", async () => {
      const { command } = pulumi as Exclude<typeof pulumi, string>;
      const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true", PULUMI_HOME: tmpdir() };
      await expect(run(command, ["schema", "check", SCHEMA], { env })).resolves.toMatchObject({ stdout: "" });
    });
  },
);

describeOn("the SDKs made of the schema", { name: "Go", unavailable: leftToAll() ?? whyNoSdks() }, () => {
  let folder: string;
  const inSdk = (...names: string[]): string => path.join(folder, ...names);

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "keysmith-sdks-"));
    await makeSdks(folder);
  }, 600_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("have every kind", () => {
    const missing = KINDS.filter((name) => !existsSync(inSdk("dotnet", `${name}.cs`)));
    expect(missing).toEqual([]);
  });

  it("of TypeScript has no mistake for its compiler", () => {
    symlinkSync(path.resolve("node_modules"), inSdk("node_modules"));
    const { config } = ts.readConfigFile(inSdk("nodejs", "tsconfig.json"), ts.sys.readFile);
    const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, inSdk("nodejs"));
    const program = ts.createProgram(fileNames, { ...options, noEmit: true, skipLibCheck: true, types: ["node"] });
    const said = ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText);
    expect(fileNames.length).toBeGreaterThan(KINDS.length + FUNCTIONS.length);
    expect(said).toEqual([]);
  }, 120_000);

  it("of Go compiles, with a program that uses it", async () => {
    const manifest = goManifest.replace(/^module .*$/m, "module keysmith/sdk/go");
    writeFileSync(inSdk("go", "go.mod"), manifest);
    copyFileSync(goSums, inSdk("go", "go.sum"));
    writeFileSync(inSdk("go", "main.go"), GO_PROGRAM);
    const options = { cwd: inSdk("go"), env: { ...goEnv, CGO_ENABLED: "0" } };
    await run("go", ["build", "-trimpath", "-o", inSdk("program"), "."], options);
  }, 600_000);

  const noPython = whyNoPython();
  (noPython ? it.skip : it)(
    `of Python is installed and has every kind and function${noPython ? ` (skipped: ${noPython})` : ""}`,
    async () => {
      const sdk = await installPythonSdk(inSdk("python"), inSdk("site"));
      const code = "import json, pulumi_keysmith; print(json.dumps(dir(pulumi_keysmith)))";
      const { stdout } = await run(sdk.python, ["-c", code], { env: { ...toolEnv, PYTHONPATH: sdk.path } });
      expect(JSON.parse(stdout)).toEqual(expect.arrayContaining([...KINDS, ...FUNCTIONS.map(snakeCase), "Provider"]));
    },
    300_000,
  );

  const hasDotnet = spawnSync("dotnet", ["--version"], { stdio: "ignore" }).status === 0;
  (hasDotnet ? it : it.skip)(
    `of .NET compiles${hasDotnet ? "" : " (skipped: dotnet is not on PATH)"}`,
    async () => {
      await run("dotnet", ["build", "--nologo", "-p:PackageIcon="], { cwd: inSdk("dotnet") });
    },
    600_000,
  );
});

function snakeCase(name: string): string {
  return name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase();
}

const GO_PROGRAM = `package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"keysmith/sdk/go/keysmith"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		rule, err := keysmith.NewNetworkRule(ctx, "office", &keysmith.NetworkRuleArgs{
			SourcePrivateIps: pulumi.StringArray{pulumi.String("10.20.0.0/16")},
		})
		if err != nil {
			return err
		}
		policy, err := keysmith.NewPolicy(ctx, "orders", &keysmith.PolicyArgs{
			KmsInstance:  pulumi.String("kst-1"),
			Permissions:  keysmith.PolicyPermissionsArray{keysmith.PolicyPermissionsSecretUser},
			NetworkRules: pulumi.StringArray{rule.Name},
		})
		if err != nil {
			return err
		}
		ctx.Export("policy", policy.Arn)
		return nil
	})
}
`;
