import { formatTime } from "../../core/clock";
import { CredentialsError } from "../../core/errors";
import type { Secret } from "../../core/secret";
import { howToGive, type Setting } from "../../core/settings";
import { jwtEnd } from "./expiry";
import { readSecret } from "./secret-file";
import type { TokenSource } from "./source";

/**
 * A token from outside, which nobody can refresh here.
 * @param text as tools print it, or `@` and the path of a file that holds it so; `Bearer` in front or not
 */
export function givenToken(text: string, setting: Setting, now: () => number): TokenSource {
  return {
    renews: false,
    async token(): Promise<Secret> {
      const token = await readSecret(text, setting, (token) => token.replace(/^Bearer\s+/i, ""));
      const end = jwtEnd(token.reveal());
      if (end === undefined || end > now()) return token;
      throw new CredentialsError(
        `The token in the setting ${setting.config} ended at ${formatTime(new Date(end))}`,
        `Give a new one in ${howToGive(setting)}, or a credential from which tokens are made.`,
      );
    },
    forget: () => undefined,
  };
}
