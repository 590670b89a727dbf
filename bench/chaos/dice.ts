import { seededRandom } from "../../test/http/fake-timing";

/** Random draws, the same for the same seed. */
export class Dice {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = seededRandom(seed);
    // The first numbers of neighbouring seeds are alike.
    for (let drawn = 0; drawn < 8; drawn += 1) this.#next();
  }

  chance(probability: number): boolean {
    return this.#next() < probability;
  }

  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.#next() * (most - least + 1));
  }

  /** @throws Error when there is nothing to pick from */
  pick<T>(all: readonly T[]): T {
    const picked = all[this.whole(0, all.length - 1)];
    if (picked === undefined) throw new Error("there is nothing to pick from");
    return picked;
  }

  shuffled<T>(all: readonly T[]): readonly T[] {
    const [left, drawn] = [[...all], [] as T[]];
    while (left.length > 0) drawn.push(...left.splice(this.whole(0, left.length - 1), 1));
    return drawn;
  }

  /** One of the names, with a probability in proportion to its weight. */
  weighted<N extends string>(weights: Readonly<Record<N, number>>): N {
    const entries = Object.entries(weights) as [N, number][];
    let left = this.#next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of entries) {
      left -= weight;
      if (left < 0) return name;
    }
    return this.pick(entries)[0];
  }
}
