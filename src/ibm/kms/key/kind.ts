import type { Key, NewKey } from "../../api";
import type { KeyAccess } from "./access";
import type { KeyInputs, KeyOutputs } from "./fields";
import type { KeySettings } from "./state";
import type { Progress, Step } from "./steps";

/** What root keys and standard keys do differently. */
export interface KeyKind<I extends KeyInputs, O extends KeyOutputs> {
  /** `root key` or `standard key`. */
  readonly word: string;
  /** Whether the service shows the material. */
  readonly extractable: boolean;
  /** Whether material is encrypted for the instance before it is sent. */
  importsSecurely(inputs: I): boolean;
  /** What a new key is made with, beside what every key has. */
  details(inputs: I): Pick<NewKey, "rotationMonths" | "dualAuthDelete">;
  /** The settings that the inputs ask for. @param prior what was recorded before, to undo what is no longer asked for */
  wanted(inputs: I, prior?: I): KeySettings;
  /** Whether what no list shows is as the inputs say. */
  confirms(access: KeyAccess, key: Key, inputs: I): Promise<boolean>;
  /** The inputs that a key which this run hasn't made may not have: recorded like this, so that the next plan sees to them. */
  unproven(inputs: I): Partial<I>;
  /** What is to be done when the settings are right. @param isComplete whether everything of the key is recorded */
  lastSteps(access: KeyAccess, keyId: string, isComplete: boolean): readonly Step[];
  /** The outputs of a key that was just made or taken over. */
  found(key: Key, inputs: I, now: Date): O;
  /** The same outputs after some steps. */
  changed(outputs: O, inputs: I, reached: Progress): O;
  /** What is to be recorded of the inputs when only some of the steps were taken. @param base what was recorded before */
  recorded(base: I, inputs: I, reached: Progress): I;
}
