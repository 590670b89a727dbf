import { BadReplyError } from "../core/errors";

/** How a list is read that a service hands out in pages. */
export interface Paged<T, At> {
  /** The call, for messages: `ListKeys in cn-hangzhou`. */
  readonly call: string;
  readonly first: At;
  /** @returns a page, and where the next one begins: undefined if there is none */
  ask(at: At): Promise<{ readonly items: readonly T[]; readonly next: At | undefined }>;
  /** The identity of an item: by default, all of it. */
  idOf?(item: T): string;
  /** Set for a service that may know no pages, and answers with the whole list whatever it is asked. */
  readonly mayKnowNoPages?: boolean;
}

/**
 * The items of a list. An item that moves to a later page meanwhile comes once.
 * @throws BadReplyError if the service leads back to a page that it has answered with: it would be asked for ever
 */
export async function* inPages<T, At>(paged: Paged<T, At>): AsyncGenerator<T> {
  const { call, first, idOf = JSON.stringify, mayKnowNoPages = false } = paged;
  const seen = new Set<string>();
  const places = new Set<At>();
  for (let at: At | undefined = first; at !== undefined; ) {
    places.add(at);
    const page: Awaited<ReturnType<typeof paged.ask>> = await paged.ask(at);
    const fresh = page.items.filter((item) => !seen.has(idOf(item)));
    for (const item of fresh) seen.add(idOf(item));
    yield* fresh;
    at = page.next;
    const isRepeated = page.items.length > 0 && fresh.length === 0;
    if (at === undefined || (isRepeated && mayKnowNoPages)) return;
    if (isRepeated || places.has(at)) throw samePage(call);
  }
}

export async function everyPage<T, At>(paged: Paged<T, At>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of inPages(paged)) found.push(item);
  return found;
}

function samePage(call: string): BadReplyError {
  return new BadReplyError(
    `${call} was answered with the same page again, so the rest of the list can't be read`,
    "Run again, and tell the vendor's support if it happens again.",
  );
}
