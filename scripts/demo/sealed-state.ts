import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Values } from "../../src/core/definition";
import { Secret } from "../../src/core/secret";
import { open } from "../../src/sealing/open";
import { seal } from "../../src/sealing/seal";
import type { KeyPair } from "../../test/terraform/engines/age";
import { find, type Recorded } from "../direct/stack";

/** One resource in the file. Its values lack the secrets, which are all in `sealed`. */
interface Entry extends Omit<Recorded, "definition" | "vendor"> {
  readonly sealed?: string;
}

type Secrets = Readonly<Record<string, Secret>>;

/** A state file in JSON: a list of resources, whose secrets are sealed to an age recipient. */
export class SealedState {
  readonly file: string;
  readonly #keys: KeyPair;
  /** Secrets that were sealed or opened before keep their sealed text, so that a run without changes changes no byte. */
  readonly #known = new Map<string, { readonly secrets: Secrets; readonly sealed: string }>();

  constructor(file: string, keys: KeyPair) {
    this.file = file;
    this.#keys = keys;
  }

  /** The recorded resources; none before the first run. @throws ConfigurationError when the secrets cannot be opened */
  async load(): Promise<readonly Recorded[]> {
    return Promise.all(
      this.#entries().map(async ({ sealed, ...entry }) => {
        const secrets = sealed === undefined ? {} : await this.#open(entry, sealed);
        const inputs = { ...entry.inputs, ...among(secrets, "inputs.") };
        return { ...entry, ...find(typeIn(entry.key)), inputs, state: { ...entry.state, ...among(secrets, "state.") } };
      }),
    );
  }

  async save(records: readonly Recorded[]): Promise<void> {
    const entries: Entry[] = [];
    for (const { definition: _, vendor: __, ...record } of records) {
      const { inputs, state } = record;
      const secrets = { ...secretsOf(inputs, "inputs."), ...secretsOf(state, "state.") };
      const sealed = Object.keys(secrets).length > 0 && { sealed: await this.#seal(record, secrets) };
      entries.push({ ...record, inputs: withoutSecrets(inputs), state: withoutSecrets(state), ...sealed });
    }
    writeFileSync(this.file, `${JSON.stringify(entries, null, 2)}\n`);
  }

  /** The sealed text of the resource that has a secret of this name; undefined when none has. */
  sealedText(name: string): string | undefined {
    const found = [...this.#known].find(([, { secrets }]) => `state.${name}` in secrets);
    return found?.[1].sealed;
  }

  #entries(): readonly Entry[] {
    return existsSync(this.file) ? (JSON.parse(readFileSync(this.file, "utf8")) as Entry[]) : [];
  }

  async #open(entry: Entry, sealed: string): Promise<Secrets> {
    const secrets = await open(sealed, [new Secret(this.#keys.identity)]);
    this.#known.set(nameOf(entry), { secrets, sealed });
    return secrets;
  }

  async #seal(entry: Entry, secrets: Secrets): Promise<string> {
    const known = this.#known.get(nameOf(entry));
    if (known && areSame(known.secrets, secrets)) return known.sealed;
    const sealed = await seal(secrets, [this.#keys.recipient]);
    this.#known.set(nameOf(entry), { secrets, sealed });
    return sealed;
  }
}

/** A replaced resource has the same key as its replacement. */
function nameOf({ key, replaced = false }: Entry): string {
  return replaced ? `${key}, replaced` : key;
}

function typeIn(key: string): string {
  return key.split(" ")[0] ?? "";
}

function secretsOf(values: Values, prefix: string): Secrets {
  const entries = Object.entries(values).flatMap(([name, value]) =>
    value instanceof Secret ? [[prefix + name, value] as const] : [],
  );
  return Object.fromEntries(entries);
}

function among(secrets: Secrets, prefix: string): Secrets {
  const entries = Object.entries(secrets).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(entries.map(([name, secret]) => [name.slice(prefix.length), secret]));
}

function withoutSecrets(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !(value instanceof Secret)));
}

function areSame(one: Secrets, other: Secrets): boolean {
  const names = Object.keys(one);
  const isSameSet = names.length === Object.keys(other).length;
  return isSameSet && names.every((name) => one[name]?.equals(other[name]));
}
