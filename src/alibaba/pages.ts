const MOST_IN_A_PAGE = 100;

type Page = Readonly<Record<"PageNumber" | "PageSize", string>>;

/**
 * The items of a list, page by page. A short page is the last: the reference isn't clear about what TotalCount counts.
 * @param ask fetches one page
 */
export async function* inPages<T>(ask: (page: Page) => Promise<readonly T[]>): AsyncGenerator<T> {
  for (let page = 1; ; page += 1) {
    const items = await ask({ PageNumber: String(page), PageSize: String(MOST_IN_A_PAGE) });
    yield* items;
    if (items.length < MOST_IN_A_PAGE) return;
  }
}

export async function everyPage<T>(ask: (page: Page) => Promise<readonly T[]>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of inPages(ask)) found.push(item);
  return found;
}
