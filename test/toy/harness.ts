import type { Definition } from "../../src/core/definition";
import { Run } from "../../src/core/run";
import { DefinitionProvider } from "../../src/pulumi/provider";
import { ToyService } from "./service";
import { toyVendor } from "./vendor";

/** One provider process as the engine would start it, with the toy service behind it. */
export interface Harness {
  readonly provider: DefinitionProvider;
  readonly service: ToyService;
  /** What a person was shown. */
  readonly lines: string[];
}

export interface HarnessOptions {
  /** The environment of the process; by default it stands still at the start of 2026. */
  readonly env?: Record<string, string>;
  readonly service?: ToyService;
}

export const ASLEEP = { KEYSMITH_AS_OF: "2026-01-01T00:00:00Z" };

export function startToy(definition: Definition, options: HarnessOptions = {}): Harness {
  const { env = ASLEEP, service = new ToyService() } = options;
  const lines: string[] = [];
  const run = new Run({ env, log: { warn: (line) => void lines.push(line) } });
  return { provider: new DefinitionProvider(toyVendor(service), definition, run), service, lines };
}

/** Configuration as the engine's process hands it over. */
export function configOf(values: Record<string, string>): Parameters<DefinitionProvider["configure"]>[0] {
  const get = (key: string): string | undefined => values[key];
  return { config: { get, require: (key) => get(key) ?? "" } };
}
