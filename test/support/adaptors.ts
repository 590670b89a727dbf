import { isDeepStrictEqual } from "node:util";
import { vendors } from "../../src/catalog";
import type { Definition, Values, Vendor } from "../../src/core/definition";
import { fieldsOf } from "../../src/core/fields";
import { Run } from "../../src/core/run";
import { isPlainObject } from "../../src/core/unknown";
import { DefinitionProvider } from "../../src/pulumi/provider";
import { resourceType, snakeCase, writeOnlyName, writeOnlyVersionName } from "../../src/terraform/names";
import type { Attributes, Diagnosed, Provider } from "../../src/terraform/protocol/provider";
import { createProvider } from "../../src/terraform/provider";
import { resourceSchema } from "../../src/terraform/resource-schema";
import { conform, toAttributes } from "../../src/terraform/values";
import { SIGNATURE } from "../pulumi/provider-support";

type Environment = Readonly<Record<string, string>>;

/** What an engine has recorded of one resource: JSON, as in its state. */
export interface RecordedByEngine {
  /** What others refer to it by. */
  readonly id: string;
  readonly state: Values;
  /** What Terraform keeps beside it, in base64. */
  readonly private?: string;
}

/** An engine's adaptor, called as the engine calls it. */
export interface Adaptor {
  readonly name: string;
  /** @throws Error with what a person would read, for what is refused or fails */
  create(type: string, inputs: Values): Promise<RecordedByEngine>;
  /** What the engine would do with recorded state, without asking the service. */
  plan(type: string, recorded: RecordedByEngine, inputs: Values): Promise<"none" | "update" | "replace">;
}

function find(type: string): { readonly vendor: Vendor; readonly definition: Definition } {
  for (const vendor of vendors) {
    const definition = vendor.definitions.find(({ name }) => name === type);
    if (definition) return { vendor, definition };
  }
  throw new Error(`no definition is called ${type}`);
}

/** @param warn is told what a person is shown */
export function pulumiAdaptor(env: Environment, warn: (line: string) => void = () => {}): Adaptor {
  // Some of the vendors' own libraries look there.
  Object.assign(process.env, env);
  const start = (): Run => new Run({ env, log: { warn } });
  const creations = start();
  const providerOf = (type: string, run: Run): DefinitionProvider => {
    const { vendor, definition } = find(type);
    return new DefinitionProvider(vendor, definition, run);
  };
  const checked = async (
    provider: DefinitionProvider,
    olds: Values,
    inputs: Values,
  ): Promise<Record<string, unknown>> => {
    const { inputs: checkedInputs, failures = [] } = await provider.check({ ...olds }, { ...inputs });
    if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("; "));
    return checkedInputs as Record<string, unknown>;
  };
  return {
    name: "Pulumi",
    async create(type, inputs) {
      const provider = providerOf(type, creations);
      const { id, outs } = await provider.create(await checked(provider, {}, inputs));
      // The engine opens the secrets of a state before it hands them back.
      return { id, state: JSON.parse(JSON.stringify(outs), (_, value) => opened(value)) as Values };
    },
    async plan(type, { id, state }, inputs) {
      // The engine starts another process for each of its commands.
      const provider = providerOf(type, start());
      const { changes, replaces = [] } = await provider.diff(id, { ...state }, await checked(provider, state, inputs));
      if (!changes) return "none";
      return replaces.length > 0 ? "replace" : "update";
    },
  };
}

/** By what marks a secret on Pulumi's wire: an input of a resource may be called `value` too. */
function opened(value: unknown): unknown {
  return isPlainObject(value) && SIGNATURE in value ? value["value"] : value;
}

/** @param config of the provider's block */
export function terraformAdaptor(
  env: Environment,
  config: Attributes = { plain_secrets: true, stack: "shop/prod" },
  warn: (line: string) => void = () => {},
): Adaptor {
  Object.assign(process.env, env);
  const capabilities = { writeOnly: true };
  const whole = <T extends Diagnosed>(answer: T): T => {
    const errors = answer.diagnostics.filter(({ severity }) => severity === "error");
    if (errors.length > 0) throw new Error(errors.map(({ summary }) => summary).join("; "));
    for (const { summary } of answer.diagnostics) warn(summary);
    return answer;
  };
  // The engine configures another process for each of its commands.
  const start = async (): Promise<Provider> => {
    const provider = createProvider(vendors, { env, folder: "/shop/prod" });
    whole(await provider.configure({ config, engineVersion: "1.12.0", capabilities }));
    return provider;
  };
  const begin = (type: string, inputs: Values): { definition: Definition; type: string; config: Attributes } => {
    const { definition } = find(type);
    return { definition, type: resourceType(definition), config: configOf(definition, inputs) };
  };
  return {
    name: "Terraform",
    async create(name, inputs) {
      const provider = await start();
      const { definition, type, config: given } = begin(name, inputs);
      const asked = { type, prior: null, config: given, capabilities };
      const { planned, private: left } = whole(
        await provider.planChange({ ...asked, proposed: given, private: new Uint8Array() }),
      );
      const done = whole(
        await provider.applyChange({ type, prior: null, planned, config: given, private: left ?? new Uint8Array() }),
      );
      const state = done.state ?? {};
      const kept = Buffer.from(done.private ?? new Uint8Array()).toString("base64");
      const id = definition.id ? String(state["id"]) : String(inputs[definition.subject] ?? state["id"]);
      return { id, state, private: kept };
    },
    async plan(name, { state, private: kept = "" }, inputs) {
      const provider = await start();
      const { type, config: given } = begin(name, inputs);
      const { state: prior } = whole(await provider.upgradeState({ type, version: 0, json: state }));
      const bytes = Buffer.from(kept, "base64");
      const { planned, requiresReplace = [] } = whole(
        await provider.planChange({ type, prior, config: given, proposed: given, private: bytes, capabilities }),
      );
      if (requiresReplace.length > 0) return "replace";
      return isDeepStrictEqual(planned, prior) ? "none" : "update";
    },
  };
}

/** Inputs as a program in the engine's language gives them: secrets by what is write-only. */
function configOf(definition: Definition, inputs: Values): Attributes {
  const fields = fieldsOf(definition.inputs);
  const secrets = fields.filter(({ name, meta }) => meta.secret && inputs[name] !== undefined);
  const writeOnly = secrets.flatMap(({ name }) => [
    [writeOnlyName(snakeCase(name)), String(inputs[name])],
    [writeOnlyVersionName(snakeCase(name)), 1],
  ]);
  const open = Object.fromEntries(
    Object.entries(inputs).filter(([name]) => !secrets.some((each) => each.name === name)),
  );
  return conform(resourceSchema(definition), { ...toAttributes(fields, open), ...Object.fromEntries(writeOnly) });
}
