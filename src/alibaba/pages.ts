import type { Paged } from "../http/pages";
import type { AlibabaContext, Parameters } from "./api/client";
import type { Operation } from "./api/operation";

const MOST_IN_A_PAGE = 100;

/** A list of a region. A short page is the last: the reference isn't clear about what TotalCount counts. */
export function pagesOf<T>(
  { client }: AlibabaContext,
  operation: Operation<readonly T[]>,
  region: string,
  parameters: Parameters = {},
): Paged<T, number> {
  return {
    call: `${operation.action} in ${region}`,
    first: 1,
    async ask(page) {
      const place = { PageNumber: String(page), PageSize: String(MOST_IN_A_PAGE) };
      const items = await client.call(operation, region, { ...parameters, ...place });
      return { items, next: items.length < MOST_IN_A_PAGE ? undefined : page + 1 };
    },
  };
}
