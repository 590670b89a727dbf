import { UNKNOWN } from "../../../src/core/unknown";
import type { Attributes, Provider } from "../../../src/terraform/protocol/provider";
import { TOY_SCHEMA } from "./toy-schema";

const fine = { diagnostics: [] } as const;

/** A provider whose things exist only in the engine's state. `overrides` replaces what a test wants to be different. */
export function toyProvider(overrides: Partial<Provider> = {}): Provider {
  return { ...things, ...others, ...overrides };
}

const things: Pick<
  Provider,
  | "validateResource"
  | "upgradeState"
  | "upgradeIdentity"
  | "readResource"
  | "planChange"
  | "applyChange"
  | "importState"
  | "moveState"
> = {
  validateResource: async () => fine,
  upgradeState: async ({ json }) => ({ state: json as Attributes, ...fine }),
  upgradeIdentity: async ({ json }) => json as Attributes,
  readResource: async ({ state, private: bytes, identity }) => ({ state, private: bytes, identity, ...fine }),
  planChange: async ({ prior, proposed }) => {
    if (!proposed) return { planned: null, ...fine };
    const kept: Attributes = { ...proposed, password_wo: null };
    const planned: Attributes = same(prior, kept) ? kept : { ...kept, id: prior?.id ?? UNKNOWN, made: UNKNOWN };
    return { planned, private: new Uint8Array([1]), ...fine };
  },
  applyChange: async ({ prior, planned }) => {
    if (!planned) return { state: null, ...fine };
    const state: Attributes = {
      ...planned,
      id: prior?.id ?? `thing/${String(planned.name)}`,
      made: Number(prior?.made ?? 0) + 1,
    };
    return { state, private: new Uint8Array([2]), ...fine };
  },
  importState: async ({ type, id }) => ({
    imported: [{ type, state: { name: id, id: `thing/${id}`, made: 1 } }],
    ...fine,
  }),
  moveState: async ({ source }) => ({ state: { ...(source as Attributes) }, ...fine }),
};

const others: Omit<Provider, keyof typeof things> = {
  schema: () => TOY_SCHEMA,
  validateProvider: async () => fine,
  configure: async () => fine,
  listResources: async function* ({ config, includeResource }) {
    for (const each of ["a", "b", "c"]) {
      const name = `${String(config.prefix)}${each}`;
      yield { name, identity: { name }, ...fine, ...(includeResource && { state: { name } }) };
    }
  },
  generateConfig: async ({ state }) => ({ ...state, id: null }),
  validateDataSource: async () => fine,
  validateEphemeral: async () => fine,
  readDataSource: async ({ config }) => ({
    state: { ...config, answer: `all about ${String(config.about)}` },
    ...fine,
  }),
  openEphemeral: async ({ config }) => ({ result: { ...config, value: `word of ${String(config.about)}` }, ...fine }),
  validateAction: async () => fine,
  planAction: async () => fine,
  invokeAction: async ({ config }, tell) => {
    tell(`hello ${String(config.whom)}`);
    return fine;
  },
  callFunction: async (_, [text, times]) => Array.from({ length: Number(times) }, () => text ?? null),
  stop: async () => {},
};

function same(prior: Attributes | null, planned: Attributes): boolean {
  return JSON.stringify(prior) === JSON.stringify(planned);
}
