import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Secret } from "../../src/core/secret";
import { open } from "../../src/sealing/open";
import { snakeCase } from "../../src/terraform/names";
import { type TerraformEngine, terraformEngines } from "../../test/terraform/engines";
import { ageKeyPair, type KeyPair } from "../../test/terraform/engines/age";
import { succeeded, Workspace } from "../../test/terraform/engines/workspace";
import type { DemoEngine, EngineKind } from "./engine";
import { worthShowing } from "./hcl-noise";
import { installedProvider } from "./installed-provider";

const INSTALL = {
  tofu: "see https://opentofu.org/docs/intro/install/, or `brew install opentofu`",
  terraform: "see https://developer.hashicorp.com/terraform/install, or `brew install hashicorp/tap/terraform`",
};
const PROGRAMS = "examples/terraform";

/** OpenTofu and Terraform. */
export const hclEngines: readonly EngineKind[] = terraformEngines().map(kindOf);

function kindOf(engine: TerraformEngine): EngineKind {
  return {
    name: engine.kind,
    install: INSTALL[engine.kind],
    async open({ example, env }) {
      if (engine.unavailable !== undefined) return engine.unavailable;
      const program = `${PROGRAMS}/${example}`;
      const keys = await ageKeyPair();
      const variables = { ...env, TF_VAR_recipients: JSON.stringify([keys.recipient]) };
      const workspace = await Workspace.open(engine, await installedProvider(), filesOf(program), variables);
      return new HclDemo(engine.name, program, workspace, keys);
    },
  };
}

/** A program's files by name. */
function filesOf(program: string): Readonly<Record<string, string>> {
  return Object.fromEntries(readdirSync(program).map((name) => [name, readFileSync(path.join(program, name), "utf8")]));
}

/** A story on Terraform or OpenTofu. */
class HclDemo implements DemoEngine {
  readonly name: string;
  readonly program: string;
  readonly readsFirst = true;
  readonly #workspace: Workspace;
  readonly #keys: KeyPair;

  constructor(name: string, program: string, workspace: Workspace, keys: KeyPair) {
    this.name = name;
    this.program = program;
    this.#workspace = workspace;
    this.#keys = keys;
  }

  files(): readonly string[] {
    return this.#workspace.files().filter((file) => !path.basename(file).startsWith("terraform-provider-"));
  }

  printed(): string {
    return this.#workspace.printed();
  }

  at(time: string): void {
    this.#workspace.setEnv({ KEYSMITH_AS_OF: time });
  }

  async configure(name: string, value: string): Promise<void> {
    this.#workspace.setEnv({ [`TF_VAR_${snakeCase(name)}`]: value });
  }

  preview(): Promise<string> {
    return this.#run(true, "plan");
  }

  up(): Promise<string> {
    return this.#run(false, "apply", "-auto-approve");
  }

  refresh(): Promise<string> {
    return this.#run(false, "apply", "-refresh-only", "-auto-approve");
  }

  destroy(): Promise<string> {
    return this.#run(false, "destroy", "-auto-approve");
  }

  async failToDestroy(): Promise<string> {
    const { exitCode, output } = await this.#command("destroy", "-auto-approve");
    if (exitCode === 0) throw new Error(`${this.name} was expected to refuse to destroy`);
    return worthShowing(output, false);
  }

  async outputs(): Promise<Readonly<Record<string, unknown>>> {
    const shown = this.#workspace.outputs();
    const all = { ...shown, ...(await this.#opened(shown["sealed"])) };
    return Object.fromEntries(Object.entries(all).map(([name, value]) => [camelCase(name), value]));
  }

  /** All secrets of a resource are sealed together, in lines under a heading. */
  ciphertext(): string {
    const [, ...lines] = String(this.#workspace.outputs()["sealed"] ?? "").split("\n");
    return lines.join("");
  }

  close(): Promise<void> {
    return this.#workspace.close();
  }

  async #run(changes: boolean, ...options: readonly string[]): Promise<string> {
    return worthShowing(succeeded(await this.#command(...options)).output, changes);
  }

  #command(...options: readonly string[]): ReturnType<Workspace["command"]> {
    return this.#workspace.command([...options, "-input=false", "-no-color"]);
  }

  async #opened(sealed: unknown): Promise<Readonly<Record<string, string>>> {
    if (typeof sealed !== "string") return {};
    const values = await open(sealed, [new Secret(this.#keys.identity)]);
    return Object.fromEntries(Object.entries(values).map(([name, secret]) => [name, secret.reveal()]));
  }
}

/** `client_key_id` as stories say it, `clientKeyId`. */
function camelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
