import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { KeysmithError } from "../../src/core/errors";
import { Secret } from "../../src/core/secret";
import { listFiles } from "../../test/support/files";
import { ageKeyPair, type KeyPair } from "../../test/terraform/engines/age";
import type { Declared } from "../direct/program";
import { DirectStack } from "../direct/stack";
import { describeDrift, describeOutcome } from "./direct-report";
import type { DemoEngine, Stage } from "./engine";
import { type Program, programs } from "./programs";
import { SealedState } from "./sealed-state";
import { enter } from "./surroundings";

/**
 * Without an infrastructure tool: this program plans and applies by itself. Each run loads the records from a state file in a
 * temporary folder, and saves them there with the secrets sealed.
 * @param nextSteps instructions for the user's own project
 * @throws Error when there is no program for the stage
 */
export async function openDirect(stage: Stage, nextSteps: readonly string[]): Promise<DemoEngine> {
  const program = programs[stage.example];
  if (!program) throw new Error(`there is no program like the example ${stage.example}`);
  return new DirectDemo(program, stage, await ageKeyPair(), nextSteps);
}

class DirectDemo implements DemoEngine {
  readonly title = "this program";
  readonly introduction =
    "Keysmith without an infrastructure tool: this program itself plans, applies and keeps a state.";
  readonly program = "scripts/demo/programs.ts";
  readonly readsFirst = false;
  readonly nextSteps: readonly string[];
  readonly #program: Program;
  readonly #env: Readonly<Record<string, string>>;
  readonly #folder = mkdtempSync(path.join(tmpdir(), "keysmith-demo-"));
  readonly #state: SealedState;
  readonly #settings: Record<string, string> = {};
  readonly #printed: string[] = [];
  readonly #leave: () => void;
  #time = "";

  constructor(program: Program, { env }: Stage, keys: KeyPair, nextSteps: readonly string[]) {
    this.#program = program;
    this.#env = env;
    this.nextSteps = nextSteps;
    this.#state = new SealedState(path.join(this.#folder, "state.json"), keys);
    this.#leave = enter(env);
  }

  files(): readonly string[] {
    return listFiles(this.#folder);
  }

  printed(): string {
    return this.#printed.join("\n");
  }

  at(time: string): void {
    this.#time = time;
  }

  async configure(name: string, value: string): Promise<void> {
    this.#settings[name] = value;
  }

  preview(): Promise<string> {
    return this.#run(async (stack) => describeOutcome(await stack.preview(this.#resources()), true));
  }

  up(): Promise<string> {
    return this.#run(async (stack) => describeOutcome(await stack.up(this.#resources()), false));
  }

  refresh(): Promise<string> {
    return this.#run(async (stack) => {
      const before = stack.records;
      await stack.refresh();
      return describeDrift(before, stack.records);
    });
  }

  destroy(): Promise<string> {
    return this.#run(async (stack) => describeOutcome(await stack.destroy(), false));
  }

  failToDestroy(): Promise<string> {
    return this.#run(async (stack) => {
      const refusal: unknown = await stack.destroy().catch((error: unknown) => error);
      if (!(refusal instanceof Error)) throw new Error("a destroy was expected to be refused");
      if (!(refusal instanceof KeysmithError)) throw refusal;
      return `error: ${refusal.message}`;
    });
  }

  async outputs(): Promise<Readonly<Record<string, unknown>>> {
    const records = await this.#state.load();
    const outputs = Object.entries(this.#program.outputs).map(([name, [key, field]]) => {
      const value = records.find((record) => record.key === key)?.state[field];
      return [name, value instanceof Secret ? value.reveal() : value] as const;
    });
    return Object.fromEntries(outputs);
  }

  /** All secrets of a resource are sealed together, in lines between a header and a footer. */
  ciphertext(property: string): string {
    const lines = this.#state.sealedText(property)?.trim().split("\n") ?? [];
    return lines.slice(1, -1).join("");
  }

  async close(): Promise<void> {
    this.#leave();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #resources(): readonly Declared[] {
    return this.#program.resources(this.#settings);
  }

  /** One run, which knows of earlier runs only through the state file. */
  async #run(act: (stack: DirectStack) => Promise<string>): Promise<string> {
    const records = await this.#state.load();
    const warnings: string[] = [];
    const warn = (line: string): void => void warnings.push(`warning: ${line}`);
    const stack = new DirectStack(this.#env, this.#time, { place: "shop/prod", records, warn });
    try {
      const said = await act(stack);
      const printed = [said, ...warnings].join("\n");
      this.#printed.push(printed);
      return printed;
    } finally {
      // The records made before a failure are saved too.
      await this.#state.save(stack.records);
    }
  }
}
