export interface Figure {
  readonly what: string;
  readonly seen: string;
  readonly bound?: Bound;
  /** Its origin, for the reader. */
  readonly note?: string;
}

/** The intended limit of the figure. */
export interface Bound {
  readonly most: string;
  readonly kept: boolean;
  /** A broken promise fails the program. A missed goal is only shown: it depends on the machine, or is not reached yet. */
  readonly binding: boolean;
}

/** A group of figures that are measured together. */
export interface Section {
  /** Its name on the command line. */
  readonly name: string;
  readonly title: string;
  measure(options: Options): Promise<readonly Figure[]>;
}

/** The extent of the measurements. */
export interface Options {
  /** Creates under a quota. */
  readonly creates: number;
  /** Numbers of resources in programs whose commands are timed. */
  readonly sizes: readonly number[];
  readonly rotations: number;
  /** The seed of everything that is drawn at random. */
  readonly seed: number;
}

/** A count that must not be exceeded. */
export function promise(what: string, seen: number, most: number, note?: string): Figure {
  return bounded(what, seen, most, true, note);
}

/** A figure that should not be exceeded. */
export function goal(what: string, seen: number, most: number, note?: string): Figure {
  return bounded(what, seen, most, false, note);
}

/** A figure for information. */
export function figure(what: string, seen: number | string, note?: string): Figure {
  const text = typeof seen === "number" ? readable(seen) : seen;
  return { what, seen: text, ...(note !== undefined && { note }) };
}

function bounded(what: string, seen: number, most: number, binding: boolean, note: string | undefined): Figure {
  return { ...figure(what, seen, note), bound: { most: readable(most), kept: seen <= most, binding } };
}

/** Whole numbers with separators, others with three significant digits. */
function readable(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(3)));
}
