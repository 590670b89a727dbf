import { ConflictError } from "../../../core/errors";
import { readDescription } from "../../../core/ownership";
import type { Key } from "../../api";
import type { Client } from "./access";
import type { KeyInputs, KeyOutputs } from "./fields";
import type { KeyKind } from "./kind";
import { placed } from "./place";
import { commonOutputs, fixedInputs, settingInputs, settingsOf } from "./state";
import { observe } from "./verbs";

/**
 * A key that exists, and what every state says of it.
 * @param told says at least the key's id, and what the inputs are by default
 * @throws ConflictError for a key of another kind
 */
export async function findKnown<S extends KeyInputs & KeyOutputs>(
  { word, extractable }: Pick<KeyKind<KeyInputs, KeyOutputs>, "word" | "extractable">,
  context: Client,
  told: Partial<S>,
): Promise<{ readonly key: Key; readonly seen: S } | undefined> {
  const state = placed(told) as S;
  const key = await observe(context, state);
  if (!key) return undefined;
  if (key.extractable !== extractable) {
    throw new ConflictError(
      `the key ${key.id} is no ${word}`,
      `Adopt it as a ${key.extractable ? "StandardKey" : "RootKey"}.`,
    );
  }
  const { description, label } = readDescription(key.description);
  const seen = {
    ...state,
    ...fixedInputs(key, { tags: [] }),
    description,
    label: label ?? state.label,
    ...settingInputs(settingsOf(key)),
    ...commonOutputs(key, context.clock.now()),
  };
  return { key, seen };
}
