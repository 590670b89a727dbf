import { aboutRecord } from "../core/damage";
import type { Definition, Vendor } from "../core/definition";
import { subjectOf } from "../core/definition";
import { ConfigurationError } from "../core/errors";
import { onDemand } from "../core/memo";
import type { Environment } from "../core/settings";
import { applyChange } from "./apply-change";
import { problemDiagnostics } from "./diagnostics";
import {
  actionSchema,
  askEphemeral,
  askFunction,
  type BoundFunction,
  functionSchema,
  invokeAction,
  isAction,
  isDataSource,
  isEphemeral,
  planAction,
  validateFunction,
} from "./function";
import { identitySchema, importByIdentity, upgradeIdentity } from "./identity";
import { checkedInputs, unsettled, unsupportedWriteOnly } from "./inputs";
import { stackMissing, stackName } from "./label";
import { generateConfig, listResources, listSchema } from "./list";
import { functionType, resourceType } from "./names";
import { callOpen, OPEN, OPENED, openedSchema, openSealed, openSignature } from "./opened";
import { planChange } from "./plan-change";
import type {
  ApplyRequest,
  Attributes,
  ConfigRequest,
  Diagnosed,
  Imported,
  ImportRequest,
  ListEvent,
  ListRequest,
  MoveRequest,
  Opened,
  Planned,
  PlanRequest,
  Provider,
  ReadRequest,
  Recorded,
  StoredState,
  Value,
} from "./protocol/provider";
import type { ProviderSchema } from "./protocol/schema";
import {
  credentialProblems,
  engineVersionProblems,
  providerSchema,
  secretKeepingProblems,
  stackProblems,
} from "./provider-block";
import { readResource } from "./read-resource";
import { type Resource, titleOf } from "./resource";
import { resourceSchema } from "./resource-schema";
import { ConfiguredRun } from "./run";
import { importState, moveState, upgradeState } from "./stored-state";

export interface ProviderOptions {
  /** Read again whenever the engine configures the provider. */
  readonly env: Environment;
  /** Where the engine runs; by default where this process does. */
  readonly folder?: string;
}

export function createProvider(vendors: readonly Vendor[], options: ProviderOptions): Provider {
  return new KeysmithProvider(vendors, options);
}

class KeysmithProvider implements Provider {
  readonly #vendors: readonly Vendor[];
  readonly #env: Environment;
  readonly #folder: string;
  readonly #resources: ReadonlyMap<string, Omit<Resource, "run">>;
  readonly #functions: ReadonlyMap<string, BoundFunction>;
  #run: ConfiguredRun | undefined;
  /** The provider's block, as far as it is known when it is checked. */
  #block: Attributes | undefined;

  constructor(vendors: readonly Vendor[], { env, folder = process.cwd() }: ProviderOptions) {
    this.#vendors = vendors;
    this.#env = env;
    this.#folder = folder;
    this.#resources = new Map(
      vendors.flatMap((vendor) =>
        vendor.definitions.map((definition) => [resourceType(definition), { vendor, definition }] as const),
      ),
    );
    this.#functions = new Map(
      vendors.flatMap((vendor) => vendor.functions.map((fn) => [functionType(fn), { vendor, fn }] as const)),
    );
  }

  schema(): ProviderSchema {
    const definitions = [...this.#resources].map(([type, { definition }]) => [type, definition] as const);
    const functions = [...this.#functions].map(([type, { fn }]) => [type, fn] as const);
    return {
      provider: providerSchema(this.#vendors),
      resources: schemasOf(definitions, () => true, resourceSchema),
      lists: schemasOf(definitions, ({ list }) => list !== undefined, listSchema),
      identities: schemasOf(definitions, ({ identity }) => identity !== undefined, identitySchema),
      dataSources: schemasOf(functions, isDataSource, (fn) => functionSchema(fn, false)),
      ephemeralResources: onDemand([
        [OPENED, () => openedSchema],
        ...functions
          .filter(([, fn]) => isEphemeral(fn))
          .map(([type, fn]) => [type, () => functionSchema(fn, true)] as const),
      ]),
      functions: { [OPEN]: openSignature },
      actions: schemasOf(functions, isAction, actionSchema),
    };
  }

  async validateProvider(config: Attributes): Promise<Diagnosed> {
    this.#block = config;
    const problems = [...stackProblems(config), ...credentialProblems(this.#vendors, config)];
    return { diagnostics: [...(await secretKeepingProblems(config)), ...problems] };
  }

  async configure({ config, engineVersion, capabilities }: Parameters<Provider["configure"]>[0]): Promise<Diagnosed> {
    const run = new ConfiguredRun(config, this.#env, this.#folder, capabilities);
    this.#run = run;
    return run.listening(async () => {
      run.now();
      return { diagnostics: engineVersionProblems(engineVersion) };
    });
  }

  async validateResource({ type, config, capabilities }: ConfigRequest): Promise<Diagnosed> {
    const { definition } = this.#kind(type);
    const { values, problems } = checkedInputs(definition, config, unsettled);
    const missing = this.#block
      ? stackMissing(definition, { config }, this.#block, stackName(this.#folder, this.#env))
      : [];
    const found = [...unsupportedWriteOnly(definition, config, capabilities), ...problems, ...missing];
    return { diagnostics: problemDiagnostics(definition.inputs, subjectOf(definition, values), found, config) };
  }

  async validateDataSource({ type, config }: ConfigRequest): Promise<Diagnosed> {
    return validateFunction(this.#fn(type), config);
  }

  async validateEphemeral({ type, config }: ConfigRequest): Promise<Diagnosed> {
    return type === OPENED ? { diagnostics: [] } : validateFunction(this.#fn(type), config);
  }

  async upgradeState(stored: StoredState): Promise<Recorded> {
    return upgradeState(this.#kind(stored.type).definition, stored);
  }

  async upgradeIdentity({ type, version, json }: StoredState): Promise<Attributes> {
    return upgradeIdentity(this.#kind(type).definition, version, json);
  }

  async readResource({ type, ...request }: ReadRequest): Promise<Recorded> {
    const resource = this.#resource(type);
    return resource.run.listening(() => readResource(resource, request));
  }

  async planChange(request: PlanRequest): Promise<Planned> {
    return this.#onRecord(request, async (resource) => planChange(resource, request));
  }

  async applyChange(request: ApplyRequest): Promise<Recorded> {
    return this.#onRecord(request, (resource) => resource.run.listening(() => applyChange(resource, request)));
  }

  async importState({ type, id, identity }: ImportRequest): Promise<Imported> {
    const { definition } = this.#kind(type);
    if (!identity || !definition.identity) return importState(definition, id);
    const resource = this.#resource(type);
    return resource.run.listening(() => importByIdentity(resource, identity));
  }

  async moveState(request: MoveRequest): Promise<Recorded> {
    return moveState(this.#kind(request.targetType).definition, request);
  }

  async readDataSource({ type, config }: ConfigRequest): Promise<Recorded> {
    const run = this.#configured();
    const { result, diagnostics } = await run.listening(() => askFunction(this.#fn(type), config, run, true));
    return { state: result, diagnostics };
  }

  async openEphemeral({ type, config }: ConfigRequest): Promise<Opened> {
    const run = this.#configured();
    if (type === OPENED) return { result: await openSealed(config, this.#env, run), diagnostics: [] };
    return run.listening(() => askEphemeral(this.#fn(type), config, run));
  }

  async validateAction({ type, config }: ConfigRequest): Promise<Diagnosed> {
    return validateFunction(this.#fn(type), config);
  }

  async planAction({ type, config }: ConfigRequest): Promise<Diagnosed> {
    const run = this.#configured();
    return run.listening(async () => planAction(this.#fn(type), config, run));
  }

  async invokeAction({ type, config }: ConfigRequest, tell: (line: string) => void): Promise<Diagnosed> {
    const run = this.#configured();
    return run.listening(() => invokeAction(this.#fn(type), config, run), tell);
  }

  listResources({ type, ...request }: ListRequest): AsyncIterable<ListEvent> {
    return listResources(this.#resource(type), request);
  }

  async generateConfig({ type, state }: { readonly type: string; readonly state: Attributes }): Promise<Attributes> {
    return generateConfig(this.#resource(type), state);
  }

  async callFunction(name: string, args: readonly Value[]): Promise<Value> {
    if (name !== OPEN) throw new RangeError(`there is no function ${name}`);
    return callOpen(args);
  }

  /** Calls under way finish, so that what they made is recorded; waits between them end. */
  async stop(): Promise<void> {
    this.#run?.interrupt();
  }

  #kind(type: string): { readonly vendor: Vendor; readonly definition: Definition } {
    const found = this.#resources.get(type);
    if (!found) throw new RangeError(`there is no resource ${type}`);
    return found;
  }

  #fn(type: string): BoundFunction {
    const found = this.#functions.get(type);
    if (!found) throw new RangeError(`there is no function ${type}`);
    return found;
  }

  #resource(type: string): Resource {
    return { ...this.#kind(type), run: this.#configured() };
  }

  /** @throws ConfigurationError that names the resource if its record is damaged */
  async #onRecord<T>(
    { type, prior }: Pick<PlanRequest, "type" | "prior">,
    work: (resource: Resource) => Promise<T>,
  ): Promise<T> {
    const resource = this.#resource(type);
    try {
      return await work(resource);
    } catch (error) {
      throw prior ? aboutRecord(titleOf(resource.definition, prior), error) : error;
    }
  }

  #configured(): ConfiguredRun {
    if (this.#run) return this.#run;
    throw new ConfigurationError(
      "the provider was asked before it was configured",
      "Add a provider block for keysmith.",
    );
  }
}

/** Makes each schema when it is first read. */
function schemasOf<From, To>(
  all: readonly (readonly [type: string, from: From])[],
  has: (from: From) => boolean,
  make: (from: From) => To,
): Readonly<Record<string, To>> {
  const those = all.filter(([, from]) => has(from));
  return onDemand(those.map(([type, from]) => [type, () => make(from)] as const));
}
