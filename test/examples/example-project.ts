import { randomBytes } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Emulator, EmulatorOptions } from "keysmith-emulator";
import type { ExportedResource, PulumiEngine, RunResult, Stack } from "../pulumi/engine";
import { projectName } from "../pulumi/engine/project";
import { startEmulator } from "../support/emulator";
import { listFiles } from "../support/files";
import { findSecrets } from "../support/secrets";

const REPOSITORY = path.resolve(__dirname, "../..");
const DEPENDENCIES = "node_modules";
const PLUGIN = "plugin";

/** Stack configuration by key, without the project's name in front. */
export interface Configuration {
  readonly plain?: Readonly<Record<string, string>>;
  readonly secret?: Readonly<Record<string, string>>;
}

/** Of IBM. */
interface Credential {
  /** Nobody could guess it, so that it can be searched for. */
  readonly apiKey: string;
  /** With which every token begins. */
  readonly tokenHeader: string;
}

/** What a program needs that isn't in TypeScript. */
export interface Surroundings {
  /** Folders in which commands are looked for first. */
  readonly path: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The folder of the plugin; without it the engine has to find one by itself. */
  readonly plugin?: string;
}

/** An example in a folder of its own, an emulator that it runs against, and a stack of it on an engine. */
export class ExampleProject {
  readonly emulator: Emulator;
  readonly #engine: PulumiEngine;
  readonly #folder: string;
  /** One for each time that the configuration was set. */
  readonly #stacks: Stack[] = [];
  readonly #credential: Credential;
  readonly #surroundings: Surroundings | undefined;
  #time: string;

  private constructor(
    engine: PulumiEngine,
    example: string,
    emulator: Emulator,
    credential: Credential,
    time: string,
    surroundings?: Surroundings,
  ) {
    this.emulator = emulator;
    this.#engine = engine;
    this.#credential = credential;
    this.#surroundings = surroundings;
    this.#time = time;
    this.#folder = mkdtempSync(path.join(tmpdir(), "keysmith-example-"));
    copyExample(example, this.#projectDir);
    if (surroundings?.plugin) symlinkSync(surroundings.plugin, path.join(this.#projectDir, PLUGIN));
    else if (surroundings) forgetPlugin(path.join(this.#projectDir, "Pulumi.yaml"));
  }

  /** @param configure with what the program is to be configured, once it is known where the emulator is */
  static async open(
    engine: PulumiEngine,
    example: string,
    time: string,
    configure: (emulator: Emulator) => Configuration = () => ({}),
    surroundings?: Surroundings,
    options: EmulatorOptions = {},
  ): Promise<ExampleProject> {
    const apiKey = randomBytes(24).toString("base64url");
    const ibm = { apiKeys: [{ apiKey }], importKeyBits: 2048 };
    const emulator = await startEmulator({ clock: time, ibm, ...options });
    const credential = { apiKey, tokenHeader: await tokenHeader(emulator, apiKey) };
    const project = new ExampleProject(engine, example, emulator, credential, time, surroundings);
    await project.configure(configure(emulator));
    return project;
  }

  get stack(): Stack {
    return this.#stacks.at(-1) as Stack;
  }

  /** Sets configuration, in addition to what there is. Not right after a run that was killed, which left its lock. */
  async configure({ plain = {}, secret = {} }: Configuration): Promise<void> {
    const name = projectName(this.#projectDir);
    this.#stacks.push(
      await this.#engine.open({
        projectDir: this.#projectDir,
        stack: "test",
        workDir: path.join(this.#folder, "work"),
        path: this.#surroundings?.path ?? [],
        env: {
          ...environment(this.emulator.url, this.#credential.apiKey),
          ...this.#surroundings?.env,
          KEYSMITH_AS_OF: this.#time,
        },
        config: inNamespace(name, plain),
        secretConfig: inNamespace(name, secret),
      }),
    );
  }

  /** Changes the program, which is a copy of the example's. @throws Error when it doesn't say `from` */
  edit(from: string, to: string): void {
    const file = path.join(this.#projectDir, "index.ts");
    const program = readFileSync(file, "utf8");
    if (!program.includes(from)) throw new Error(`the program doesn't say ${JSON.stringify(from)}`);
    writeFileSync(file, program.replace(from, to));
  }

  async at(time: string): Promise<void> {
    this.#time = time;
    this.stack.setEnv({ KEYSMITH_AS_OF: time });
    await this.emulator.clock.set(time);
  }

  async up(): Promise<RunResult> {
    const run = await this.stack.up({ skipPreview: true });
    if (!run.ok) throw new Error(run.output);
    return run;
  }

  /** Operations called since the last time, in order, but for the question who calls. */
  async calls(): Promise<string[]> {
    const calls = await this.emulator.calls();
    await this.emulator.clearCalls();
    return calls.map(({ operation }) => operation).filter((operation) => operation !== "GetCallerIdentity");
  }

  /** The outputs on record of the resource of a type; of the first one when there are several. */
  async recorded(type: string): Promise<NonNullable<ExportedResource["outputs"]>> {
    const { deployment } = await this.stack.export();
    return deployment.resources?.find((resource) => resource.type.endsWith(`:${type}`))?.outputs ?? {};
  }

  /** Where, in all that the runs left on disk and printed, one of `secrets`, IBM's API key or a token stands. */
  leaks(secrets: readonly string[]): string[] {
    const own = readdirSync(this.#projectDir).filter((name) => name !== DEPENDENCIES && name !== PLUGIN);
    const files = [...this.stack.files(), ...listFiles(...own.map((name) => path.join(this.#projectDir, name)))];
    const printed = this.#stacks.map((stack) => stack.output()).join("\n");
    const { apiKey, tokenHeader } = this.#credential;
    return findSecrets([...secrets, apiKey, tokenHeader], [...new Set(files)], { "what was printed": printed });
  }

  async close(): Promise<void> {
    await this.emulator.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #projectDir(): string {
    return path.join(this.#folder, "project");
  }
}

async function tokenHeader(emulator: Emulator, apiKey: string): Promise<string> {
  const body = new URLSearchParams({ grant_type: "urn:ibm:params:oauth:grant-type:apikey", apikey: apiKey });
  const reply = await fetch(`${emulator.url}/identity/token`, { method: "POST", body });
  const { access_token: token } = (await reply.json()) as { access_token: string };
  await emulator.clearCalls();
  return `${token.split(".")[0]}.`;
}

function copyExample(example: string, to: string): void {
  cpSync(path.join(REPOSITORY, "examples", example), to, { recursive: true });
  symlinkSync(path.join(REPOSITORY, DEPENDENCIES), path.join(to, DEPENDENCIES));
  writeFileSync(path.join(to, "Pulumi.yaml"), projectFile(example));
}

/** Takes out of a project's file where the plugin is. */
function forgetPlugin(file: string): void {
  writeFileSync(file, readFileSync(file, "utf8").replace(/^plugins:\n(?: .*\n)+/m, ""));
}

/** The example's own, or that of the repository, whose program is the standard example, as it stands in its folder. */
function projectFile(example: string): string {
  const own = path.join(REPOSITORY, "examples", example, "Pulumi.yaml");
  if (example !== "standard") return readFileSync(own, "utf8");
  return readFileSync(path.join(REPOSITORY, "Pulumi.yaml"), "utf8").replace(/^main:.*\n/m, "");
}

/** How the vendors' services are reached, and by whom. */
function environment(endpoint: string, apiKey: string): Record<string, string> {
  return {
    KEYSMITH_ALIBABA_ENDPOINT: endpoint,
    ALIBABA_CLOUD_REGION_ID: "cn-hangzhou",
    ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator",
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator",
    KEYSMITH_IBM_ENDPOINT: endpoint,
    IBMCLOUD_API_KEY: apiKey,
    KEYSMITH_ICP_API_KEY: apiKey,
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
  };
}

function inNamespace(namespace: string, values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${namespace}:${key}`, value]));
}
