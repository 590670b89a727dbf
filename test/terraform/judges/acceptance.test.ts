import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { Emulator } from "keysmith-emulator";
import { describeOn, leftToAll } from "../../support/describe-engine";
import { startEmulator } from "../../support/emulator";
import { isAtLeast } from "../../support/installed-engine";
import { goEnv, whyNoGo } from "../../support/toolchains";
import { type ProviderSource, type TerraformEngine, terraformEngines } from "../engines";
import { cleanEnvironment } from "../engines/environment";
import { installedProvider } from "../engines/providers";
import { environment } from "../stage";

const run = promisify(execFile);
const JUDGE = path.join(__dirname, "acceptance");
/** How long it may take to fetch and compile the judge for the first time. */
const PREPARATION = 600_000;
const unavailable = leftToAll() ?? whyNoGo(readFileSync(path.join(JUDGE, "go.mod"), "utf8"));
const engines = unavailable === undefined ? terraformEngines() : [];

interface Test {
  readonly name: string;
  /** The version of the engine from which on it can be run, as it says itself. */
  readonly least: readonly [number, number];
}

const tests: readonly Test[] = readFileSync(path.join(JUDGE, "provider_test.go"), "utf8")
  .split(/^func (?=Test)/m)
  .slice(1)
  .map((text) => {
    const [, major, minor] = /SkipBelow\(tfversion\.Version(\d+)_(\d+)_0\)/.exec(text) ?? [];
    return { name: text.slice(0, text.indexOf("(")), least: [Number(major), Number(minor)] };
  });

/** Each takes seconds, so one engine is enough: the first that is new enough. */
function engineFor({ least }: Test): TerraformEngine | undefined {
  return engines.find((engine) => engine.unavailable === undefined && isAtLeast(engine.version, least));
}

describeOn("the provider and HashiCorp's terraform-plugin-testing", { name: "Go", unavailable }, () => {
  let folder: string;
  let [emulator, provider]: [Emulator?, ProviderSource?] = [];
  const inFolder = (name: string): string => path.join(folder, name);

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "keysmith-judge-"));
    await run("go", ["test", "-c", "-o", inFolder("judge"), "."], { cwd: JUDGE, env: goEnv });
    emulator = await startEmulator();
    provider = installedProvider();
    for (const name of ["home", "tmp"]) mkdirSync(inFolder(name));
    writeFileSync(inFolder("settings.tfrc"), provider.settings);
  }, PREPARATION);
  afterAll(async () => {
    await emulator?.close();
    await provider?.stop();
    rmSync(folder, { recursive: true });
  });

  /** @returns what the test prints, also where it fails */
  const judge = async (name: string, command = ""): Promise<string> => {
    const env = {
      ...cleanEnvironment(),
      ...environment(emulator?.url ?? ""),
      ...{ HOME: inFolder("home"), TMPDIR: inFolder("tmp"), TF_CLI_CONFIG_FILE: inFolder("settings.tfrc") },
      TF_ACC: "1",
      TF_ACC_TERRAFORM_PATH: execFileSync("sh", ["-c", 'command -v "$0"', command], { encoding: "utf8" }).trim(),
    };
    const words = ["-test.v", `-test.run=^${name}$`];
    const { stdout } = await run(inFolder("judge"), words, { cwd: folder, env }).catch((error) => error);
    return stdout;
  };

  for (const test of tests) {
    const engine = engineFor(test);
    const where = engine ? `, on ${engine.name}` : ` (skipped: no engine here is ${test.least.join(".")} or newer)`;
    const passes = async (): Promise<void> => {
      expect(await judge(test.name, engine?.command)).toContain(`--- PASS: ${test.name} `);
    };
    (engine ? it : it.skip)(`passes its ${test.name}${where}`, passes, 120_000);
  }
});
