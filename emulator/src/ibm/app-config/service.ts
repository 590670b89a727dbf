import { z } from "zod";
import type { Section } from "../../store";
import { crnOfInstance } from "../crn";
import { notFound } from "./errors";
import { type Integration, integrationSchema } from "./integration";

/** An App Configuration instance. */
interface AppConfigInstance {
  readonly guid: string;
  /** Default `us-south`. */
  readonly region?: string | undefined;
}

export interface IntegrationOptions {
  readonly account: string;
  /** The existing instances. */
  readonly instances?: readonly AppConfigInstance[] | undefined;
  /** Whether the service refuses to delete an integration with a key: its documents say that encryption stays for good. */
  readonly refuseDelete?: boolean | undefined;
}

const stateSchema = z.record(z.string(), z.array(integrationSchema));

/** The integrations of App Configuration instances. */
export class IntegrationService implements Section {
  readonly refuseDelete: boolean;
  /** The account of all instances. */
  readonly account: string;
  readonly #regions: ReadonlyMap<string, string>;
  readonly #integrations = new Map<string, Map<string, Integration>>();

  constructor({ account, instances = [], refuseDelete = false }: IntegrationOptions) {
    this.refuseDelete = refuseDelete;
    this.account = account;
    this.#regions = new Map(instances.map(({ guid, region = "us-south" }) => [guid, region]));
  }

  /** An instance's region. @throws IbmRefusal not_found when there is no such instance */
  regionOf(guid: string): string {
    const region = this.#regions.get(guid);
    if (region === undefined) throw notFound(`App Configuration instance ${guid}`);
    return region;
  }

  crnOf(guid: string): string {
    const region = this.regionOf(guid);
    return crnOfInstance({ service: "apprapp", region, account: this.account, id: guid });
  }

  /** An instance's integrations by id, oldest first. @throws IbmRefusal not_found when there is no such instance */
  of(guid: string): Map<string, Integration> {
    this.regionOf(guid);
    const known = this.#integrations.get(guid) ?? new Map<string, Integration>();
    this.#integrations.set(guid, known);
    return known;
  }

  snapshot(): unknown {
    return Object.fromEntries([...this.#integrations].map(([guid, all]) => [guid, [...all.values()]]));
  }

  /** Keeps integrations of instances that no longer exist: the instances may be back after the next start. */
  restore(data: unknown): void {
    const integrations = stateSchema.parse(data);
    this.#integrations.clear();
    for (const [guid, all] of Object.entries(integrations)) {
      this.#integrations.set(guid, new Map(all.map((one) => [one.integration_id, one])));
    }
  }
}
