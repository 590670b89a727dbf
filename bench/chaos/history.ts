interface Event {
  readonly text: string;
  /** Whether it is a run, or an action of people, to which the following lines belong. */
  readonly isHeading: boolean;
}

const DETAIL = "  * ";
/** More lines would hide the relevant ones. */
const MOST_LINES = 80;

/** All events in order, so that the fate of one key can be told. */
export class History {
  readonly #events: Event[] = [];

  /** An event that matters only together with the one before it. */
  detail(text: string): void {
    this.#events.push({ text: `${DETAIL}${text}`, isHeading: false });
  }

  /** A new heading. */
  begin(text: string): void {
    this.#events.push({ text, isHeading: true });
  }

  add(text: string): void {
    this.#events.push({ text: `  ${text}`, isHeading: false });
  }

  /** The whole history of a key since it was first named. @param key of its resource */
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
