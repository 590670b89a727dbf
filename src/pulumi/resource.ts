import * as pulumi from "@pulumi/pulumi";
import type { Definition } from "../core/definition";
import { ConfigurationError } from "../core/errors";
import { secretNames } from "../core/lifecycle";
import { type Arguments, type Given, resolveArguments } from "./arguments";
import { PROVIDER_INPUT, providerLiteral, typeToken } from "./literal";
import { withoutStack } from "./program-error";

/** Under this key a resource carries what the program gave for it; other copies of this package find it too. */
const GIVEN: unique symbol = Symbol.for("keysmith.given");

/** The base of every resource of Keysmith in a Pulumi program. */
export abstract class KeysmithResource extends pulumi.CustomResource {
  /**
   * @param definition what is declared @param logicalName unique among the stack's resources of this kind
   * @param given the arguments; a reference may be the resource itself, which makes this one depend on it
   * @throws InvalidInputError, ConfigurationError for what can be told without the engine
   */
  constructor(
    definition: Definition,
    logicalName: string,
    given: object = {},
    options: pulumi.CustomResourceOptions = {},
  ) {
    const { inputs, references } = withoutStack(() => {
      refuseImport(definition, logicalName, options);
      return resolveArguments(definition, logicalName, given as Arguments, givenFor);
    });
    const properties = {
      ...undefinedProperties(definition),
      ...inputs,
      [PROVIDER_INPUT]: providerLiteral(definition.name),
    };
    super(
      typeToken(definition.name),
      logicalName,
      properties,
      pulumi.mergeOptions(options, {
        dependsOn: [...references],
        additionalSecretOutputs: [...secretNames(definition)],
      }),
    );
    Object.defineProperty(this, GIVEN, { value: { definition, inputs } satisfies Given });
  }
}

/** What the program gave for `value`, if that is a resource of ours. */
export function givenFor(value: unknown): Given | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as { readonly [GIVEN]?: Given })[GIVEN];
}

/** Every property by name: the SDK makes an output only of those that it finds here. */
function undefinedProperties({ inputs, outputs }: Definition): Record<string, undefined> {
  const names = [...Object.keys(inputs.shape), ...Object.keys(outputs.shape)];
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

/** The engine can't import a dynamic resource: it would ask our provider to read without saying which provider. */
function refuseImport(definition: Definition, logicalName: string, options: pulumi.CustomResourceOptions): void {
  if (options.import === undefined) return;
  const remedy =
    "adopt" in definition.inputs.shape
      ? "Leave the import option out and set adopt: true, which takes over the existing object."
      : "Leave the import option out.";
  const subject = `${definition.name} ${JSON.stringify(logicalName)}`;
  throw new ConfigurationError(`${subject}: Pulumi can't import resources of this kind`, remedy);
}
