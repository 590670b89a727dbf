import { createRequire } from "node:module";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { definitionOf } from "../catalog";
import type { Definition } from "../core/definition";
import { ConfigurationError } from "../core/errors";
import { fieldsOf, leavesOf } from "../core/fields";
import { secretNames } from "../core/lifecycle";
import { packageVersion } from "../version";
import { switchAliases } from "./aliases";
import { type Arguments, rememberGiven, resolveArguments } from "./arguments";
import { placeOf } from "./place";
import { programRun, USE_PLUGIN, usesPlugin, withoutStack } from "./program";
import { replacedWith } from "./replaced-with";
import { tokenOf } from "./tokens";
import { dynamicType, NONCE_INPUT, PACKAGE_INPUT, PLACE_INPUT, PROVIDER_INPUT, providerLiteral } from "./wire";

/** The base of every resource of Keysmith in a Pulumi program. */
export abstract class KeysmithResource extends pulumi.CustomResource {
  /**
   * @param resource the definition's name. The definition itself would pull its types into every program's compilation
   * @param logicalName unique among the stack's resources of this kind
   * @param given the arguments; a reference may be the resource itself, which makes this one depend on it
   * @throws InvalidInputError, ConfigurationError for problems that show without the engine
   */
  constructor(resource: string, logicalName: string, given: object = {}, options: pulumi.CustomResourceOptions = {}) {
    const definition = definitionOf(resource);
    const isServedByPlugin = withoutStack(usesPlugin);
    const { inputs, references } = withoutStack(() => {
      if (!isServedByPlugin) {
        warnOfHiddenPackage();
        refuseReading(definition, logicalName, options);
      }
      return resolveArguments(definition, logicalName, given as Arguments);
    });
    const [ofPlugin, ofDynamic] = [tokenOf(resource), dynamicType(resource)];
    const [own, other] = isServedByPlugin ? [ofPlugin, ofDynamic] : [ofDynamic, ofPlugin];
    super(
      own,
      logicalName,
      {
        ...undefinedProperties(definition),
        ...inputs,
        ...(isServedByPlugin ? { [PACKAGE_INPUT]: packageVersion() } : { [PROVIDER_INPUT]: providerLiteral(resource) }),
        [PLACE_INPUT]: placeOf(logicalName, options.parent),
      },
      pulumi.mergeOptions(options, {
        dependsOn: [...references],
        additionalSecretOutputs: [...secretNames(definition)],
        aliases: switchAliases(own, other, options.aliases),
        ...replacedWith(definition, references),
        ...(isServedByPlugin && { version: packageVersion() }),
      }),
    );
    rememberGiven(this, { definition, inputs });
    const unkept = isServedByPlugin ? [] : unkeptPaths(definition, options.replaceOnChanges ?? []);
    if (unkept.length > 0)
      void pulumi.log.warn(`${definition.name} ${JSON.stringify(logicalName)}: ${notReplaced(unkept)}`, this);
  }
}

/**
 * The provider's process loads this package from the program's folder. With pnpm, a package that only another package
 * of the workspace depends on isn't found from there, and the engine shows only "Cannot find module".
 */
function warnOfHiddenPackage(): void {
  const folder = process.cwd();
  try {
    createRequire(path.join(folder, "program.js")).resolve("keysmith/dynamic");
  } catch {
    const problem = `the package keysmith isn't found from ${folder}, where Pulumi looks for it when it makes, reads or deletes a resource`;
    const remedy =
      "add it to the dependencies of the program's own package, in the version that the library has: pnpm add keysmith";
    programRun().say([`${problem}: ${remedy}`]);
  }
}

/** Every property by name: the SDK makes outputs only for the properties that it finds here. */
function undefinedProperties({ inputs, outputs, due }: Definition): Record<string, undefined> {
  const names = [...Object.keys(inputs.shape), ...Object.keys(outputs.shape), ...(due ? ["due"] : []), NONCE_INPUT];
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

/**
 * The engine can't import a dynamic resource: it would ask our provider to read without saying which provider. For the
 * option `id` it asks for the inputs as the program gives them, by which our provider would find another object.
 */
function refuseReading(
  definition: Definition,
  logicalName: string,
  { id, import: imported }: pulumi.CustomResourceOptions,
): void {
  const subject = `${definition.name} ${JSON.stringify(logicalName)}`;
  if (imported !== undefined)
    throw new ConfigurationError(
      `${subject}: Pulumi can't import resources of this kind`,
      `Leave the import option out${howToAdopt(definition)}, or use the plugin: ${USE_PLUGIN}.`,
    );
  if (id !== undefined)
    throw new ConfigurationError(
      `${subject}: Pulumi can't look up resources of this kind by their id`,
      `Leave the id option out and name the object where you refer to it, or use the plugin: ${USE_PLUGIN}.`,
    );
}

function howToAdopt({ inputs, adopt }: Definition): string {
  const field = fieldsOf(inputs).find(({ name }) => name === "adopt");
  const value = field?.type.kind === "boolean" ? "true" : JSON.stringify(adopt?.form);
  return field ? ` and set adopt: ${value}, which adopts the existing object` : "";
}

/**
 * The paths of `replaceOnChanges` whose changes are made in place all the same: the engine goes by the changed paths
 * that a provider reports, and the SDK's process for resources without a plugin doesn't pass them on.
 */
function unkeptPaths({ inputs }: Definition, paths: readonly string[]): readonly string[] {
  const leaves = leavesOf(fieldsOf(inputs));
  return paths.filter((path) => {
    const named = path
      .replaceAll(/\["([^"]*)"\]/g, ".$1")
      .replaceAll(/\[[^\]]*\]/g, "")
      .replace(/^\./, "");
    const meant = leaves.filter((leaf) => named === "*" || `${leaf.path}.`.startsWith(`${named}.`));
    return meant.length === 0 || meant.some(({ onChange }) => onChange !== "replace");
  });
}

function notReplaced(paths: readonly string[]): string {
  const one = paths.length === 1;
  return `replaceOnChanges has no effect on ${paths.join(", ")}, because resources of this kind have no plugin: ${one ? "it changes" : "they change"} in place, as the preview shows. To replace the resource, use the option replacementTrigger, or run pulumi up --replace`;
}
