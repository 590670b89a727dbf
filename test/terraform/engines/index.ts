import { findHclEngine, HCL_ENGINES, type HclEngineKind, isAtLeast } from "../../support/hcl-engine";
import type { TerraformEngine } from "./types";

export type * from "./types";

/** A comma-separated list of kinds, for runs that are to be quick: the other engines then count as missing. */
const SELECTION = "KEYSMITH_TEST_ENGINES";
const REGISTRIES = { terraform: "registry.terraform.io", tofu: "registry.opentofu.org" } as const;
/** From here on secrets need not be in the state. */
const WRITE_ONLY_SINCE = [1, 11] as const;

let found: readonly TerraformEngine[] | undefined;

/** Both engines, also those that can't be used here. */
export function terraformEngines(): readonly TerraformEngine[] {
  found ??= HCL_ENGINES.map(findEngine);
  return found;
}

/**
 * Defines a suite once for each engine. Where an engine is missing its suite counts as skipped, and its title says why.
 * @param suite may use the engine only inside tests and hooks
 * @param needed left out where the suite runs on any engine; else why it can't run on one, or nothing
 */
export function describeTerraform(
  title: string,
  suite: (engine: TerraformEngine) => void,
  needed: (engine: TerraformEngine) => string | undefined = () => undefined,
): void {
  for (const engine of terraformEngines()) {
    const reason = engine.unavailable ?? needed(engine);
    if (reason === undefined) describe(`${title} on ${engine.name}`, () => suite(engine));
    else describe.skip(`${title} on ${engine.name} (skipped: ${reason})`, () => suite(engine));
  }
}

/** The same on one engine: on the preferred one, or where that is missing on any other. */
export function describeOnOne(
  title: string,
  preferred: TerraformEngine["kind"],
  suite: (engine: TerraformEngine) => void,
): void {
  const sorted = [...terraformEngines()].sort((one, other) => rank(one, preferred) - rank(other, preferred));
  const reasons = sorted.map(({ unavailable, name }) => unavailable && `${name}: ${unavailable}`);
  const engine = sorted.find(({ unavailable }) => unavailable === undefined);
  if (engine) describe(`${title} on ${engine.name}`, () => suite(engine));
  else describe.skip(`${title} (skipped: ${reasons.join("; ")})`, () => suite(sorted[0] as TerraformEngine));
}

function rank({ kind }: TerraformEngine, preferred: TerraformEngine["kind"]): number {
  return kind === preferred ? 0 : 1;
}

/** Why an engine can't run what hands secrets to the provider without leaving them anywhere. */
export function needsWriteOnly({ takesWriteOnly, name }: TerraformEngine): string | undefined {
  return takesWriteOnly
    ? undefined
    : `${name} knows no write-only attributes, which came with ${WRITE_ONLY_SINCE.join(".")}`;
}

function findEngine(kind: HclEngineKind): TerraformEngine {
  const engine = findHclEngine(kind);
  const base = { kind: kind.name, registry: REGISTRIES[kind.name] };
  if (typeof engine === "string") {
    return { ...base, name: kind.title, command: kind.name, version: "", takesWriteOnly: false, unavailable: engine };
  }
  const { command, version, title } = engine;
  const selected = process.env[SELECTION]?.split(",").includes(kind.name) ?? true;
  return {
    ...base,
    command,
    version,
    name: `${title} ${version}`,
    takesWriteOnly: isAtLeast(version, WRITE_ONLY_SINCE),
    ...(selected ? {} : { unavailable: `left out by ${SELECTION}` }),
  };
}
