import type { Project } from "../project";
import type { Executor } from "./executor";
import type { Planner } from "./planner";
import type { Provider } from "./provider";
import type { ProviderHost } from "./provider-host";
import type { Report } from "./report";
import type { Snapshot } from "./snapshot";
import type { Properties } from "./wire";

/** What an engine run is told from outside. */
export interface RunSettings {
  readonly project: Project;
  readonly stack: string;
  /** A preview: nothing is changed and nothing written. */
  readonly dryRun: boolean;
  /** Environment of the program and of the provider process. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Stack configuration by `namespace:key`; secret values are wrapped. */
  readonly config: Properties;
}

/** The parts of one engine run, as they know each other. */
export interface RunContext extends RunSettings {
  readonly report: Report;
  readonly snapshot: Snapshot;
  readonly host: ProviderHost;
  readonly planner: Planner;
  readonly executor: Executor;
  /** @param reference provider of a resource; not needed for a provider itself. */
  readonly providerOf: (type: string, reference: string | undefined) => Provider;
}
