import { Fn, type TerraformMetaArguments, Token } from "cdktf";
import { Construct } from "constructs";
import { type Bundle, type Composition, partInputs, piecesOf, refuseMisfits } from "../core/composition";
import { snakeCase } from "../terraform/names";
import type { KeysmithDataSource, KeysmithResource } from "./elements";
import { EphemeralOpened } from "./ephemeral-opened";
import { wholeOrGone } from "./inputs";
import { carriedBy } from "./shape";

/** A composition, with facts that a construct can't ask its definitions for. */
export interface ConstructComposition extends Composition {
  /** The inputs that are the composition's id if they are left out. */
  readonly named: readonly string[];
  readonly secrets: readonly string[];
  /** The output of the last part that tells whose the sealed secrets are, if a single one does. */
  readonly owner?: string;
}

/** The contents of files by name. The engine makes the object, so programs hand it on as a whole. */
type Files = Record<string, string>;

type Resource = KeysmithResource<object> & { readonly sealed: string };
type Class<Element> = new (scope: Construct, id: string, config: never) => Element;

export interface Classes {
  readonly resources: Readonly<Record<string, Class<KeysmithResource<object>>>>;
  readonly source?: Class<KeysmithDataSource<object>>;
}

/** The base of every composition in a program: a construct whose children are the parts. */
export abstract class KeysmithComposition extends Construct {
  readonly #composition: ConstructComposition;
  readonly #classes: Classes;
  readonly #given: Readonly<Record<string, unknown>>;
  readonly #provider: Pick<TerraformMetaArguments, "provider">;
  readonly #last: Resource;
  #opened: EphemeralOpened | undefined;
  #source: KeysmithDataSource<object> | undefined;

  /** @throws InvalidInputError for problems that show without the engine */
  protected constructor(
    composition: ConstructComposition,
    classes: Classes,
    scope: Construct,
    id: string,
    { provider, ...given }: Pick<TerraformMetaArguments, "provider">,
  ) {
    super(scope, id);
    this.#composition = composition;
    this.#classes = classes;
    this.#given = given;
    this.#provider = provider ? { provider } : {};
    const parts = wholeOrGone(this, () => this.#make());
    this.#last = Object.values(parts).at(-1) as Resource;
    Object.assign(this, parts);
  }

  /** The content of `sealed`, opened for the time of a run. */
  get opened(): EphemeralOpened {
    const { owner } = this.#composition;
    const of = owner === undefined ? {} : { of: attributeOf(this.#last, owner) };
    this.#opened ??= new EphemeralOpened(this, "opened", { ...this.#provider, sealed: this.#last.sealed, ...of });
    return this.#opened;
  }

  /** The files of the bundle, with secrets that are opened for the time of a run, or as the state has them. */
  protected files(secrets: "opened" | "plain"): Files {
    const { name, bundle, secrets: sealed } = this.#composition;
    const { source: Source } = this.#classes;
    if (!bundle || !Source) throw new TypeError(`${name} has no bundle`);
    this.#source ??= new Source(this, constructId(bundle.asks.replace(/^get/, "")), this.#questionOf(bundle) as never);
    const source = this.#source;
    const read = (name: string): string => {
      if (secrets === "opened" && sealed.includes(name)) return this.opened.value(name);
      return attributeOf(name in this.#last ? this.#last : source, name);
    };
    // The names hold values that only the engine knows, which can't stand in the keys of an object: the library's
    // functions lose such keys.
    const names = bundle.files.map(([name]) => nameOf(piecesOf(name), read));
    return Fn.zipmap(
      names,
      bundle.files.map(([, content]) => read(content)),
    );
  }

  #make(): Record<string, KeysmithResource<object> | undefined> {
    const composition = this.#composition;
    refuseMisfits(composition, this.node.path, this.#given);
    const named = Object.fromEntries(composition.named.map((input) => [input, this.#given[input] ?? this.node.id]));
    const made: Record<string, KeysmithResource<object> | undefined> = {};
    for (const part of composition.parts) {
      const inputs = partInputs(composition, part, { ...this.#given, ...named }, made, joined);
      const Resource = this.#classes.resources[part.resource];
      if (Resource)
        made[part.name] =
          inputs && new Resource(this, constructId(part.name), { ...this.#provider, ...inputs } as never);
    }
    return made;
  }

  #questionOf({ inputs, outputs }: Bundle): object {
    const given = Object.entries(inputs).map(([argument, input]) => [argument, this.#given[input]]);
    const taken = outputs.map((name) => [name, attributeOf(this.#last, name)]);
    return { ...this.#provider, ...Object.fromEntries([...given, ...taken]) };
  }
}

/** A list that only the engine knows can't be spread here. */
function joined(list: unknown, resources: readonly unknown[]): unknown {
  if (list === undefined || (Array.isArray(list) && !Token.isUnresolved(list))) return [...(list ?? []), ...resources];
  return Fn.concat([list as string[], resources.map((resource) => carriedBy(resource)?.reference() ?? "")]);
}

function nameOf(pieces: readonly string[], read: (name: string) => string): string {
  const [only = ""] = pieces;
  if (pieces.length === 1) return only;
  const texts = pieces.map((piece, index) => (index % 2 === 0 ? piece : read(piece)));
  return Fn.join(
    "",
    texts.filter((text) => text !== ""),
  );
}

function attributeOf(element: object, name: string): string {
  return (element as Readonly<Record<string, string>>)[name] ?? "";
}

/** `clientKey` as `client-key`. */
function constructId(name: string): string {
  return snakeCase(name).replaceAll("_", "-");
}
