import { closest } from "fastest-levenshtein";
import type { Vendor } from "../../core/definition";
import { type Setting, settingProblems } from "../../core/settings";
import { isUnknown, type Values } from "../../core/unknown";
import { NAMING } from "../naming";
import { secretNamesIn } from "../settings";
import { fromWire, type Properties, secretToWire } from "../wire";
import type { SentMessage } from "./messages";

/** What a program reads of our configuration by itself, and what the engine says of the provider in the same place. */
const OTHERS = [NAMING, "plugin", "version", "pluginDownloadURL", "pluginChecksums", "parameterization"];

const nothing: Values = {};

/**
 * The configuration of one provider resource: of an explicit provider, or the stack's. Values of its own types come as texts
 * in JSON.
 */
export class ProviderConfig {
  readonly #settings: readonly Setting[];
  readonly #secrets: ReadonlySet<string>;

  constructor(vendors: readonly Vendor[]) {
    this.#settings = vendors.flatMap(({ settings }) => settings);
    this.#secrets = secretNamesIn(vendors);
  }

  /** What is wrong with it: names that nothing has. */
  problems(args: Properties): SentMessage<"CheckFailure">[] {
    const known = [...new Set(this.#settings.map(({ config }) => config))];
    const tops = [...known.map((config) => config.split(".")[0] ?? config), ...known, ...OTHERS];
    const strangers = Object.keys(args).filter((name) => !name.startsWith("__") && !tops.includes(name));
    const reasons = [
      ...strangers.map((name) => `${name} is not a setting; did you mean ${closest(name, [...new Set(tops)])}?`),
      ...settingProblems(this.#settings, reader(args)),
    ];
    return reasons.map((reason) => ({ property: "", reason }));
  }

  /** It with the marks of secrets, which the engine takes away when it asks for a check. */
  marked(args: Properties): Properties {
    return Object.fromEntries(
      Object.entries(args).map(([name, value]) => [name, this.#secrets.has(name) ? secretToWire(value) : value]),
    );
  }
}

/** @returns what looks up a value of the configuration */
export function reader(args: Properties): (key: string) => unknown {
  const values = Object.keys(args).length > 0 ? fromWire(args) : nothing;
  return (key) => (isUnknown(values[key]) ? undefined : (values[key] ?? undefined));
}
