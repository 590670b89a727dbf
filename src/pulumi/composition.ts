import * as pulumi from "@pulumi/pulumi";
import { type Bundle, type Composition, partInputs, piecesOf, refuseMisfits } from "../core/composition";
import { subjectOf } from "../core/definition";
import { ConfigurationError } from "../core/errors";
import { givenFor, propertyOf } from "./arguments";
import { callFunction } from "./function";
import { messageOnly, withoutStack } from "./program";

type Files = Record<string, string>;

type ResourceClass = new (name: string, args: never, options: pulumi.CustomResourceOptions) => pulumi.CustomResource;

/** The base of every composition in a Pulumi program: a component whose children are the parts. */
export abstract class KeysmithComposition extends pulumi.ComponentResource {
  readonly #filesOf: () => pulumi.Output<Files>;
  #files: pulumi.Output<Files> | undefined;

  /**
   * @param classes of the parts' resources, by name
   * @throws InvalidInputError, ConfigurationError for problems that show without the engine
   */
  protected constructor(
    composition: Composition,
    classes: Readonly<Record<string, ResourceClass>>,
    logicalName: string,
    given: object,
    options: pulumi.ComponentResourceOptions | undefined,
  ) {
    withoutStack(() => refuseMisfits(composition, logicalName, given));
    super(`keysmith:index:${composition.name}`, logicalName, {}, options);
    const made: Record<string, pulumi.CustomResource | undefined> = {};
    for (const part of composition.parts) {
      const inputs = partInputs(composition, part, given, made);
      const Class = classes[part.resource];
      if (Class) made[part.name] = inputs && new Class(logicalName, inputs as never, { parent: this });
    }
    const last = Object.values(made).at(-1);
    const outputs = Object.fromEntries(composition.outputs.map((name) => [name, propertyOf(last, name)]));
    Object.assign(this, made, outputs);
    this.#filesOf = () => filesOf(composition.bundle as Bundle, last, given);
    this.registerOutputs(outputs);
  }

  /** The first use calls the service. */
  protected get files(): pulumi.Output<Files> {
    this.#files ??= this.#filesOf();
    return this.#files;
  }
}

/**
 * The files of a bundle, secret as a whole. Calls the service once, and not in a preview that doesn't know the
 * resource's values for the call. Fails if a file would have no content.
 * @param given the arguments that aren't the resource's own
 */
export function filesOf(
  bundle: Bundle,
  resource: pulumi.CustomResource | undefined,
  given: object,
): pulumi.Output<Files> {
  const { asks, inputs, outputs } = bundle;
  const wanted = [...outputs, ...partsOf(bundle), givenFor(resource)?.definition.subject ?? ""];
  const known = wanted.filter((name) => propertyOf(resource, name) !== undefined);
  const values = Object.fromEntries(known.map((name) => [name, propertyOf(resource, name)]));
  const asked = Object.entries(inputs).map(([argument, input]) => [
    argument,
    (given as Readonly<Record<string, unknown>>)[input],
  ]);
  // One `apply`, not a chain of outputs: a failed call rejects every output, and with the SDK's debugger session open
  // V8 walks all paths from a rejected promise to those that wait for it. A chain has exponentially many.
  return pulumi.secret(pulumi.all({ ...values, ...Object.fromEntries(asked) })).apply(async (settled) => {
    const names = [...outputs, ...Object.keys(inputs)];
    const args = Object.fromEntries(names.map((name) => [name, settled[name]]));
    const answer = await callFunction(asks, args, resource && { parent: resource });
    const all: Readonly<Record<string, unknown>> = { ...settled, ...answer };
    const lacking = partsOf(bundle).filter((name) => all[name] === undefined || all[name] === null);
    if (lacking.length > 0) throw messageOnly(notKnown(bundle, lacking, resource, settled));
    return Object.fromEntries(bundle.files.map(([name, content]) => [nameWith(all, name), String(all[content])]));
  });
}

/** The values that the names and contents of the files consist of. */
function partsOf({ files }: Bundle): readonly string[] {
  return files.flatMap(([name, content]) => [content, ...piecesOf(name).filter((_piece, index) => index % 2 === 1)]);
}

function nameWith(values: Readonly<Record<string, unknown>>, fileName: string): string {
  return piecesOf(fileName)
    .map((piece, index) => (index % 2 === 0 ? piece : values[piece]))
    .join("");
}

function notKnown(
  { name }: Bundle,
  lacking: readonly string[],
  resource: pulumi.CustomResource | undefined,
  values: Readonly<Record<string, unknown>>,
): ConfigurationError {
  const definition = givenFor(resource)?.definition;
  const subject = definition ? ` of ${subjectOf(definition, values)}` : "";
  return new ConfigurationError(
    `${name}${subject} lacks ${lacking.join(" and ")}: the secrets of an object that was made elsewhere aren't known until it rotates, and secrets that go elsewhere are in no state`,
    `Give its rotation.trigger a new text to have another one made now, or leave ${name} out and take the secrets from where they go.`,
  );
}
