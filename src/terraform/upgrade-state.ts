import { ConfigurationError } from "../core/errors";
import { isPlainObject } from "../core/unknown";
import type { Recorded, StoredState } from "./protocol/provider";
import type { Schema } from "./protocol/schema";
import { conform } from "./values";

/**
 * A stored state as this version's schema has it. The engine asks for it at every run, before the provider is configured.
 * @throws ConfigurationError for a state that a newer version has stored: what it says might be lost
 */
export function upgradeState(schema: Schema, { type, version, json }: StoredState): Recorded {
  if (version > schema.version) {
    throw new ConfigurationError(
      `the state of this ${type} was stored by a newer version of Keysmith (schema ${version}, and this one knows ${schema.version})`,
      "Use that version of the provider, or a newer one. Nothing was changed.",
    );
  }
  if (!isPlainObject(json)) {
    throw new ConfigurationError(
      `the state of this ${type} can't be read: it is no object`,
      "Restore the state from its backup.",
    );
  }
  return { state: conform(schema, json), diagnostics: [] };
}
