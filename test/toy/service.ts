/** A service in memory, with what tests need to look into it and to disturb it. */
export class ToyService {
  readonly objects = new Map<string, Record<string, unknown>>();
  /** What was asked of it, oldest first: `put shelf/orders`. */
  readonly calls: string[] = [];
  /** Thrown by the next call. */
  failure: unknown;

  put(key: string, value: Record<string, unknown>): void {
    this.#note("put", key);
    this.objects.set(key, value);
  }

  get(key: string): Record<string, unknown> | undefined {
    this.#note("get", key);
    return this.objects.get(key);
  }

  /** An id that no object has had before: `prefix`, and how many have been given out with it. */
  newId(prefix: string): string {
    const counter = `ids with ${prefix}`;
    const count = Number(this.objects.get(counter)?.["count"] ?? 0) + 1;
    this.objects.set(counter, { count });
    return `${prefix}${count}`;
  }

  remove(key: string): void {
    this.#note("remove", key);
    this.objects.delete(key);
  }

  #note(verb: string, key: string): void {
    this.calls.push(`${verb} ${key}`);
    const failure = this.failure;
    this.failure = undefined;
    if (failure !== undefined) throw failure;
  }
}
