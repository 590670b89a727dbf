import { Books, type Change, keyOf } from "../../bench/chaos/books";
import type { Ended, Recorded } from "../../bench/chaos/engine";
import { History } from "../../bench/chaos/history";
import type { LiveKey } from "../../bench/chaos/services";
import { withTheirKeys } from "../../bench/chaos/terraform";
import { CREDENTIALS } from "../../bench/chaos/world";

const ORDERS = CREDENTIALS.find(({ name }) => name === "orders");
if (!ORDERS) throw new Error("the program has no such key");
const KEY = keyOf(ORDERS);

/** What a run met and left: the current key of the record, and the ids of the live keys. */
interface Run {
  readonly recorded: readonly [before: string | undefined, after: string | undefined];
  readonly live: readonly [before: readonly string[], after: readonly string[]];
  readonly isReplacing?: boolean;
}

/** The books of one key, after runs of an engine whose creates aren't told of what they replace. */
function booksAfter(...runs: readonly Run[]): Books {
  const books = new Books(new History());
  for (const [index, run] of runs.entries()) books.note(changeOf(run, index + 1));
  return books;
}

function changeOf({ recorded, live, isReplacing = false }: Run, run: number): Change {
  const [before, after] = [sideOf(recorded[0], live[0]), sideOf(recorded[1], live[1])];
  const ended: Ended = { well: false, killed: false, output: "", records: after.records };
  return {
    run,
    now: run,
    before,
    after,
    ended: [ended],
    deleted: new Set(),
    refresh: true,
    recovered: new Set(),
    replacedUntold: new Set(isReplacing ? [KEY] : []),
  };
}

function sideOf(id: string | undefined, live: readonly string[]): Change["before"] {
  const records: readonly Recorded[] = id === undefined ? [] : [{ key: KEY, id, previous: [], replaced: [] }];
  return { records, seen: { keys: live.map(liveKey), named: [] } };
}

function liveKey(id: string): LiveKey {
  return { id, type: "ClientKey", holder: "orders-app" };
}

const FIRST: Run = { recorded: [undefined, "KAAP.a"], live: [[], ["KAAP.a"]] };

it("counts what a rotation made and could not record as ours", () => {
  const books = booksAfter(FIRST, { recorded: ["KAAP.a", "KAAP.a"], live: [["KAAP.a"], ["KAAP.a", "KAAP.b"]] });
  expect(["KAAP.a", "KAAP.b"].map((id) => books.isOurs(id))).toEqual([true, true]);
});

// The judge called such a key ours, as the record that was to be replaced goes on. But nobody ever recorded its nonce.
it("counts what the create of a forced replacement made and could not record as found", () => {
  const books = booksAfter(FIRST, {
    recorded: ["KAAP.a", "KAAP.a"],
    live: [["KAAP.a"], ["KAAP.a", "KAAP.b"]],
    isReplacing: true,
  });
  expect(["KAAP.a", "KAAP.b"].map((id) => books.isOurs(id))).toEqual([true, false]);
});

it("counts the key that a forced replacement recorded as ours, and the one whose record went as found", () => {
  const books = booksAfter(FIRST, {
    recorded: ["KAAP.a", "KAAP.c"],
    live: [["KAAP.a"], ["KAAP.a", "KAAP.b", "KAAP.c"]],
    isReplacing: true,
  });
  // The same create made one whose reply was lost.
  expect(["KAAP.a", "KAAP.b", "KAAP.c"].map((id) => books.isOurs(id))).toEqual([false, true, true]);
});

it("counts the old key as ours again, once its state is put back", () => {
  const books = booksAfter(FIRST);
  const { lineages } = books;
  books.note(
    changeOf({ recorded: ["KAAP.a", "KAAP.b"], live: [["KAAP.a"], ["KAAP.a", "KAAP.b"]], isReplacing: true }, 2),
  );
  books.turnTo(lineages);
  expect(["KAAP.a", "KAAP.b"].map((id) => books.isOurs(id))).toEqual([true, false]);
});

// The judge called the old key's successor ours once the state from before the replacement of its access point was put back.
it("counts a client key as replaced with its access point on Terraform and OpenTofu", () => {
  expect(withTheirKeys(["AccessPoint shared-app"])).toEqual([
    "AccessPoint shared-app",
    "ClientKey audit",
    "ClientKey reports",
  ]);
  expect(withTheirKeys([KEY])).toEqual([KEY]);
});
