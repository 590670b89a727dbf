/** One quantity, measured several times. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export function spreadOf(measured: readonly number[]): Spread {
  const sorted = [...measured].sort((one, other) => one - other);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  return { median: at(Math.floor(sorted.length / 2)), least: at(0), most: at(sorted.length - 1) };
}

/** `median of 9, from 1.2 to 1.9`. */
export function describeSpread(measured: readonly number[]): string {
  const { least, most } = spreadOf(measured);
  return `median of ${measured.length}, from ${least.toFixed(1)} to ${most.toFixed(1)}`;
}
