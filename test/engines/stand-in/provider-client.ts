import type { ServiceError } from "@grpc/grpc-js";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { type InitFailure, initFailureOf } from "./init-failure";
import type * as provider from "./provider";
import { fromStruct, named, type ProviderConnection, toStruct } from "./provider-connection";
import { carrySecretsOver, forProvider, type Properties, sameProperties } from "./wire";

/**
 * The calls about resources, each field as the engine sends it to a provider that does not take secrets: unwrapped on the way
 * in, and marked again by name in what comes back.
 */
export class ProviderClient implements provider.Provider {
  readonly #connection: ProviderConnection;

  constructor(connection: ProviderConnection) {
    this.#connection = connection;
  }

  async check({ urn, olds, news, randomSeed }: provider.CheckRequest): Promise<provider.Checked> {
    const fields = { olds: forProvider(olds), news: forProvider(news) };
    const request = { ...fields, randomSeed: Buffer.from(randomSeed).toString("base64") };
    const message = named(new messages.CheckRequest(), urn)
      .setOlds(toStruct(fields.olds))
      .setNews(toStruct(fields.news))
      .setRandomseed(randomSeed);
    const reply = await this.#connection.call<messages.CheckResponse>(
      { method: "Check", urn, request },
      (client, done) => client.check(message, done),
    );
    const inputs = fromStruct(reply.getInputs());
    carrySecretsOver(inputs, news);
    return { inputs, failures: reply.getFailuresList().map((failure) => failure.toObject()) };
  }

  async diff(asked: provider.DiffRequest): Promise<provider.Difference> {
    const { urn, id } = asked;
    const request = differenceFields(asked);
    const message = named(new messages.DiffRequest(), urn)
      .setId(id)
      .setOlds(toStruct(request.olds))
      .setNews(toStruct(request.news))
      .setOldInputs(toStruct(request.oldInputs));
    const reply = await this.#connection.call<messages.DiffResponse>({ method: "Diff", urn, request }, (client, done) =>
      client.diff(message, done),
    );
    return {
      changes: saysChanged(reply, asked),
      replaces: reply.getReplacesList().length > 0,
      deleteBeforeReplace: reply.getDeletebeforereplace(),
    };
  }

  async create({ urn, properties }: provider.CreateRequest): Promise<provider.Created> {
    const request = { properties: forProvider(properties) };
    const message = named(new messages.CreateRequest(), urn).setProperties(toStruct(request.properties));
    const created: provider.Created = await orInitFailure(async () => {
      const reply = await this.#connection.call<messages.CreateResponse>(
        { method: "Create", urn, request },
        (client, done) => client.create(message, done),
      );
      return { id: reply.getId(), outputs: fromStruct(reply.getProperties()) };
    });
    if (created.id === "") throw new Error(`plugin returned empty resource.ID from create '${urn}'`);
    carrySecretsOver(created.outputs, properties);
    return created;
  }

  async read({ urn, id, properties, inputs }: provider.ReadRequest): Promise<provider.ReadOutcome> {
    const request = { id, properties: forProvider(properties), inputs: forProvider(inputs) };
    const message = named(new messages.ReadRequest(), urn)
      .setId(id)
      .setProperties(toStruct(request.properties))
      .setInputs(toStruct(request.inputs));
    const outcome: provider.ReadOutcome = await orInitFailure(async () => {
      const reply = await this.#connection.call<messages.ReadResponse>(
        { method: "Read", urn, request },
        (client, done) => client.read(message, done),
      );
      const fresh = { id: reply.getId(), outputs: fromStruct(reply.getProperties()) };
      return reply.hasInputs() ? { ...fresh, inputs: fromStruct(reply.getInputs()) } : fresh;
    });
    carrySecretsOver(outcome.inputs, inputs);
    carrySecretsOver(outcome.outputs, properties);
    return outcome;
  }

  async update(asked: provider.DiffRequest): Promise<provider.Outcome> {
    const { urn, id } = asked;
    const request = differenceFields(asked);
    const message = named(new messages.UpdateRequest(), urn)
      .setId(id)
      .setOlds(toStruct(request.olds))
      .setNews(toStruct(request.news))
      .setOldInputs(toStruct(request.oldInputs));
    const outcome: provider.Outcome = await orInitFailure(async () => {
      const reply = await this.#connection.call<messages.UpdateResponse>(
        { method: "Update", urn, request },
        (client, done) => client.update(message, done),
      );
      return { outputs: fromStruct(reply.getProperties()) };
    });
    carrySecretsOver(outcome.outputs, asked.news);
    return outcome;
  }

  async delete({ urn, id, properties, oldInputs }: provider.DeleteRequest): Promise<void> {
    const request = { id, properties: forProvider(properties), oldInputs: forProvider(oldInputs) };
    const message = named(new messages.DeleteRequest(), urn)
      .setId(id)
      .setProperties(toStruct(request.properties))
      .setOldInputs(toStruct(request.oldInputs));
    await this.#connection.call({ method: "Delete", urn, request }, (client, done) => client.delete(message, done));
  }
}

/** Diff and Update get the same sides: the old outputs go as `olds`. */
function differenceFields({ id, oldInputs, oldOutputs, news }: provider.DiffRequest): Sides {
  return { id, olds: forProvider(oldOutputs), news: forProvider(news), oldInputs: forProvider(oldInputs) };
}

interface Sides {
  readonly id: string;
  readonly olds: Properties;
  readonly news: Properties;
  readonly oldInputs: Properties;
  readonly [field: string]: unknown;
}

/** A provider that leaves it open gets the engine's own comparison of inputs. */
function saysChanged(reply: messages.DiffResponse, { oldInputs, news }: provider.DiffRequest): boolean {
  const { DIFF_SOME, DIFF_UNKNOWN } = messages.DiffResponse.DiffChanges;
  const changes = reply.getChanges();
  return changes === DIFF_UNKNOWN ? !sameProperties(oldInputs, news) : changes === DIFF_SOME;
}

/** A half-made resource comes as an error, and is a result to the engine. */
async function orInitFailure<Result>(call: () => Promise<Result>): Promise<Result | InitFailure> {
  try {
    return await call();
  } catch (error) {
    const failure = initFailureOf(error as ServiceError);
    if (!failure) throw error;
    return failure;
  }
}
