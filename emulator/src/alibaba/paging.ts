import type { Parameters } from "./parameters";

/** One page of a list, with the fields that every list operation answers. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly fields: { PageNumber: number; PageSize: number; TotalCount: number };
}

/**
 * Returns the page that `PageNumber` (from 1) and `PageSize` (1 to 100) ask for. `TotalCount` counts the whole list.
 *
 * @param defaultSize of a page when the request names none
 * @throws KmsError InvalidParameter
 */
export function page<T>(parameters: Parameters, all: Iterable<T>, defaultSize = 20): Page<T> {
  const number = parameters.integer("PageNumber", { min: 1, max: Number.MAX_SAFE_INTEGER, default: 1 });
  const size = parameters.integer("PageSize", { min: 1, max: 100, default: defaultSize });
  const items = [...all];
  return {
    items: items.slice((number - 1) * size, number * size),
    fields: { PageNumber: number, PageSize: size, TotalCount: items.length },
  };
}
