import { isDeepStrictEqual } from "node:util";
import { topOf } from "../../core/compare";
import type { Vendor } from "../../core/definition";
import { ConfigurationError, InvalidInputError } from "../../core/errors";
import type { Run } from "../../core/run";
import { call } from "../call";
import type { Detail } from "../details";
import { shownError, UnfinishedError } from "../failure";
import { type DefinitionProvider, type Difference, providersOf } from "../provider";
import { PACKAGE, tokenOf } from "../tokens";
import { resourceName } from "../urn";
import {
  fromWire,
  markedIn,
  markedLike,
  PACKAGE_INPUT,
  PLACE_INPUT,
  PROVIDER_INPUT,
  type Properties,
  providerLiteral,
  stateToWire,
  unmarked,
} from "../wire";
import { configFailures, knownReader, markedConfig } from "./config";
import type { EngineLog } from "./engine-log";
import type { PluginCalls, ReceivedMessage, SentMessage } from "./messages";
import { statusOf } from "./status";
import { fromStruct, toStruct } from "./struct";

export interface Plugin {
  readonly vendors: readonly Vendor[];
  /** The run of one provider resource: the engine starts a process for each. */
  readonly run: Run;
  readonly log: EngineLog;
  readonly version: string;
  /** Built on request, as few runs ask for it. */
  schema(): Promise<object>;
}

/** @see proto/pulumi/provider.proto of pulumi/pulumi for `DiffResponse` and `PropertyDiff` */
const CHANGES = { none: 1, some: 2 } as const;
const KINDS = { ADD: 0, DELETE: 2, UPDATE: 4 } as const;

/** The plugin's calls. A thrown error becomes the status of the call. */
export function pluginCalls(plugin: Plugin): PluginCalls {
  return guarded({ ...wholePackage(plugin), ...configuration(plugin), ...resources(plugin) }, plugin);
}

/**
 * The received properties, with their marks. No output shows what the program marked as secret from then on.
 * @param secrets names of fields that are secret by definition, which no output shows anyway
 */
function sentIn(
  { concealment }: Run,
  struct: ReceivedMessage<"Struct"> | undefined,
  secrets: readonly string[] = [],
): Properties {
  const properties = fromStruct(struct);
  for (const [name, value] of Object.entries(properties))
    if (!secrets.includes(name)) for (const secret of markedIn(value)) concealment.add(secret);
  return properties;
}

function wholePackage({ log, run, version, schema, ...plugin }: Plugin) {
  let saysPreview = false;
  return {
    Handshake: ({ engineAddress, invokeWithPreview }) => {
      saysPreview = invokeWithPreview;
      log.connect(engineAddress);
      return { acceptSecrets: true, acceptResources: false, acceptOutputs: false };
    },
    Attach: ({ address }) => {
      log.connect(address);
      return {};
    },
    GetPluginInfo: () => ({ version }),
    GetSchema: async ({ version: asked }) => {
      if (asked !== 0)
        throw new ConfigurationError(
          `the engine asks for schema version ${asked}, and there is only 0`,
          "Use another version of Pulumi.",
        );
      return { schema: JSON.stringify(await schema()) };
    },
    Invoke: async ({ tok, args, preview }) => {
      const { vendor, fn } = functionIn(plugin.vendors, tok);
      if (fn.kind === "action" && !saysPreview) throw actsUnseen(fn.name);
      // The engine accepts no unknown answer, so an action answers with an empty one in a preview.
      if (fn.kind === "action" && preview) return { return: toStruct({}) };
      return { return: toStruct(stateToWire(await call(run, vendor, fn, fromWire(sentIn(run, args))))) };
    },
    Cancel: () => {
      run.interrupt();
      return {};
    },
  } satisfies Partial<PluginCalls>;
}

/** Engines before version 3.206 don't say whether they only preview. */
function actsUnseen(name: string): ConfigurationError {
  return new ConfigurationError(
    `${name} acts at the service, and this version of Pulumi doesn't say whether it only previews`,
    "Use Pulumi 3.206 or newer, or the command of keysmith that does the same.",
  );
}

function functionIn(vendors: readonly Vendor[], token: string) {
  for (const vendor of vendors) {
    const fn = vendor.functions.find(({ name }) => token === tokenOf(name));
    if (fn) return { vendor, fn };
  }
  throw new InvalidInputError(token, [{ field: "", reason: "is no function of this package", secret: false }]);
}

/** A project with the package's name has its own configuration in the same namespace: the engine sends all of it. */
function sharesNames(urn: string): boolean {
  const { place } = resourceName(urn);
  return place[0] === PACKAGE && /^default(_|$)/.test(place.at(-1) ?? "");
}

function configuration({ vendors, run }: Plugin) {
  return {
    CheckConfig: ({ urn, news }) => {
      const args = sentIn(run, news);
      const failures = configFailures(vendors, args, sharesNames(urn)).map((each) => concealed(run, each));
      return failures.length > 0 ? { inputs: news, failures } : { inputs: toStruct(markedConfig(vendors, args)) };
    },
    // Settings that decide where a resource is are also among its inputs, and the resource's diff says what follows.
    DiffConfig: ({ olds, news }) => {
      const [was, is] = [olds, news].map((each) => {
        const { version: _version, ...args } = unmarked(fromStruct(each));
        return args;
      });
      return { changes: isDeepStrictEqual(was, is) ? CHANGES.none : CHANGES.some };
    },
    Configure: ({ args }) => {
      run.configure(knownReader(sentIn(run, args)));
      return { acceptSecrets: true, supportsPreview: true, acceptResources: false, acceptOutputs: false };
    },
  } satisfies Partial<PluginCalls>;
}

function resources({ vendors, run, version }: Plugin) {
  const served = providersOf(vendors, run);
  const kindOf = (urn: string): Kind => {
    const { type, place } = resourceName(urn);
    const name = type.split(":").at(-1) ?? "";
    const provider = Object.hasOwn(served, name) ? served[name] : undefined;
    const read: Kind["read"] = (struct) => sentIn(run, struct, provider?.secrets);
    if (provider && type === tokenOf(name)) return { provider, name, place, read };
    throw new InvalidInputError(type, [{ field: "", reason: "is no resource of this package", secret: false }]);
  };
  return {
    Check: async ({ urn, olds, news }) => {
      const { provider, name, place, read } = kindOf(urn);
      const [was, sent] = [read(olds), read(news)];
      const { [PACKAGE_INPUT]: asked, ...given } = sent;
      requireVersion(version, asked);
      const { inputs, failures = [] } = await provider.check(was, { [PLACE_INPUT]: place, ...given });
      return { inputs: answer(name, inputs, sent), failures: failures.map((each) => concealed(run, each)) };
    },
    Diff: async ({ id, urn, olds, news }) => {
      const { provider, read } = kindOf(urn);
      return difference(await provider.diff(id, read(olds), read(news)));
    },
    Create: async ({ urn, properties, preview }) => {
      const { provider, name, read } = kindOf(urn);
      const inputs = read(properties);
      if (preview) return { properties: answer(name, await provider.previewCreate(inputs), inputs) };
      const { id, outs } = await provider.create(inputs).catch(markingLike(inputs));
      return { id, properties: answer(name, outs, inputs) };
    },
    Read: async ({ id, urn, ...sent }) => {
      const { provider, name, place, read } = kindOf(urn);
      const [state, given] = [read(sent.properties), read(sent.inputs)];
      const found = await (isRecorded(state, given) ? provider.read(id, state) : provider.find(id, place, state));
      if (found.id === undefined) return {};
      return { id: found.id, properties: answer(name, found.props, state), inputs: answer(name, found.inputs, given) };
    },
    Update: async ({ id, urn, olds, news, preview }) => {
      const { provider, name, read } = kindOf(urn);
      const [was, is] = [read(olds), read(news)];
      if (preview) return { properties: answer(name, await provider.previewUpdate(was, is), is) };
      const { outs } = await provider.update(id, was, is).catch(markingLike(is));
      return { properties: answer(name, outs, is) };
    },
    Delete: async ({ id, urn, properties }) => {
      const { provider, read } = kindOf(urn);
      await provider.delete(id, read(properties));
      return {};
    },
  } satisfies Partial<PluginCalls>;
}

interface Kind {
  readonly provider: DefinitionProvider;
  readonly name: string;
  readonly place: readonly string[];
  read(struct: ReceivedMessage<"Struct"> | undefined): Properties;
}

/**
 * Whether a read is of a recorded resource. For an import the engine sends no properties, and for a program's `get` it
 * sends the properties that the program gives, both as state and as inputs. The provider's text alone wouldn't tell: a
 * half-done dynamic resource comes without it.
 */
function isRecorded(state: Properties, inputs: Properties): boolean {
  return PROVIDER_INPUT in state || !isDeepStrictEqual(state, inputs);
}

/**
 * Adds the text that the process serving dynamic resources needs: a stack can go back to those at any time.
 * @param sent the properties that the engine sent, whose secret marks the answer has to carry again
 */
function answer(resource: string, properties: Properties = {}, sent: Readonly<Properties>): SentMessage<"Struct"> {
  return toStruct(markedLike({ ...properties, [PROVIDER_INPUT]: providerLiteral(resource) }, sent));
}

/** Puts the marks back on the properties of a half-done resource, and rethrows. */
function markingLike(sent: Readonly<Properties>): (error: unknown) => never {
  return (error) => {
    throw error instanceof UnfinishedError ? error.with(markedLike(error.properties, sent)) : error;
  };
}

function concealed({ concealment }: Run, failure: SentMessage<"CheckFailure">): SentMessage<"CheckFailure"> {
  return { ...failure, reason: concealment.hide(failure.reason ?? "") };
}

/** A program in another language doesn't say which version it was written for: the engine takes care of that. */
function requireVersion(own: string, asked: unknown): void {
  if (typeof asked !== "string" || asked === own) return;
  throw new ConfigurationError(
    `the plugin ${PACKAGE} is ${own}, and the program has the package ${PACKAGE} ${asked}`,
    "Install the same version of both: npx keysmith plugin install puts the package's own plugin where Pulumi looks for it.",
  );
}

function difference({
  changes,
  replaces = [],
  deleteBeforeReplace = false,
  details,
}: Difference): SentMessage<"DiffResponse"> {
  const entries = Object.entries(details);
  return {
    changes: changes ? CHANGES.some : CHANGES.none,
    replaces,
    deleteBeforeReplace,
    diffs: [...new Set(entries.map(([path]) => topOf(path)))],
    detailedDiff: entries.map(([key, detail]) => ({ key, value: propertyDiff(detail) })),
    hasDetailedDiff: true,
  };
}

function propertyDiff({ kind, replaces }: Detail): SentMessage<"PropertyDiff"> {
  return { kind: KINDS[kind] + (replaces ? 1 : 0), inputDiff: true };
}

function guarded(calls: PluginCalls, { log, run }: Plugin): PluginCalls {
  const guard = (answer: (request: never) => unknown) => async (request: never) => {
    try {
      return await answer(request);
    } catch (error) {
      throw statusOf(shownError(error), (text) => run.concealment.hide(text));
    } finally {
      await log.told();
    }
  };
  const entries = Object.entries(calls).map(([name, answer]) => [name, guard(answer as (request: never) => unknown)]);
  return Object.fromEntries(entries) as PluginCalls;
}
