interface Event {
  readonly text: string;
  /** Of a run, or of something that people did, and so of what follows. */
  readonly isHeading: boolean;
}

const DETAIL = "  * ";
/** More would hide what matters. */
const MOST_LINES = 80;

/** All that happened, in order, so that it can be told what became of one key. */
export class History {
  readonly #events: Event[] = [];

  /** What is of use only beside what came right before it. */
  detail(text: string): void {
    this.#events.push({ text: `${DETAIL}${text}`, isHeading: false });
  }

  /** What begins now. */
  begin(text: string): void {
    this.#events.push({ text, isHeading: true });
  }

  add(text: string): void {
    this.#events.push({ text: `  ${text}`, isHeading: false });
  }

  /** All that was done, and what became of a key, from when it was first named. @param key of its resource */
  about(id: string, key: string): readonly string[] {
    const first = this.#events.findIndex(({ text }) => text.includes(id));
    const heading = this.#events.slice(0, first).findLastIndex(({ isHeading }) => isHeading);
    const since = this.#events.slice(Math.max(0, heading));
    const isToldOf = ({ text, isHeading }: Event): boolean =>
      isHeading || (!text.startsWith(DETAIL) && (text.includes(id) || text.includes(key)));
    const told = since.filter(isToldOf);
    const isLong = told.length > MOST_LINES;
    const kept = isLong ? told.filter(({ text }, at) => at >= told.length - MOST_LINES / 2 || text.includes(id)) : told;
    return kept.map(({ text }) => text);
  }

  all(): string {
    return this.#events.map(({ text }) => text).join("\n");
  }

  last(count: number): readonly string[] {
    return this.#events.slice(-count).map(({ text }) => text);
  }
}
