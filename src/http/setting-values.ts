import { HOUR } from "../core/clock";
import { addDuration, durationText } from "../core/duration";
import { ConfigurationError } from "../core/errors";
import { howToGive, message, ref } from "../core/message";
import type { Setting } from "../core/settings";
import { type Endpoint, parseEndpoint } from "./endpoint";

export type ReadSetting = (setting: Setting) => string | undefined;

export function milliseconds(setting: ReadSetting, of: Setting, fallback: number): number {
  const text = setting(of);
  if (text === undefined) return fallback;
  const valid = durationText.safeParse(text).success;
  const length = valid ? addDuration(new Date(0), text).getTime() : 0;
  if (length > 0 && length <= HOUR) return length;
  throw unusable(of, text, "is not a duration up to an hour: write it in ISO 8601, such as PT10S");
}

/** One of two words; the first when none is given. @throws ConfigurationError for any other word */
export function either<T extends string>(setting: ReadSetting, of: Setting, [first, second]: readonly [T, T]): T {
  const text = setting(of) ?? first;
  const word = [first, second].find((each) => each === text);
  if (word === undefined) throw unusable(of, text, `is neither ${first} nor ${second}`);
  return word;
}

export function endpointFrom(setting: ReadSetting, of: Setting): Endpoint | undefined {
  const text = setting(of);
  return text === undefined ? undefined : parseEndpoint(text, howToGive(of));
}

/** Scheme, host and port of each endpoint in a list, with commas or blanks between them. */
export function originsFrom(setting: ReadSetting, of: Setting): readonly string[] {
  const texts = (setting(of) ?? "").split(/[\s,]+/).filter((text) => text !== "");
  return texts.map((text) => parseEndpoint(text, howToGive(of)).origin);
}

/** The error for a setting that can't be used. @param why follows `which`: `is no number` */
export function unusable(setting: Setting, text: string, why: string): ConfigurationError {
  return new ConfigurationError(
    message`The setting ${ref(setting.config)} is ${JSON.stringify(text)}, which ${why}`,
    message`Correct it in ${howToGive(setting)}, or leave it out.`,
  );
}
