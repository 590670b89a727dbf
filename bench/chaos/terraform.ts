import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { installedProvider } from "../../scripts/demo/installed-provider";
import type { Values } from "../../src/core/definition";
import { Secret } from "../../src/core/secret";
import { open } from "../../src/sealing/open";
import { addressOf, configuration, SecretVersions } from "../../test/lifecycle/terraform-program";
import { listFiles } from "../../test/support/files";
import { type Kind, terraformEngine } from "../../test/terraform/engines";
import { ageKeyPair, type KeyPair } from "../../test/terraform/engines/age";
import { type StateInstance, Workspace } from "../../test/terraform/engines/workspace";
import { keyOf } from "./books";
import type { Asked, ChaosEngine, ChaosStack, Ended, Recorded } from "./engine";
import { gone } from "./processes";
import { idOf, recordedOf } from "./recorded";
import { CREDENTIALS, type Member, PROGRAM } from "./world";

/** A real Terraform or OpenTofu, which starts the bundled provider. */
export function chaosOn(kind: Kind): ChaosEngine {
  const engine = terraformEngine(kind);
  return {
    name: kind,
    unavailable: engine.unavailable,
    hasProcess: true,
    untold: withTheirKeys,
    open: async (env, time) => {
      const keys = await ageKeyPair();
      const files = { "main.tf.json": text([], keys) };
      const workspace = await Workspace.open(engine, await installedProvider(), files, {
        ...env,
        KEYSMITH_AS_OF: time,
      });
      return new TerraformChaos(workspace, keys);
    },
  };
}

/** A client key is replaced with its access point, whose replacement ends it. */
export function withTheirKeys(replace: readonly string[]): readonly string[] {
  const ended = CREDENTIALS.filter(
    ({ type, holder }) => type === "ClientKey" && replace.includes(`AccessPoint ${holder}`),
  );
  return [...replace, ...ended.map(keyOf)];
}

interface StateFile {
  readonly resources: readonly { readonly type: string; readonly name: string; readonly instances: StateInstance[] }[];
}

class TerraformChaos implements ChaosStack {
  readonly #workspace: Workspace;
  readonly #keys: KeyPair;
  readonly #opened = new Map<string, Values>();

  constructor(workspace: Workspace, keys: KeyPair) {
    this.#workspace = workspace;
    this.#keys = keys;
  }

  async run(asked: Asked): Promise<Ended> {
    this.#write(asked.program);
    return this.#run(asked, []);
  }

  /** Both write the same state: the last one decides it. */
  async runBoth(one: Asked, other: Asked): Promise<readonly [Ended, Ended]> {
    this.#write(one.program);
    return Promise.all([this.#run(one, ["-lock=false"]), this.#run(other, ["-lock=false"])]);
  }

  async #run({ command, replace, refresh, asOf, kill }: Asked, options: readonly string[]): Promise<Ended> {
    const isUp = command === "up";
    const args = [
      isUp ? "apply" : "destroy",
      "-auto-approve",
      "-input=false",
      "-no-color",
      ...(refresh ? [] : ["-refresh=false"]),
      ...(isUp ? replace.map((key) => `-replace=${addressOf(named(key))}`) : []),
      ...options,
    ];
    let killed = false;
    const killWhen = kill?.when.then(() => {
      killed = true;
    });
    const { exitCode, output, providers } = await this.#workspace.command(args, {
      env: { KEYSMITH_AS_OF: asOf },
      ...(kill && killWhen && { killWhen, kill: kill.strike }),
    });
    await gone(providers);
    return { well: exitCode === 0, killed, output, records: await this.recorded() };
  }

  async recorded(): Promise<readonly Recorded[]> {
    const text = this.#stateText();
    const { resources } = text ? (JSON.parse(text) as StateFile) : { resources: [] };
    const all = PROGRAM.map(async (member) => {
      const found = resources.find(({ type, name }) => `${type}.${name}` === addressOf(member));
      const current = found?.instances.find(({ deposed }) => deposed === undefined);
      if (!found || !current) return [];
      const replaced = found.instances.filter(({ deposed }) => deposed !== undefined);
      const values = { ...plain(current.attributes), ...(await this.#open(current)) };
      return [
        recordedOf(
          keyOf(member),
          values,
          replaced.map(({ attributes }) => idOf(plain(attributes))),
        ),
      ];
    });
    return (await Promise.all(all)).flat();
  }

  /** Opens each sealed text once, because that takes a while. */
  async #open({ attributes: { sealed }, status }: StateInstance): Promise<Values> {
    if (typeof sealed !== "string" || status === "tainted") return {};
    const known = this.#opened.get(sealed);
    if (known) return known;
    const { client_key_content: content, password } = await open(sealed, [new Secret(this.#keys.identity)]);
    const values = { clientKeyContent: content?.reveal(), password: password?.reveal() };
    this.#opened.set(sealed, values);
    return values;
  }

  async snapshot(): Promise<unknown> {
    return this.#stateText();
  }

  async restore(snapshot: unknown): Promise<void> {
    rmSync(`${this.#stateFile}.backup`, { force: true });
    if (typeof snapshot === "string") writeFileSync(this.#stateFile, snapshot);
    else rmSync(this.#stateFile, { force: true });
  }

  files(): readonly string[] {
    return [...this.#workspace.files(), ...listFiles(this.#workspace.temporary)];
  }

  close(): Promise<void> {
    return this.#workspace.close();
  }

  get #stateFile(): string {
    return path.join(this.#workspace.root, "terraform.tfstate");
  }

  #stateText(): string {
    return existsSync(this.#stateFile) ? readFileSync(this.#stateFile, "utf8") : "";
  }

  #write(program: readonly Member[]): void {
    this.#workspace.write({ "main.tf.json": text(program, this.#keys) });
  }
}

function text(program: readonly Member[], { recipient }: KeyPair): string {
  const provider = { stack: "chaos/prod", seal_to: [recipient] };
  const written = JSON.parse(configuration(program, provider, new SecretVersions())) as {
    readonly resource?: Record<string, Record<string, Record<string, unknown>>>;
  };
  for (const member of program.filter(({ createFirst }) => createFirst)) {
    const [type = "", name = ""] = addressOf(member).split(".");
    const block = written.resource?.[type]?.[name];
    if (block) block["lifecycle"] = { create_before_destroy: true };
  }
  return JSON.stringify(written, null, 2);
}

function named(key: string): Pick<Member, "type" | "name"> {
  const [type = "", name = ""] = key.split(" ");
  return { type, name };
}

/** Attributes under their names in programs. */
function plain(attributes: Readonly<Record<string, unknown>>): Values {
  const camel = (name: string): string => name.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  const renamed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(renamed);
    if (typeof value !== "object" || value === null) return value ?? undefined;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [camel(name), renamed(part)]));
  };
  return renamed(attributes) as Values;
}
