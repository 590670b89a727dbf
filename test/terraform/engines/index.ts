import { describeOnEach, describeOnFirst, leftOut } from "../../support/describe-engine";
import { findEngine, isAtLeast, OPENTOFU, TERRAFORM } from "../../support/installed-engine";
import type { Kind, TerraformEngine } from "./types";

export type * from "./types";

const KINDS = { terraform: TERRAFORM, tofu: OPENTOFU } as const;
const REGISTRIES = { terraform: "registry.terraform.io", tofu: "registry.opentofu.org" } as const;
/** From here on secrets need not be in the state. */
const WRITE_ONLY_SINCE = [1, 11] as const;
/** Of Terraform; OpenTofu up to 1.12 doesn't. */
const PLANNED_PRIVATE_SINCE = [1, 16] as const;

/** Terraform and OpenTofu, also where one of them can't be used here. */
export function terraformEngines(): readonly TerraformEngine[] {
  return [terraformEngine("terraform"), terraformEngine("tofu")];
}

/**
 * Defines a suite for each of the two, for what they do differently; `npm test` takes one of them. Where one is missing
 * its suite counts as skipped, and its title says why.
 * @param suite may use the engine only inside tests and hooks
 * @param needed left out where the suite runs on any engine; else why it can't run on one, or nothing
 */
export function describeTerraform(
  title: string,
  suite: (engine: TerraformEngine) => void,
  needed?: (engine: TerraformEngine) => string | undefined,
): void {
  describeOnEach(title, terraformEngines(), suite, needed);
}

/** The same for what they do alike: on the preferred one, or where that can't be used on the other. */
export function describeOnOne(
  title: string,
  preferred: Kind,
  suite: (engine: TerraformEngine) => void,
  needed?: (engine: TerraformEngine) => string | undefined,
): void {
  const rank = ({ kind }: TerraformEngine): number => (kind === preferred ? 0 : 1);
  const sorted = [...terraformEngines()].sort((one, other) => rank(one) - rank(other));
  describeOnFirst(title, sorted, suite, needed);
}

/** Why an engine can't run what hands secrets to the provider without leaving them anywhere. */
export function needsWriteOnly({ takesWriteOnly, name }: TerraformEngine): string | undefined {
  return takesWriteOnly
    ? undefined
    : `${name} knows no write-only attributes, which came with ${WRITE_ONLY_SINCE.join(".")}`;
}

/** One of the two, also where it can't be used here. */
export function terraformEngine(kind: Kind): TerraformEngine {
  const known = KINDS[kind];
  const engine = findEngine(known);
  const base = { kind, registry: REGISTRIES[kind] };
  if (typeof engine === "string") {
    const without = { version: "", takesWriteOnly: false, storesPlanned: false };
    return { ...base, ...without, name: known.title, command: kind, unavailable: engine };
  }
  const { command, version } = engine;
  const unavailable = leftOut(kind);
  return {
    ...base,
    command,
    version,
    name: `${known.title} ${version}`,
    takesWriteOnly: isAtLeast(version, WRITE_ONLY_SINCE),
    storesPlanned: kind === "terraform" && isAtLeast(version, PLANNED_PRIVATE_SINCE),
    ...(unavailable !== undefined && { unavailable }),
  };
}
