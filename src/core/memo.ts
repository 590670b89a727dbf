/** Keeps answers that hold for a while, so that nothing is asked twice. */
export class Memo {
  readonly #answers = new Map<string, Promise<unknown>>();

  /** The answer under `key`. `ask` runs at most once, however many callers wait; a failure is forgotten. */
  once<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const found = this.#answers.get(key) as Promise<T> | undefined;
    if (found) return found;
    const asked = ask();
    this.#answers.set(key, asked);
    asked.catch(() => this.#answers.get(key) === asked && this.#answers.delete(key));
    return asked;
  }

  forget(key: string): void {
    this.#answers.delete(key);
  }
}

interface Store<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): unknown;
}

/** The value under `key`: made when it is first asked for, and put into the map. */
export function kept<K, V>(map: Store<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

/** An object whose values are made when they are first read. */
export function onDemand<V>(makers: Iterable<readonly [name: string, make: () => V]>): Readonly<Record<string, V>> {
  const made = new Map<string, V>();
  const properties = [...makers].map(
    ([name, make]) => [name, { enumerable: true, get: () => kept(made, name, make) }] as const,
  );
  return Object.defineProperties({}, Object.fromEntries(properties));
}
