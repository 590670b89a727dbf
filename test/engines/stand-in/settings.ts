import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import type { OpenOptions } from "../types";
import { type Crypter, createCrypter, openCrypter } from "./passphrase";
import { makeSecret, type Properties } from "./wire";

/** `Pulumi.<stack>.yaml`. */
interface SettingsFile {
  readonly encryptionsalt: string;
  readonly config?: Readonly<Record<string, string | { readonly secure: string }>>;
}

export interface StackSettings {
  readonly crypter: Crypter;
  /** By `namespace:key`, secret values wrapped. */
  readonly config: Properties;
}

/**
 * Reads the settings of a stack that exists, or makes those of a new one; lays the given configuration over them and writes them.
 * @throws Error when the passphrase is not the one of the stack.
 */
export async function settleSettings(
  path: string,
  passphrase: string,
  { config, secretConfig }: Pick<OpenOptions, "config" | "secretConfig">,
): Promise<StackSettings> {
  const file = existsSync(path) ? (parse(readFileSync(path, "utf8")) as SettingsFile) : undefined;
  const crypter = await (file ? openCrypter(passphrase, file.encryptionsalt) : createCrypter(passphrase));
  const secrets = Object.entries(secretConfig ?? {}).map(([key, value]) => [key, { secure: crypter.encrypt(value) }]);
  const settled: NonNullable<SettingsFile["config"]> = { ...file?.config, ...config, ...Object.fromEntries(secrets) };
  writeFileSync(path, stringify({ encryptionsalt: crypter.saltRecord, config: settled }));
  const values = Object.entries(settled).map(([key, value]) => {
    return [key, typeof value === "string" ? value : makeSecret(crypter.decrypt(value.secure))] as const;
  });
  return { crypter, config: Object.fromEntries(values) };
}
