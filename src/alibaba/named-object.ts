import * as z from "zod";
import type { Address } from "../core/address";
import { formatTime } from "../core/clock";
import { differences } from "../core/compare";
import type { Definition, Values } from "../core/definition";
import { AlreadyExistsError, ConflictError, isKeysmithError } from "../core/errors";
import { field, fieldsOf, fixed } from "../core/fields";
import type { Listed, Looked } from "../core/listing";
import { joined, message, ref } from "../core/message";
import { nonceOf, nonceTime } from "../core/nonce";
import { labelText, type Owned, type Ownership, readDescription, whose } from "../core/ownership";
import { unlessGone } from "../core/patterns/gone";
import { inPages } from "../http/pages";
import { lookAfter, mayHaveActed } from "../http/retry";
import { noteAccount } from "./account";
import { existsAlready, hasOtherResource, requireKnownRegion } from "./adoption";
import type { AlibabaContext, Parameters } from "./api/client";
import type { Operation } from "./api/operation";
import { nameText, regionField } from "./fields";
import { descriptionOf, labelFor, labelLeft } from "./mark";
import { pagesOf } from "./pages";

const shape = (kind: string) => ({
  name: fixed(nameText(), {
    doc: `The name of the ${kind} at the service, unique in the account and region.`,
    examples: ["orders", "payments"],
    from: ["name"],
  }),
  description: field(z.string().optional(), {
    doc: "A description for people.",
    examples: ["made by the platform team", "see the runbook"],
    canonical: (text) => text || undefined,
  }),
  label: field(labelText.optional(), {
    doc:
      "Tells people and other stacks whose object it is. Written at the end of the description at the service, with a random text " +
      "that is on record: by both together a run knows its own objects. A label that was lost or changed by hand is written again.",
    examples: ["shop/prod/orders", "shop/test/orders"],
    from: ["label"],
  }),
  region: regionField,
  adopt: field(z.boolean().default(false), {
    doc: `Whether to adopt an existing ${kind} of that name instead of failing, such as one that an interrupted run has left.`,
    examples: [true, false],
    onChange: "ignore",
  }),
});

export function namedInputs<S extends z.ZodRawShape>(kind: string, own: S) {
  const { name, ...others } = shape(kind);
  return z.object({ name, ...own, ...others });
}

export type NamedSchema = z.ZodObject<ReturnType<typeof shape>>;
export type NamedInputs = z.output<NamedSchema>;
export type NamedOutputs = { readonly arn: string };
export type NamedReply = NamedOutputs & { readonly description: string };

export function namedAddress(kind: string, { region, name }: Partial<NamedInputs>): Address {
  return { kind, place: region, name };
}

export type Place = Pick<NamedInputs, "region" | "name">;

/** The parts of a kind's definition that don't follow from the service's operations. */
export type NamedAbout<S extends NamedSchema> = Pick<
  Definition<S>,
  "name" | "summary" | "inputs" | "checks" | "equal" | "notes" | "replacing" | "deleting" | "access"
> &
  Required<Pick<Definition<S>, "interrupts">>;

/** A kind of object that the service knows by name in a region, with the owner's mark in its description. */
export interface NamedKind<S extends NamedSchema, R extends NamedReply> {
  readonly kind: string;
  /** The vendor's Terraform resource of this kind, and its attribute for the name. */
  readonly terraform: readonly [resource: string, name: string];
  readonly list: Operation<readonly string[]>;
  readonly create: Operation<NamedOutputs>;
  readonly describe: Operation<R>;
  readonly update: Operation<unknown>;
  readonly delete: Operation<unknown>;
  /** Parameters that only a create takes, beside the name. */
  fixed(inputs: z.output<S>): Parameters;
  /** Parameters that an update takes too, beside the description. */
  changeable(inputs: z.output<S>): Parameters;
  readonly binding?: Binding<z.output<S>>;
  readonly dependants?: Dependants;
  /** The inputs that the service returns, beside the description. @param prior decides between forms that mean the same */
  observe(reply: R, prior: z.output<S>): Partial<z.output<S>>;
}

/** The objects of another kind that an object of this kind names. */
interface Binding<I> {
  readonly to: Nameable<unknown>;
  /** The consequence while no such object exists. */
  readonly lack: string;
  names(inputs: I): readonly string[];
}

/** The objects of another kind that the service deletes with an object of this kind. */
interface Dependants {
  readonly list: Operation<unknown>;
  /** @throws ConflictError if there are some that this run hasn't deleted */
  requireNone(context: AlibabaContext, place: Place): Promise<void>;
}

interface Nameable<R> {
  readonly kind: string;
  readonly describe: Operation<R>;
}

interface Found<I> {
  readonly state: I & NamedOutputs;
  readonly mark: Owned;
}

/** The lifecycle of one kind: each verb is one call if nothing goes wrong. */
export class NamedObject {
  readonly #about: Pick<NamedAbout<NamedSchema>, "name" | "inputs" | "equal">;
  readonly #kind: NamedKind<NamedSchema, NamedReply>;

  constructor(
    about: Pick<NamedAbout<NamedSchema>, "name" | "inputs" | "equal">,
    kind: NamedKind<NamedSchema, NamedReply>,
  ) {
    this.#about = about;
    this.#kind = kind;
  }

  async create(context: AlibabaContext, inputs: NamedInputs): Promise<NamedOutputs> {
    await this.#warnOfMissing(context, inputs);
    try {
      return await this.#createOnce(context, inputs);
    } catch (error) {
      if (!(error instanceof AlreadyExistsError || mayHaveActed(error))) throw error;
      const found = await lookAfter(error, () => this.describe(context, inputs));
      return found ? this.#adopt(context, found, inputs, error) : this.#createOnce(context, inputs);
    }
  }

  async #createOnce(context: AlibabaContext, inputs: NamedInputs): Promise<NamedOutputs> {
    const parameters = { ...this.#kind.fixed(inputs), ...this.#changeable(context, inputs) };
    const { arn } = await this.#write(context, this.#kind.create, inputs, parameters);
    noteAccount(context, arn);
    context.ledger.made(this.#address(inputs));
    return { arn };
  }

  /** Goes on with an object that the program adopts, or that is certainly ours: made by the lost call, or replaced by this one. */
  async #adopt(
    context: AlibabaContext,
    { state, mark }: Found<NamedInputs>,
    inputs: NamedInputs,
    error: unknown,
  ): Promise<NamedOutputs> {
    const { own } = context.nonces;
    const whoseItIs = this.#replaces(context, mark, inputs) ? "ours" : whose(mark, inputs.label, context.nonces);
    if (!inputs.adopt && whoseItIs !== "ours")
      throw existsAlready(this.#object(inputs), inputs.region, ownerIn(mark, whoseItIs), error);
    const changed = differences(this.#about, state, inputs);
    const fixed = changed.filter(({ onChange }) => onChange === "replace").map(({ path }) => path);
    if (fixed.length > 0) throw this.#cannotBecome(inputs, fixed);
    if (!context.ledger.adopt(this.#address(inputs)))
      throw hasOtherResource(this.#object(inputs), inputs.region, error);
    if (changed.length > 0 || mark.label !== inputs.label || mark.nonce !== own) await this.#change(context, inputs);
    return { arn: state.arn };
  }

  /** Marks of 0.1 have no nonce: a resource that was recorded without one has the nonce of its address. */
  #replaces({ nonces }: AlibabaContext, mark: Owned, inputs: NamedInputs): boolean {
    const isOf01 = mark.label !== undefined && mark.label === inputs.label && mark.nonce === undefined;
    return isOf01 && nonces.replaced !== undefined && nonces.replaced === nonceOf(this.#address(inputs));
  }

  async read<I extends NamedInputs>(context: AlibabaContext, prior: I): Promise<(I & NamedOutputs) | undefined> {
    const found = await this.describe(context, prior);
    if (!found) return undefined;
    await this.#warnOfMissing(context, found.state, () => false);
    const marked = { subject: this.#subject(prior.name), address: this.#address(prior), label: prior.label };
    return { ...found.state, label: labelLeft(context, marked, found.mark) };
  }

  /** The state of an object that was made elsewhere. @throws ConflictError if no inputs can describe it */
  async find<I extends NamedInputs>(
    context: AlibabaContext,
    told: Partial<I>,
  ): Promise<(I & NamedOutputs) | undefined> {
    const found = await this.describe(context, { ...told, region: requireKnownRegion(told) } as I);
    if (!found) return undefined;
    const { state, mark } = found;
    this.#requireDescribable(state);
    return { ...state, label: mark.label === undefined ? state.label : labelFor(mark, context.nonces) };
  }

  async *all<I extends NamedInputs>(
    context: AlibabaContext,
    base: Partial<I>,
  ): AsyncGenerator<Listed<I & NamedOutputs>> {
    const region = requireKnownRegion(base);
    for await (const name of inPages(pagesOf(context, this.#kind.list, region))) {
      const look = async (): Promise<Looked<I & NamedOutputs> | undefined> => {
        const told = { ...base, region, name } as Partial<I>;
        const [state, described] = [await this.find(context, told), await this.describe(context, told as I)];
        return state && { state, label: described?.mark.label };
      };
      yield { name, look };
    }
  }

  async describe<I extends NamedInputs>(context: AlibabaContext, prior: I): Promise<Found<I> | undefined> {
    const reply = await described(context, this.#kind, prior);
    if (!reply) return undefined;
    noteAccount(context, reply.arn);
    const mark = readDescription(reply.description);
    const { description } = mark;
    return { state: { ...prior, ...this.#kind.observe(reply, prior), description, arn: reply.arn }, mark };
  }

  /** The mark as it is now: another process may have written it since this one asked. */
  async mark(context: AlibabaContext, state: NamedInputs): Promise<Owned | undefined> {
    context.memo.forget(answerOf(this.#kind, state));
    return (await this.describe(context, state))?.mark;
  }

  async update(context: AlibabaContext, { arn }: NamedOutputs, inputs: NamedInputs): Promise<NamedOutputs> {
    await this.#warnOfMissing(context, inputs);
    await this.#change(context, inputs);
    return { arn };
  }

  async delete(context: AlibabaContext, place: Place): Promise<void> {
    await this.#kind.dependants?.requireNone(context, place);
    await unlessGone(this.#write(context, this.#kind.delete, place, {}));
  }

  async #change(context: AlibabaContext, inputs: NamedInputs): Promise<void> {
    await this.#write(context, this.#kind.update, inputs, this.#changeable(context, inputs));
  }

  async #write<T>(context: AlibabaContext, operation: Operation<T>, place: Place, parameters: Parameters): Promise<T> {
    try {
      return await context.client.call(operation, place.region, { Name: place.name, ...parameters });
    } finally {
      // Also after a failed write, which may have been carried out.
      context.memo.forget(answerOf(this.#kind, place));
    }
  }

  /**
   * Warns of names under which there is no object: the service silently binds objects that don't exist, and deletes bound ones. Never
   * fails: what could not be found out is logged.
   * @param isKnown whether an object needs no lookup: by default one that the program has, as its own refresh tells whether it exists
   */
  async #warnOfMissing(
    context: AlibabaContext,
    inputs: NamedInputs,
    isKnown = (address: Address): boolean => context.ledger.holds(address),
  ): Promise<void> {
    const { binding } = this.#kind;
    if (!binding) return;
    const { to, lack } = binding;
    const { region } = inputs;
    const subject = this.#subject(inputs.name);
    const lookUp = async (name: string): Promise<void> => {
      const called = `${to.kind} ${JSON.stringify(name)}`;
      try {
        if (await described(context, to, { region, name })) return;
        context.log.warn(`${subject}: there is no ${called} in ${region}; until there is one, ${lack}`);
      } catch (error) {
        if (!isKeysmithError(error)) throw error;
        context.log.warn(`${subject}: it is not known whether there is a ${called} in ${region}: ${error.problem}`);
      }
    };
    const unknown = binding.names(inputs).filter((name) => !isKnown(namedAddress(to.kind, { region, name })));
    await Promise.all(unknown.map(lookUp));
  }

  #subject(name: string): string {
    return `${this.#about.name} ${JSON.stringify(name)}`;
  }

  #address(inputs: NamedInputs): Address {
    return namedAddress(this.#kind.kind, inputs);
  }

  #changeable(context: AlibabaContext, inputs: NamedInputs): Parameters {
    return { ...this.#kind.changeable(inputs), Description: descriptionOf(context, inputs) };
  }

  /** An object that only the console can make, such as a rule of another type, would be replaced by the next plan. */
  #requireDescribable(state: Values): void {
    const strange = fieldsOf(this.#about.inputs)
      .filter(({ name, onChange, schema }) => onChange === "replace" && !schema.safeParse(state[name]).success)
      .map(({ name }) => message`${ref(name)} is ${JSON.stringify(state[name])}`);
    if (strange.length === 0) return;
    throw new ConflictError(
      message`the ${this.#kind.kind} ${JSON.stringify(state["name"])} can't be adopted: its ${joined(strange, ", and its ")}, which can't be declared here`,
      "Keep managing it with the tool that created it.",
    );
  }

  #object({ name }: NamedInputs): string {
    return `${this.#kind.kind} ${JSON.stringify(name)}`;
  }

  #cannotBecome({ name }: NamedInputs, fields: readonly string[]): ConflictError {
    return new ConflictError(
      message`the existing ${this.#kind.kind} ${JSON.stringify(name)} can't be adopted: its ${joined(fields.map(ref), ", ")} can't be changed in place`,
      "Declare it as it is, or delete it first.",
    );
  }
}

/**
 * The service's description of an object; undefined if there is none. Fetched once in a run, until the object is written, because several
 * resources may name it.
 */
function described<R>(context: AlibabaContext, what: Nameable<R>, place: Place): Promise<R | undefined> {
  const ask = () => unlessGone(context.client.call(what.describe, place.region, { Name: place.name }));
  return context.memo.once(answerOf(what, place), ask);
}

function answerOf({ kind }: Nameable<unknown>, { region, name }: Place): string {
  return `alibaba: ${kind} ${region}/${name}`;
}

function ownerIn({ label, nonce }: Owned, whoseItIs: Ownership): string {
  if (label === undefined) return "its description carries no label";
  const made = nonce === undefined ? undefined : nonceTime(nonce);
  const when = made ? ` on ${formatTime(made)}` : "";
  return whoseItIs === "found"
    ? `it was made${when} under this resource's label, ${JSON.stringify(label)}, and this run has no record of it`
    : `it was made${when} under the label ${JSON.stringify(label)}`;
}
