import type { ExportedResource, ExportedStack, ProviderCall, RunResult } from "./types";

// What two engines must have in common, without what differs from run to run: addresses, random numbers, times.

/** Set by the engine's own surroundings: where its services listen, and where the provider's start script lies. */
const SURROUNDINGS = [
  "engineAddress",
  "mapperTarget",
  "loaderTarget",
  "resolverTarget",
  "rootDirectory",
  "programDirectory",
  "resourceStatusAddress",
  "resourceStatusToken",
];
/** Where in the program a resource was made: the stand-in does not record it. */
const UNRECORDED = ["sourcePosition", "stackTrace"];
const TIMES = ["created", "modified"];
const UUID = /\b(?!04da6b54)[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;

export interface NormalRun {
  readonly ok: boolean;
  readonly exitCode: number;
  readonly changeSummary: RunResult["changeSummary"];
  readonly steps: readonly string[];
  /** One for each engine run, that is for each provider process. */
  readonly processes: readonly NormalProcess[];
}

/** The calls that one provider process got: about itself, and about each resource, in order; and what order is certain overall. */
export interface NormalProcess {
  readonly byUrn: Readonly<Record<string, readonly unknown[]>>;
  readonly order: readonly string[];
}

/**
 * @param ordered whether the program leaves no choice of order; otherwise only the order for each resource is compared.
 */
export function normaliseRun(run: RunResult, ordered: boolean): NormalRun {
  const steps = run.steps.map(({ op, urn, type, name }) => [op, urn, type, name].join(" "));
  return {
    ok: run.ok,
    exitCode: run.exitCode,
    changeSummary: run.changeSummary,
    steps: ordered ? steps : steps.sort(),
    processes: splitByProcess(run.calls).map((calls) => normaliseProcess(calls, ordered)),
  };
}

function splitByProcess(calls: readonly ProviderCall[]): ProviderCall[][] {
  const starts = calls.flatMap(({ method }, index) => (method === "Handshake" ? [index] : []));
  return starts.map((start, index) => calls.slice(start, starts[index + 1]));
}

function normaliseProcess(calls: readonly ProviderCall[], ordered: boolean): NormalProcess {
  const byUrn: Record<string, unknown[]> = {};
  const seeds = new Map<unknown, number>();
  for (const { method, urn = "", request } of calls) {
    const { randomSeed, ...rest } = without(request, SURROUNDINGS);
    const ofUrn = byUrn[urn] ?? [];
    byUrn[urn] = ofUrn;
    // Of a random seed it counts in which call about the resource it came first.
    if (!seeds.has(randomSeed)) seeds.set(randomSeed, ofUrn.length);
    const seed = randomSeed === undefined ? {} : { seedOfCall: seeds.get(randomSeed) };
    ofUrn.push({ method, ...(anonymous(rest) as object), ...seed });
  }
  const order = calls.map(({ method, urn }) => `${method} ${urn ?? ""}`);
  return { byUrn, order: ordered ? order : [] };
}

/** @param exported with secrets shown. */
export function normaliseState({ version, deployment }: ExportedStack): unknown {
  const resources = (deployment.resources ?? []).map(normaliseResource);
  const pending = (deployment.pending_operations ?? []).map(({ type, resource }) => [
    type,
    normaliseResource(resource),
  ]);
  return { version, resources: resources.sort(byIdentity), pending };
}

function normaliseResource(resource: ExportedResource): ExportedResource {
  return anonymous(without(resource, [...UNRECORDED, ...TIMES])) as ExportedResource;
}

function byIdentity(left: ExportedResource, right: ExportedResource): number {
  const key = ({ urn, ...rest }: ExportedResource): string => `${urn} ${rest["delete"] ?? false}`;
  return key(left).localeCompare(key(right));
}

function without(record: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}

/** Puts one word in place of every random identifier. */
function anonymous(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replace(UUID, "some-uuid"));
}
