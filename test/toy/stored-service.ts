import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { ToyService } from "./service";

/** The same in a file, for the processes of an engine: each of them finds what the others left. */
export class StoredToyService extends ToyService {
  readonly #file: string;

  constructor(file: string) {
    super();
    this.#file = file;
  }

  override put(key: string, value: Record<string, unknown>): void {
    this.#stored(() => super.put(key, value));
  }

  override get(key: string): Record<string, unknown> | undefined {
    return this.#stored(() => super.get(key));
  }

  override newId(prefix: string): string {
    return this.#stored(() => super.newId(prefix));
  }

  override remove(key: string): void {
    this.#stored(() => super.remove(key));
  }

  /** Everything that is there, for a test to look at. */
  everything(): Record<string, Record<string, unknown>> {
    return this.#stored(() => Object.fromEntries(this.objects));
  }

  #stored<T>(act: () => T): T {
    this.objects.clear();
    const stored = existsSync(this.#file) ? JSON.parse(readFileSync(this.#file, "utf8")) : {};
    for (const [key, value] of Object.entries(stored)) this.objects.set(key, value as Record<string, unknown>);
    const result = act();
    writeFileSync(this.#file, JSON.stringify(Object.fromEntries(this.objects)));
    return result;
  }
}
