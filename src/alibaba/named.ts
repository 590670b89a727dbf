import type { z } from "zod";
import type { Address } from "../core/address";
import type { Adoption, AdoptionForms } from "../core/adoption";
import { type Comparable, differences, type Equality } from "../core/compare";
import type { Values, Verbs } from "../core/definition";
import { AlreadyExistsError, ConflictError, causedBy, NotFoundError } from "../core/errors";
import type { Field } from "../core/fields";
import { assign, joined, message, ref } from "../core/message";
import { markedDescription, type Owned, readDescription } from "../core/ownership";
import type { Context } from "../core/run";
import { lookAfter, mayHaveActed } from "../http/retry";
import { regionOf, requireDescribable } from "./adoption";
import type { AlibabaClient, Parameters } from "./api/client";
import type { Operation } from "./api/operation";

type Client = Context<AlibabaClient>;

/** What every object has that the service knows by its name. */
export interface NamedInputs extends Owned {
  readonly name: string;
  readonly region: string;
  readonly adopt: boolean;
}

export interface NamedOutputs {
  readonly arn: string;
}

interface NamedReply extends NamedOutputs {
  readonly description?: string | undefined;
}

/** How one kind of named object is created, described, changed and deleted. */
export interface NamedObject<I extends NamedInputs, R extends NamedReply> {
  /** In words, such as `network rule`. */
  readonly kind: string;
  readonly inputs: z.ZodObject;
  readonly equal?: readonly Equality<I>[];
  readonly create: Operation<NamedOutputs>;
  readonly describe: Operation<R>;
  readonly update: Operation<unknown>;
  readonly delete: Operation<unknown>;
  /** Parameters that only a create takes, beside the name. */
  fixed(inputs: I): Parameters;
  /** Parameters that an update takes too, beside the description. */
  changeable(inputs: I): Parameters;
  /** The inputs that the service tells, beside the description. @param prior decides between forms that mean the same */
  observe(reply: R, prior: I): Partial<I>;
}

/** An object as the service has it. */
interface Found<I> {
  readonly state: I & NamedOutputs;
  /** Whose it is, as far as its description says. */
  readonly label: string | undefined;
}

/** An object of a kind that the service knows by its name in a region. */
export function namedAddress(kind: string, { region, name }: Partial<NamedInputs>): Address {
  return { kind, place: region, name };
}

/** How a named object is adopted that exists already. @param told how people and other tools tell it */
export function adoptNamed<I extends NamedInputs, R extends NamedReply>(
  object: NamedObject<I, R>,
  told: AdoptionForms<Pick<NamedInputs, "name" | "region">>,
): Adoption<I & NamedOutputs, AlibabaClient> {
  return {
    ...(told as AdoptionForms<I & NamedOutputs>),
    find: (context, values) => find(object, context, { ...values, region: regionOf(values) } as I & NamedOutputs),
  };
}

/** The four verbs of a named object, each one call when nothing goes wrong. */
export function namedVerbs<I extends NamedInputs, R extends NamedReply>(
  object: NamedObject<I, R>,
): Verbs<I, NamedOutputs, AlibabaClient> & { address(values: Partial<I>): Address } {
  return {
    address: (values) => namedAddress(object.kind, values),
    create: (context, inputs) => create(object, context, inputs),
    read: async (context, state) => (await describe(object, context, state))?.state,
    update: async (context, prior, inputs) => {
      await update(object, context, inputs);
      return { arn: prior.arn };
    },
    delete: (context, state) => remove(object, context, state),
  };
}

async function create<I extends NamedInputs, R extends NamedReply>(
  object: NamedObject<I, R>,
  context: Client,
  inputs: I,
): Promise<NamedOutputs> {
  try {
    return await createOnce(object, context, inputs);
  } catch (error) {
    if (!(error instanceof AlreadyExistsError || mayHaveActed(error))) throw error;
    const found = await lookAfter(error, () => describe(object, context, inputs));
    if (!found) return createOnce(object, context, inputs);
    const justMade =
      mayHaveActed(error) && found.label === inputs.label && differing(object, found.state, inputs).length === 0;
    if (!inputs.adopt && !justMade && !isOurs(found, inputs)) throw taken(object, inputs, error);
    return takeOver(object, context, found, inputs, error);
  }
}

async function createOnce<I extends NamedInputs, R extends NamedReply>(
  object: NamedObject<I, R>,
  context: Client,
  inputs: I,
): Promise<NamedOutputs> {
  const parameters = { Name: inputs.name, ...object.fixed(inputs), ...changeable(object, inputs) };
  const { arn } = await context.client.call(object.create, inputs.region, parameters);
  context.ledger.made(namedAddress(object.kind, inputs));
  return { arn };
}

function differing<I extends NamedInputs, R extends NamedReply>(
  { inputs, equal }: NamedObject<I, R>,
  found: I,
  wanted: I,
): readonly Field[] {
  return differences({ inputs, equal } as Comparable, found as Values, wanted as Values);
}

/** An interrupted run has left it: its description names this very resource. */
function isOurs(found: Found<NamedInputs>, { label }: NamedInputs): boolean {
  return label !== undefined && found.label === label;
}

async function takeOver<I extends NamedInputs, R extends NamedReply>(
  object: NamedObject<I, R>,
  context: Client,
  { state, label }: Found<I>,
  inputs: I,
  error: unknown,
): Promise<NamedOutputs> {
  const changed = differing(object, state, inputs);
  const fixed = changed.filter((field) => field.onChange === "replace").map((field) => field.path);
  if (fixed.length > 0) throw unfit(object, inputs, fixed);
  if (!context.ledger.adopt(namedAddress(object.kind, inputs))) throw taken(object, inputs, error);
  if (changed.length > 0 || label !== inputs.label) await update(object, context, inputs);
  return { arn: state.arn };
}

/** Of what is adopted as it is the description says whose it is, if anything does. */
async function find<I extends NamedInputs, R extends NamedReply>(
  object: NamedObject<I, R>,
  context: Client,
  told: I & NamedOutputs,
): Promise<(I & NamedOutputs) | undefined> {
  const found = await describe(object, context, told);
  if (!found) return undefined;
  const { state, label = state.label } = found;
  requireDescribable(object.kind, object.inputs, state);
  return { ...state, label };
}

/** The object as the service has it; nothing when it is gone. @param prior tells what the service does not */
async function describe<I extends NamedInputs, R extends NamedReply, S extends I>(
  object: NamedObject<I, R>,
  context: Client,
  prior: S,
): Promise<Found<S> | undefined> {
  try {
    const reply = await context.client.call(object.describe, prior.region, { Name: prior.name });
    const { description, label } = readDescription(reply.description);
    return { state: { ...prior, ...object.observe(reply, prior), description, arn: reply.arn }, label };
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

async function update<I extends NamedInputs, R extends NamedReply>(
  object: NamedObject<I, R>,
  context: Client,
  inputs: I,
): Promise<void> {
  await context.client.call(object.update, inputs.region, { Name: inputs.name, ...changeable(object, inputs) });
}

function changeable<I extends NamedInputs, R extends NamedReply>(object: NamedObject<I, R>, inputs: I): Parameters {
  return { ...object.changeable(inputs), Description: markedDescription(inputs) };
}

async function remove<I extends NamedInputs, R extends NamedReply>(
  object: NamedObject<I, R>,
  context: Client,
  state: I,
): Promise<void> {
  try {
    await context.client.call(object.delete, state.region, { Name: state.name });
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
}

function taken(object: { readonly kind: string }, { name, region }: NamedInputs, error: unknown): AlreadyExistsError {
  return new AlreadyExistsError(
    `a ${object.kind} named ${JSON.stringify(name)} exists already in ${region}`,
    message`Set ${assign("adopt", true)} to adopt it; or, when another stack of the account has it, give each stack names of its own.`,
    causedBy(error),
  );
}

function unfit(object: { readonly kind: string }, { name }: NamedInputs, fields: readonly string[]): ConflictError {
  return new ConflictError(
    message`the existing ${object.kind} ${JSON.stringify(name)} can't be adopted: its ${joined(fields.map(ref), ", ")} can't be changed in place`,
    "Declare it as it is, or delete it first.",
  );
}
