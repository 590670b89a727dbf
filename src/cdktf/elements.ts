import { ImportableResource, TerraformDataSource, type TerraformMetaArguments, type TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import { type Element, Inputs, metaArguments, wholeOrGone } from "./inputs";
import { LibraryEphemeralResource, LibraryResource } from "./library";
import type { Shape } from "./shape";
import { carry } from "./shape";
import { generatorMetadata, requireProvider } from "./stack";

function elementConfig(shape: Shape, config: object): TerraformMetaArguments & { terraformResourceType: string } {
  return {
    ...metaArguments(config ?? {}),
    terraformResourceType: shape.type,
    terraformGeneratorMetadata: generatorMetadata(),
  } as TerraformMetaArguments & { terraformResourceType: string };
}

/** A program's inputs for an element, to be complete at synthesis. @throws InvalidInputError as {@link Inputs} */
function inputsOf<Config extends object>(element: Element, shape: Shape, config: Config): Inputs<Config> {
  return wholeOrGone(element, () => {
    const given = new Inputs(element, shape, config ?? ({} as Config));
    element.node.addValidation({ validate: () => given.missing() });
    return given;
  });
}

/** The base of every resource of Keysmith in a program. */
export abstract class KeysmithResource<Config extends object> extends LibraryResource {
  protected readonly given: Inputs<Config>;

  /** @throws InvalidInputError for problems that show without the engine */
  constructor(scope: Construct, id: string, shape: Shape, config: Config) {
    super(scope, id, elementConfig(shape, config));
    this.given = inputsOf(this, shape, config);
    carry(
      this,
      this.given.carried((attribute) => this.getStringAttribute(attribute)),
    );
    requireProvider(this);
  }

  /**
   * Makes the engine import an existing object and write its configuration: `terraform plan -generate-config-out`.
   * @param importToId the construct's id
   * @param importFromId the id of the object, in the form that the reference page of the resource gives
   */
  static generateConfigForImport(
    this: { readonly tfResourceType: string },
    scope: Construct,
    importToId: string,
    importFromId: string,
    provider?: TerraformProvider,
  ): ImportableResource {
    return new ImportableResource(scope, importToId, {
      // biome-ignore lint/complexity/noThisInStatic: it is the class of the resource
      terraformResourceType: this.tfResourceType,
      importId: importFromId,
      ...(provider ? { provider } : {}),
    });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return this.given.attributes((value) => this.markWriteOnly(value));
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return this.given.hclAttributes((value) => this.markWriteOnly(value));
  }
}

/** The base of every data source of Keysmith in a program. */
export abstract class KeysmithDataSource<Config extends object> extends TerraformDataSource {
  protected readonly given: Inputs<Config>;

  /** @throws InvalidInputError for problems that show without the engine */
  constructor(scope: Construct, id: string, shape: Shape, config: Config) {
    super(scope, id, elementConfig(shape, config));
    this.given = inputsOf(this, shape, config);
    requireProvider(this);
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return this.given.attributes();
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return this.given.hclAttributes();
  }
}

/** The base of every ephemeral resource of Keysmith in a program: Terraform ≥ 1.10 and OpenTofu ≥ 1.11 have these. */
export abstract class KeysmithEphemeralResource<Config extends object> extends LibraryEphemeralResource {
  protected readonly given: Inputs<Config>;

  /** @throws InvalidInputError for problems that show without the engine */
  constructor(scope: Construct, id: string, shape: Shape, config: Config) {
    super(scope, id, elementConfig(shape, config));
    this.given = inputsOf(this, shape, config);
    requireProvider(this);
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return this.given.attributes();
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return this.given.hclAttributes();
  }
}
