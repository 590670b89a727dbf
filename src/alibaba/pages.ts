const MOST_IN_A_PAGE = 100;

type Page = Readonly<Record<"PageNumber" | "PageSize", string>>;

/**
 * The items of a list, page after page. The last page is short: the reference isn't clear about what TotalCount counts.
 * @param ask for one page
 */
export async function* inPages<T>(ask: (page: Page) => Promise<readonly T[]>): AsyncGenerator<T> {
  for (let page = 1; ; page += 1) {
    const items = await ask({ PageNumber: String(page), PageSize: String(MOST_IN_A_PAGE) });
    yield* items;
    if (items.length < MOST_IN_A_PAGE) return;
  }
}

/** The same items, all together. */
export async function everyPage<T>(ask: (page: Page) => Promise<readonly T[]>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of inPages(ask)) found.push(item);
  return found;
}
