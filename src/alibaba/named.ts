import type { z } from "zod";
import { differences } from "../core/compare";
import type { Context } from "../core/context";
import type { Verbs } from "../core/definition";
import { AlreadyExistsError, ConflictError, NotFoundError } from "../core/errors";
import type { AlibabaClient, Parameters } from "./client";
import { mayHaveActed } from "./errors";
import type { Operation } from "./operations";

type Client = Context<AlibabaClient>;

/** What every object has that the service knows by its name. */
export interface NamedInputs {
  readonly name: string;
  readonly region: string;
  readonly adopt: boolean;
}

export interface NamedOutputs {
  readonly arn: string;
}

/** How one kind of named object is created, described, changed and deleted. */
export interface NamedObject<I extends NamedInputs, R> {
  /** In words, such as `network rule`. */
  readonly kind: string;
  readonly inputs: z.ZodObject;
  readonly create: Operation<NamedOutputs>;
  readonly describe: Operation<R>;
  readonly update: Operation<unknown>;
  readonly delete: Operation<unknown>;
  /** Parameters that only a create takes, beside the name. */
  fixed(inputs: I): Parameters;
  /** Parameters that an update takes too. An absent description is sent empty, to clear the old one. */
  changeable(inputs: I): Parameters;
  /** The inputs and outputs that the service tells. @param prior decides between forms that mean the same */
  observe(reply: R, prior: I): Partial<I> & NamedOutputs;
  /** Called when this run has made the object anew. */
  created?(context: Client, inputs: I): void;
}

/** The four verbs of a named object, each one call when nothing goes wrong. */
export function namedVerbs<I extends NamedInputs, R>(object: NamedObject<I, R>): Verbs<I, NamedOutputs, AlibabaClient> {
  return {
    create: (context, inputs) => create(object, context, inputs),
    read: (context, state) => read(object, context, state),
    update: async (context, prior, inputs) => {
      await update(object, context, inputs);
      return { arn: prior.arn };
    },
    delete: (context, state) => remove(object, context, state),
  };
}

async function create<I extends NamedInputs, R>(
  object: NamedObject<I, R>,
  context: Client,
  inputs: I,
): Promise<NamedOutputs> {
  try {
    return await createOnce(object, context, inputs);
  } catch (error) {
    if (error instanceof AlreadyExistsError) return adopt(object, context, inputs, error);
    if (!mayHaveActed(error)) throw error;
    return lookAfterLostReply(object, context, inputs);
  }
}

async function createOnce<I extends NamedInputs, R>(
  object: NamedObject<I, R>,
  context: Client,
  inputs: I,
): Promise<NamedOutputs> {
  const parameters = { Name: inputs.name, ...object.fixed(inputs), ...object.changeable(inputs) };
  const { arn } = await context.client.call(object.create, inputs.region, parameters);
  object.created?.(context, inputs);
  return { arn };
}

/** The name tells whether the lost create acted: an object that is just as we asked for is ours. */
async function lookAfterLostReply<I extends NamedInputs, R>(
  object: NamedObject<I, R>,
  context: Client,
  inputs: I,
): Promise<NamedOutputs> {
  const found = await describe(object, context, inputs);
  if (!found) return createOnce(object, context, inputs);
  if (differences(object.inputs, found, inputs).length > 0) throw taken(object, inputs);
  return { arn: found.arn };
}

async function adopt<I extends NamedInputs, R>(
  object: NamedObject<I, R>,
  context: Client,
  inputs: I,
  error: AlreadyExistsError,
): Promise<NamedOutputs> {
  if (!inputs.adopt) throw taken(object, inputs, error);
  const found = await describe(object, context, inputs);
  if (!found) return createOnce(object, context, inputs);
  const differing = differences(object.inputs, found, inputs);
  const fixed = differing.filter((field) => field.meta.immutable).map((field) => field.path);
  if (fixed.length > 0) throw unfit(object, inputs, fixed);
  if (differing.length > 0) await update(object, context, inputs);
  return { arn: found.arn };
}

async function read<I extends NamedInputs, R>(
  object: NamedObject<I, R>,
  context: Client,
  state: I & NamedOutputs,
): Promise<(I & NamedOutputs) | undefined> {
  const found = await describe(object, context, state);
  return found && { ...state, ...found };
}

/** The object with all inputs as the service has them; nothing when it is gone. */
async function describe<I extends NamedInputs, R>(
  object: NamedObject<I, R>,
  context: Client,
  prior: I,
): Promise<(I & NamedOutputs) | undefined> {
  try {
    const reply = await context.client.call(object.describe, prior.region, { Name: prior.name });
    return { ...prior, ...object.observe(reply, prior) };
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

async function update<I extends NamedInputs, R>(object: NamedObject<I, R>, context: Client, inputs: I): Promise<void> {
  await context.client.call(object.update, inputs.region, { Name: inputs.name, ...object.changeable(inputs) });
}

async function remove<I extends NamedInputs, R>(object: NamedObject<I, R>, context: Client, state: I): Promise<void> {
  try {
    await context.client.call(object.delete, state.region, { Name: state.name });
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
}

function taken(
  object: { readonly kind: string },
  { name, region }: NamedInputs,
  cause?: AlreadyExistsError,
): AlreadyExistsError {
  return new AlreadyExistsError(
    `a ${object.kind} named ${JSON.stringify(name)} exists already in ${region}`,
    "Set adopt: true to take it over, or, when another stack of the account has it, give each stack names of its own by " +
      `the configuration keysmith:naming, such as \${name}-\${stack}.`,
    { vendorCode: cause?.vendorCode, httpStatus: cause?.httpStatus, requestId: cause?.requestId },
  );
}

function unfit(object: { readonly kind: string }, { name }: NamedInputs, fields: readonly string[]): ConflictError {
  return new ConflictError(
    `the existing ${object.kind} ${JSON.stringify(name)} can't be adopted: its ${fields.join(", ")} can't be changed in place`,
    "Declare it as it is, or delete it first.",
  );
}
