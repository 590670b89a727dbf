import type { Parameters } from "./parameters";

/** One page of a list, with the fields that every list operation answers. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly fields: { PageNumber: number; PageSize: number; TotalCount: number };
}

/**
 * Cuts the page that `PageNumber` (from 1) and `PageSize` (1 to 100) ask for. `TotalCount` counts the whole list.
 *
 * @param size of a page where no other is asked for
 * @throws KmsError InvalidParameter
 */
export function page<T>(parameters: Parameters, all: Iterable<T>, size = 20): Page<T> {
  const number = parameters.integer("PageNumber", { min: 1, max: Number.MAX_SAFE_INTEGER, default: 1 });
  const asked = parameters.integer("PageSize", { min: 1, max: 100, default: size });
  const items = [...all];
  return {
    items: items.slice((number - 1) * asked, number * asked),
    fields: { PageNumber: number, PageSize: asked, TotalCount: items.length },
  };
}
