import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Secret } from "../../src/core/secret";
import { open } from "../../src/sealing/open";
import { snakeCase } from "../../src/terraform/names";
import { type EngineKind as InstalledKind, isBuilt, OPENTOFU, TERRAFORM } from "../../test/support/installed-engine";
import { type Kind, terraformEngine } from "../../test/terraform/engines";
import { ageKeyPair, type KeyPair } from "../../test/terraform/engines/age";
import { succeeded, Workspace } from "../../test/terraform/engines/workspace";
import type { DemoEngine, EngineKind, Stage } from "./engine";
import { worthShowing } from "./hcl-noise";
import { installedProvider } from "./installed-provider";
import { hclSteps } from "./next-steps";

const PROGRAMS = "examples/terraform";

export const openTofu: EngineKind = kindOf(
  "tofu",
  OPENTOFU,
  "https://opentofu.org/docs/intro/install/, or `brew install opentofu`",
);
export const terraform: EngineKind = kindOf(
  "terraform",
  TERRAFORM,
  "https://developer.hashicorp.com/terraform/install, or `brew install hashicorp/tap/terraform`",
);

function kindOf(name: Kind, kind: InstalledKind, install: string): EngineKind {
  const { title } = kind;
  return {
    name,
    title,
    install,
    isBuilt: () => isBuilt(kind),
    async open(stage) {
      const engine = terraformEngine(name);
      if (engine.unavailable !== undefined) return engine.unavailable;
      const program = `${PROGRAMS}/${stage.example}`;
      const keys = await ageKeyPair();
      const variables = { ...stage.env, TF_VAR_recipients: JSON.stringify([keys.recipient]) };
      const workspace = await Workspace.open(engine, await installedProvider(), filesOf(program), variables);
      return new HclDemo(title, stage, program, workspace, keys);
    },
  };
}

function filesOf(program: string): Readonly<Record<string, string>> {
  return Object.fromEntries(readdirSync(program).map((name) => [name, readFileSync(path.join(program, name), "utf8")]));
}

/** A story on Terraform or OpenTofu. */
class HclDemo implements DemoEngine {
  readonly title: string;
  readonly introduction: string;
  readonly program: string;
  readonly readsFirst = true;
  readonly nextSteps: readonly string[];
  readonly #workspace: Workspace;
  readonly #keys: KeyPair;

  constructor(title: string, stage: Stage, program: string, workspace: Workspace, keys: KeyPair) {
    this.title = title;
    this.introduction = `Keysmith on ${workspace.engine.name}`;
    this.program = program;
    this.nextSteps = hclSteps(stage, workspace.engine.kind, program);
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
    if (exitCode === 0) throw new Error(`${this.title} was expected to refuse to destroy`);
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

/** Turns `client_key_id` into `clientKeyId`, the form in stories. */
function camelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
