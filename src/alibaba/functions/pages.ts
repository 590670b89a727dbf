import type { AlibabaContext, Parameters } from "../api/client";
import type { Operation } from "../api/operation";

/** As many as an answer can have. */
const MOST_IN_A_PAGE = 100;

/** All pages of a list. The last one is short. */
export async function everyPage<R, T>(
  { client }: AlibabaContext,
  operation: Operation<R>,
  region: string,
  parameters: Parameters,
  itemsOf: (reply: R) => readonly T[],
): Promise<readonly T[]> {
  const found: T[] = [];
  for (let page = 1; ; page += 1) {
    const paging = { PageNumber: String(page), PageSize: String(MOST_IN_A_PAGE) };
    const items = itemsOf(await client.call(operation, region, { ...parameters, ...paging }));
    found.push(...items);
    if (items.length < MOST_IN_A_PAGE) return found;
  }
}
