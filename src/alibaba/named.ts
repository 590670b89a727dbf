import { z } from "zod";
import type { Address } from "../core/address";
import type { AdoptionForms } from "../core/adoption";
import { differences } from "../core/compare";
import { type Definition, define, type Values } from "../core/definition";
import { AlreadyExistsError, ConflictError, causedBy } from "../core/errors";
import { field, fieldsOf } from "../core/fields";
import { assign, joined, message, ref } from "../core/message";
import { labelText, markedDescription, readDescription } from "../core/ownership";
import { unlessGone } from "../core/patterns/gone";
import { lookAfter, mayHaveActed } from "../http/retry";
import { attributeOf, isName, REGION_LEFT_OUT, regionBefore, requireKnownRegion } from "./adoption";
import type { AlibabaContext, Parameters } from "./api/client";
import type { Operation } from "./api/operation";
import { nameText, regionField } from "./fields";

const shape = (kind: string) => ({
  name: field(nameText(), {
    doc: `The name of the ${kind} at the service, unique in the account and region.`,
    examples: ["orders", "payments"],
    onChange: "replace",
    from: ["name"],
  }),
  description: field(z.string().optional(), {
    doc: "A description for people.",
    examples: ["made by the platform team", "see the runbook"],
    canonical: (text) => text || undefined,
  }),
  label: field(labelText.optional(), {
    doc:
      "Identifies the owner. Written at the end of the description at the service; lets the next run recognise what an " +
      "interrupted run made. An object of the same name with another label, or none, belongs to somebody else.",
    examples: ["shop/prod/orders", "shop/test/orders"],
    from: ["label"],
  }),
  region: regionField,
  adopt: field(z.boolean().default(false), {
    doc: `Whether to adopt an existing ${kind} of that name instead of failing.`,
    examples: [true, false],
    onChange: "ignore",
  }),
});

export function namedInputs<S extends z.ZodRawShape>(kind: string, own: S) {
  const { name, ...others } = shape(kind);
  return z.object({ name, ...own, ...others });
}

type NamedSchema = z.ZodObject<ReturnType<typeof shape>>;
type NamedInputs = z.output<NamedSchema>;
type NamedOutputs = { readonly arn: string };
type NamedReply = NamedOutputs & { readonly description: string };

/** One kind of object that the service knows by a name in a region, and whose description says whose it is. */
interface NamedKind<S extends NamedSchema, R extends NamedReply>
  extends Pick<Definition<S>, "name" | "summary" | "inputs" | "checks" | "equal" | "notes">,
    Required<Pick<Definition<S>, "replacing">> {
  readonly kind: string;
  /** The vendor's Terraform resource of this kind, and its attribute for the name. */
  readonly terraform: readonly [resource: string, name: string];
  readonly create: Operation<NamedOutputs>;
  readonly describe: Operation<R>;
  readonly update: Operation<unknown>;
  readonly delete: Operation<unknown>;
  /** Parameters that only a create takes, beside the name. */
  fixed(inputs: z.output<S>): Parameters;
  /** Parameters that an update takes too, beside the description. */
  changeable(inputs: z.output<S>): Parameters;
  /** The inputs that the service tells, beside the description. @param prior decides between forms that mean the same */
  observe(reply: R, prior: z.output<S>): Partial<z.output<S>>;
}

export function defineNamed<S extends NamedSchema, R extends NamedReply>(declared: NamedKind<S, R>): Definition {
  const { name, summary, inputs, checks = [], equal = [], notes, replacing, kind } = declared;
  const object = new NamedObject(declared);
  const named = ({ action }: Operation<unknown>): string => `kms:${action}`;
  const [read, update] = [[named(declared.describe)], [named(declared.update)]];
  return define({
    name,
    summary,
    inputs,
    outputs: z.object({ arn: field(z.string(), { doc: `The Alibaba Cloud resource name of the ${kind}.` }) }),
    subject: "name",
    address: (values) => namedAddress(kind, values),
    adopt: {
      ...(namedForms(kind, declared.terraform) as AdoptionForms<z.output<S> & NamedOutputs>),
      find: (context: AlibabaContext, told) => object.find(context, told),
    },
    checks,
    equal,
    ...(notes && { notes }),
    replacing,
    actions: { create: [named(declared.create), ...read, ...update], read, update, delete: [named(declared.delete)] },
    create: (context: AlibabaContext, given) => object.create(context, given),
    read: async (context: AlibabaContext, state) => (await object.describe(context, state))?.state,
    update: async (context: AlibabaContext, { arn }, given) => {
      await object.update(context, given);
      return { arn };
    },
    delete: (context: AlibabaContext, state) => object.delete(context, state),
  });
}

export function namedAddress(kind: string, { region, name }: Partial<NamedInputs>): Address {
  return { kind, place: region, name };
}

function namedForms(
  kind: string,
  [resource, attribute]: readonly [resource: string, name: string],
): AdoptionForms<Pick<NamedInputs, "name" | "region">> {
  return {
    form: "<name> or <region>/<name>",
    doc: `The name of the ${kind}, as the KMS console shows it; ${REGION_LEFT_OUT}.`,
    place(text) {
      const [name, region, ...rest] = text.split("/").reverse();
      const before = rest.length === 0 ? regionBefore(region) : undefined;
      return before && isName(name) ? { name, ...before } : undefined;
    },
    records: {
      // The record's id is the name too, and the only one that is there after an import.
      [resource](record) {
        const name = attributeOf(record, attribute) ?? attributeOf(record, "id");
        return isName(name) ? { name } : undefined;
      },
    },
  };
}

interface Found<I> {
  readonly state: I & NamedOutputs;
  readonly label: string | undefined;
}

/** What the verbs do for one kind: each is one call when nothing goes wrong. */
class NamedObject {
  readonly #kind: Omit<NamedKind<NamedSchema, NamedReply>, "checks">;

  constructor(kind: Omit<NamedKind<NamedSchema, NamedReply>, "checks">) {
    this.#kind = kind;
  }

  async create(context: AlibabaContext, inputs: NamedInputs): Promise<NamedOutputs> {
    try {
      return await this.#createOnce(context, inputs);
    } catch (error) {
      if (!(error instanceof AlreadyExistsError || mayHaveActed(error))) throw error;
      const found = await lookAfter(error, () => this.describe(context, inputs));
      return found ? this.#adopt(context, found, inputs, error) : this.#createOnce(context, inputs);
    }
  }

  async #createOnce(context: AlibabaContext, inputs: NamedInputs): Promise<NamedOutputs> {
    const parameters = { Name: inputs.name, ...this.#kind.fixed(inputs), ...this.#changeable(inputs) };
    const { arn } = await context.client.call(this.#kind.create, inputs.region, parameters);
    context.ledger.made(this.#address(inputs));
    return { arn };
  }

  /** Goes on with an object that the program adopts, that an interrupted run left, or that the lost call has made. */
  async #adopt(
    context: AlibabaContext,
    { state, label }: Found<NamedInputs>,
    inputs: NamedInputs,
    error: unknown,
  ): Promise<NamedOutputs> {
    const changed = differences(this.#kind, state, inputs);
    const justMade = mayHaveActed(error) && changed.length === 0;
    const isOurs = label === inputs.label && (label !== undefined || justMade);
    if (!inputs.adopt && !isOurs) throw this.#existsAlready(inputs, error);
    const fixed = changed.filter(({ onChange }) => onChange === "replace").map(({ path }) => path);
    if (fixed.length > 0) throw this.#cannotBecome(inputs, fixed);
    if (!context.ledger.adopt(this.#address(inputs))) throw this.#existsAlready(inputs, error);
    if (changed.length > 0 || label !== inputs.label) await this.update(context, inputs);
    return { arn: state.arn };
  }

  /** The state of an object that somebody else has made. @throws ConflictError for one that no inputs can describe */
  async find<I extends NamedInputs>(
    context: AlibabaContext,
    told: Partial<I>,
  ): Promise<(I & NamedOutputs) | undefined> {
    const found = await this.describe(context, { ...told, region: requireKnownRegion(told) } as I);
    if (!found) return undefined;
    const { state, label = state.label } = found;
    this.#requireDescribable(state);
    return { ...state, label };
  }

  /** @param prior tells what the service does not */
  async describe<I extends NamedInputs>(context: AlibabaContext, prior: I): Promise<Found<I> | undefined> {
    const reply = await unlessGone(context.client.call(this.#kind.describe, prior.region, { Name: prior.name }));
    if (!reply) return undefined;
    const { description, label } = readDescription(reply.description);
    return { state: { ...prior, ...this.#kind.observe(reply, prior), description, arn: reply.arn }, label };
  }

  async update(context: AlibabaContext, inputs: NamedInputs): Promise<void> {
    await context.client.call(this.#kind.update, inputs.region, { Name: inputs.name, ...this.#changeable(inputs) });
  }

  async delete(context: AlibabaContext, { region, name }: NamedInputs): Promise<void> {
    await unlessGone(context.client.call(this.#kind.delete, region, { Name: name }));
  }

  #address(inputs: NamedInputs): Address {
    return namedAddress(this.#kind.kind, inputs);
  }

  #changeable(inputs: NamedInputs): Parameters {
    return { ...this.#kind.changeable(inputs), Description: markedDescription(inputs) };
  }

  /** What only the console can make, such as a rule of another type, would be replaced by the next plan. */
  #requireDescribable(state: Values): void {
    const strange = fieldsOf(this.#kind.inputs)
      .filter(({ name, onChange, schema }) => onChange === "replace" && !schema.safeParse(state[name]).success)
      .map(({ name }) => message`${ref(name)} is ${JSON.stringify(state[name])}`);
    if (strange.length === 0) return;
    throw new ConflictError(
      message`the ${this.#kind.kind} ${JSON.stringify(state["name"])} can't be adopted: its ${joined(strange, ", and its ")}, which can't be declared here`,
      "Keep managing it with the tool that created it.",
    );
  }

  #existsAlready({ name, region }: NamedInputs, error: unknown): AlreadyExistsError {
    return new AlreadyExistsError(
      `a ${this.#kind.kind} named ${JSON.stringify(name)} exists already in ${region}`,
      message`Set ${assign("adopt", true)} to adopt it; or, when another stack of the account has it, give each stack names of its own.`,
      causedBy(error),
    );
  }

  #cannotBecome({ name }: NamedInputs, fields: readonly string[]): ConflictError {
    return new ConflictError(
      message`the existing ${this.#kind.kind} ${JSON.stringify(name)} can't be adopted: its ${joined(fields.map(ref), ", ")} can't be changed in place`,
      "Declare it as it is, or delete it first.",
    );
  }
}
