import { statSync } from "node:fs";
import { findSecrets } from "../../test/support/secrets";
import type { Recorded } from "./engine";

/** Searches everything that runs leave or print for secrets. */
export class Plaintext {
  readonly #secrets: Set<string>;
  readonly #seen = new Map<string, string>();

  constructor(secrets: readonly string[]) {
    this.#secrets = new Set(secrets);
  }

  note(records: readonly Recorded[]): void {
    for (const { credentials } of records) {
      if (!credentials) continue;
      const { PrivateKeyData } = JSON.parse(credentials.clientKeyContent) as { readonly PrivateKeyData: string };
      // A password is in no file by chance; of a key, any part will do.
      for (const secret of [credentials.password, PrivateKeyData.slice(100, 160)]) this.#secrets.add(secret);
    }
  }

  /** The places of secrets: the output, and each file that is new since the last search. */
  find(files: readonly string[], output: string): readonly string[] {
    const changed = files.filter((file) => this.#hasChanged(file));
    return findSecrets([...this.#secrets], changed, { "the output of a run": output });
  }

  #hasChanged(file: string): boolean {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (!stat?.isFile()) return false;
    const now = `${stat.mtimeMs} ${stat.size}`;
    const isNew = this.#seen.get(file) !== now;
    this.#seen.set(file, now);
    return isNew;
  }
}
