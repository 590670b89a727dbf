import { ConflictError } from "../../core/errors";
import { readDescription } from "../../core/ownership";
import type { Key } from "../api";
import type { KeyInputs, KeyOutputs } from "./key-fields";
import type { KeyKind } from "./key-kind";
import { commonOutputs, fixedInputs, settingInputs, settingsOf } from "./key-state";

/**
 * Whether not everything of a key is recorded: it is being taken over, or it was made by a run that couldn't fetch its
 * secret. When a key was made is recorded last.
 */
export function isIncomplete({ createdAt }: Partial<KeyOutputs>): boolean {
  return createdAt === undefined;
}

/** What every state says, as the service tells it of a key that is being taken over. @throws ConflictError for one of another kind */
export function adopted<S extends KeyInputs & KeyOutputs>(
  { word, extractable }: Pick<KeyKind<KeyInputs, KeyOutputs>, "word" | "extractable">,
  state: S,
  key: Key,
  now: Date,
): S {
  if (key.extractable !== extractable) {
    throw new ConflictError(
      `the key ${key.id} is no ${word}`,
      `Take it over as a ${key.extractable ? "StandardKey" : "RootKey"}.`,
    );
  }
  const { description, label } = readDescription(key.description);
  return {
    ...state,
    ...fixedInputs(key, { tags: [] }),
    description,
    label: label ?? state.label,
    ...settingInputs(settingsOf(key)),
    ...commonOutputs(key, now),
  };
}
