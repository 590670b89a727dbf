import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Values } from "../../src/core/definition";
import { makeProject, revealed } from "../../test/lifecycle/pulumi-engine";
import {
  type ExportedResource,
  type PulumiEngine,
  pulumiEngine,
  type RunResult,
  type Stack,
} from "../../test/pulumi/engine";
import { keyOf } from "./books";
import type { Asked, ChaosEngine, ChaosStack, Ended, Recorded } from "./engine";
import { gone } from "./processes";
import { idOf, recordedOf } from "./recorded";
import { type Member, PROGRAM } from "./world";

const PROJECT = "chaos";
const STACK = "prod";

/** The real Pulumi, with the package in the form that users load. */
export function chaosOnPulumi(): ChaosEngine {
  const engine = pulumiEngine();
  return {
    name: "pulumi",
    unavailable: engine.unavailable,
    hasProcess: true,
    // The engine forgets which resources it was told to replace, except those that a refresh has seen.
    untold: (replace, refresh) => (refresh ? [] : replace),
    open: async (env) => {
      const folder = mkdtempSync(path.join(tmpdir(), "keysmith-chaos-"));
      makeProject(folder, PROJECT);
      const chaos = new PulumiChaos(engine, folder, env);
      await chaos.open();
      return chaos;
    },
  };
}

/** A stack, and the folder of its state. */
interface Place {
  readonly workDir: string;
  readonly stack: Stack;
}

class PulumiChaos implements ChaosStack {
  readonly #engine: PulumiEngine;
  readonly #folder: string;
  readonly #env: Readonly<Record<string, string>>;
  /** Secrets by the id of their key: a checkpoint has them as ciphertext. */
  readonly #secrets = new Map<string, Values>();
  #place: Place | undefined;

  constructor(engine: PulumiEngine, folder: string, env: Readonly<Record<string, string>>) {
    this.#engine = engine;
    this.#folder = folder;
    this.#env = env;
  }

  async open(): Promise<void> {
    this.#place = await this.#opened("work");
  }

  async #opened(name: string): Promise<Place> {
    const workDir = path.join(this.#folder, name);
    const projectDir = path.join(this.#folder, "project");
    const stack = await this.#engine.open({ projectDir, stack: STACK, workDir, env: this.#env });
    return { workDir, stack };
  }

  async run(asked: Asked): Promise<Ended> {
    this.#write(asked.program);
    return this.#run(this.#main, asked);
  }

  /** Runs on two copies of the state, as two backends would have them. */
  async runBoth(one: Asked, other: Asked, keep: 0 | 1): Promise<readonly [Ended, Ended]> {
    this.#write(one.program);
    rmSync(path.join(this.#folder, "copy"), { recursive: true, force: true });
    cpSync(this.#main.workDir, path.join(this.#folder, "copy"), { recursive: true });
    const copy = await this.#opened("copy");
    const both = await Promise.all([this.#run(this.#main, one), this.#run(copy, other)]);
    if (keep === 1) cpSync(checkpointOf(copy), checkpointOf(this.#main));
    return both;
  }

  async #run(place: Place, { command, replace, refresh, asOf, kill }: Asked): Promise<Ended> {
    const { stack } = place;
    stack.setEnv({ KEYSMITH_AS_OF: asOf });
    let killed = false;
    const killWhen = kill?.when.then(() => {
      killed = true;
    });
    const killing = kill && killWhen ? { killWhen, kill: kill.strike } : {};
    const urns = resourcesIn(place)
      .filter((resource) => replace.includes(keyOfResource(resource)))
      .map(({ urn }) => urn);
    const result: RunResult =
      command === "up"
        ? await stack.up({ skipPreview: true, refresh, replace: [...new Set(urns)], ...killing })
        : await stack.destroy({ skipPreview: true, ...killing });
    await gone(result.providers);
    return { well: result.ok, killed, output: result.output, records: await this.#recorded(place) };
  }

  async recorded(): Promise<readonly Recorded[]> {
    return this.#recorded(this.#main);
  }

  async #recorded(place: Place): Promise<readonly Recorded[]> {
    const resources = resourcesIn(place);
    const isNew = ({ type, outputs = {} }: ExportedResource): boolean =>
      type.endsWith(":ClientKey") && !this.#secrets.has(String(outputs["clientKeyId"]));
    if (resources.some(isNew)) await this.#reveal(place);
    return PROGRAM.flatMap((member) => {
      const own = resources.filter((resource) => keyOfResource(resource) === keyOf(member));
      const current = own.find((resource) => resource["delete"] !== true);
      if (!current) return [];
      const { outputs = {} } = current;
      const state = { ...outputs, ...this.#secrets.get(String(outputs["clientKeyId"])) };
      const replaced = own.filter((resource) => resource !== current).map((each) => idOf(each.outputs ?? {}));
      return [recordedOf(keyOf(member), state, replaced)];
    });
  }

  async #reveal({ stack }: Place): Promise<void> {
    const { deployment } = await stack.export({ showSecrets: true });
    for (const { outputs = {} } of deployment.resources ?? []) {
      const [content, password] = [revealed(outputs["clientKeyContent"]), revealed(outputs["password"])];
      this.#secrets.set(String(outputs["clientKeyId"]), { clientKeyContent: content, password });
    }
  }

  async snapshot(): Promise<unknown> {
    const file = checkpointOf(this.#main);
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  }

  /** A lost state takes its lock along. */
  async restore(snapshot: unknown): Promise<void> {
    const file = checkpointOf(this.#main);
    if (typeof snapshot === "string") return writeFileSync(file, snapshot);
    rmSync(path.join(this.#main.workDir, "state"), { recursive: true });
    this.#place = await this.#opened("work");
  }

  files(): readonly string[] {
    return this.#main.stack.files();
  }

  async close(): Promise<void> {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #main(): Place {
    if (!this.#place) throw new Error("the stack isn't open");
    return this.#place;
  }

  #write(program: readonly Member[]): void {
    const plain = program.map(({ type, name, args, createFirst }) => ({
      type,
      name,
      args,
      options: { deleteBeforeReplace: !createFirst },
    }));
    writeFileSync(path.join(this.#folder, "project", "program.json"), JSON.stringify(plain));
  }
}

function checkpointOf({ workDir }: Place): string {
  return path.join(workDir, "state", ".pulumi", "stacks", PROJECT, `${STACK}.json`);
}

function resourcesIn(place: Place): readonly ExportedResource[] {
  const file = checkpointOf(place);
  if (!existsSync(file)) return [];
  const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as {
    readonly checkpoint: { readonly latest?: { readonly resources?: readonly ExportedResource[] } };
  };
  return (checkpoint.latest?.resources ?? []).filter(({ type }) => type.includes("keysmith"));
}

/** A type ends with the name of the definition. */
function keyOfResource({ type, urn }: ExportedResource): string {
  return keyOf({ type: type.split(":").at(-1) ?? type, name: urn.split("::").slice(3).join("::") });
}
