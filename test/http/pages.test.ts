import { everyPage } from "../../src/http/pages";

const call = "ListKeys in cn-hangzhou";

/** A list whose short page is the last. If it has none, its first page comes again and again. */
const numbered = (pages: readonly (readonly string[])[]) => {
  const asked: number[] = [];
  const ask = async (at: number) => {
    asked.push(at);
    const items = pages[at] ?? pages[0] ?? [];
    return { items, next: items.length < 2 || at > 9 ? undefined : at + 1 };
  };
  return { asked, paged: { call, first: 0, ask } };
};

it("reads all pages, and an item that moves to a later one comes once", async () => {
  const { asked, paged } = numbered([["a", "b"], ["b", "c"], ["c"]]);
  expect(await everyPage(paged)).toEqual(["a", "b", "c"]);
  expect(asked).toEqual([0, 1, 2]);
});

it("tells items apart by their identity, if it is given", async () => {
  const { paged } = numbered([["a1", "b1"], ["b2", "c1"], []]);
  expect(await everyPage({ ...paged, idOf: ([name = ""]) => name })).toEqual(["a1", "b1", "c1"]);
});

// A bug: a list of Alibaba Cloud was asked for ever.
it("refuses a page that comes again", async () => {
  const { asked, paged } = numbered([["a", "b"]]);
  const problem = `${call} was answered with the same page again`;
  await expect(everyPage(paged)).rejects.toMatchObject({
    code: "bad-reply",
    message: expect.stringContaining(problem),
  });
  expect(asked).toEqual([0, 1]);
});

it("takes that for the end where the service may know no pages", async () => {
  const { asked, paged } = numbered([["a", "b"]]);
  expect(await everyPage({ ...paged, mayKnowNoPages: true })).toEqual(["a", "b"]);
  expect(asked).toEqual([0, 1]);
});

it("refuses pages that lead back to each other, even empty ones", async () => {
  const ask = async (at: string) => ({ items: [], next: at === "one" ? "two" : "one" });
  await expect(everyPage({ call, first: "one", ask })).rejects.toMatchObject({ code: "bad-reply" });
});
