import * as pulumi from "@pulumi/pulumi";
import { vendors } from "../catalog";
import { ConfigurationError } from "../core/errors";
import { packageVersion } from "../version";
import { USE_PLUGIN, usesPlugin, withoutStack } from "./program";
import { secretNamesIn } from "./settings";
import { PACKAGE } from "./tokens";

/** The base of a provider with its own configuration, such as for a second account. Resources and functions name it. */
export abstract class KeysmithProvider extends pulumi.ProviderResource {
  /**
   * @param logicalName unique among the stack's providers
   * @param given the configuration, with the settings that a stack's has
   * @throws ConfigurationError if the stack's resources are dynamic resources, which have no such providers
   */
  constructor(logicalName: string, given: object = {}, options: pulumi.ResourceOptions = {}) {
    withoutStack(() => requirePlugin(logicalName));
    super(PACKAGE, logicalName, propertiesOf(given), pulumi.mergeOptions(options, { version: packageVersion() }));
  }
}

function requirePlugin(logicalName: string): void {
  if (usesPlugin()) return;
  const problem = `Provider ${JSON.stringify(logicalName)}: only the plugin supports explicit providers`;
  throw new ConfigurationError(problem, `Use the plugin: ${USE_PLUGIN}.`);
}

/** The configuration as the engine takes it: values that aren't texts become JSON. */
function propertiesOf(given: object): Record<string, pulumi.Input<unknown>> {
  const secrets = secretNamesIn(vendors);
  const entries = Object.entries(given).map(([name, value]) => {
    const text = pulumi
      .output(value)
      .apply((known) => (known === undefined || typeof known === "string" ? known : JSON.stringify(known, withAbsent)));
    return [name, secrets.has(name) ? pulumi.secret(text) : text];
  });
  return Object.fromEntries(entries);
}

/** Keeps members that have no value: a key and its secret may come from variables that aren't set. */
function withAbsent(_name: string, value: unknown): unknown {
  return value === undefined ? null : value;
}
