import * as pulumi from "@pulumi/pulumi";
import { vendors } from "../catalog";
import { ConfigurationError } from "../core/errors";
import { packageVersion } from "../version";
import { USE_PLUGIN, usesPlugin, withoutStack } from "./program";
import { secretNamesIn } from "./settings";
import { PACKAGE } from "./tokens";

/** The base of a provider with a configuration of its own, for resources and functions that name it: a second account, for one. */
export abstract class KeysmithProvider extends pulumi.ProviderResource {
  /**
   * @param logicalName unique among the stack's providers
   * @param given the configuration, as that of a stack
   * @throws ConfigurationError where the stack's resources are dynamic resources: those have no providers
   */
  constructor(logicalName: string, given: object = {}, options: pulumi.ResourceOptions = {}) {
    withoutStack(() => requirePlugin(logicalName));
    super(PACKAGE, logicalName, propertiesOf(given), pulumi.mergeOptions(options, { version: packageVersion() }));
  }
}

function requirePlugin(logicalName: string): void {
  if (usesPlugin()) return;
  const problem = `Provider ${JSON.stringify(logicalName)}: only the plugin has providers of their own`;
  throw new ConfigurationError(problem, `Use the plugin: ${USE_PLUGIN}.`);
}

/** As the engine takes the configuration of a provider: whatever is no text is one of JSON. */
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

/** What is named and has no value is said as well: a key and its secret may come from variables which aren't there. */
function withAbsent(_name: string, value: unknown): unknown {
  return value === undefined ? null : value;
}
