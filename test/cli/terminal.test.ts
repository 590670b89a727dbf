import { terminalOf } from "../../src/cli/terminal";

/** A process whose streams write down in order what comes. */
function watched(isTTY: boolean) {
  const seen: string[] = [];
  const stream = { isTTY, write: (text: string) => seen.push(text) > 0 } as unknown as NodeJS.WriteStream & { fd: 1 };
  const io = { env: {}, stdin: process.stdin, stdout: stream, stderr: stream as unknown as typeof process.stderr };
  return { seen, terminal: terminalOf(io) };
}

const CLEARED = "\r\x1b[K";

it("puts warnings and answers on lines of their own, and draws the progress again below", () => {
  const { seen, terminal } = watched(true);
  terminal.progress?.("keys: 1 of 2");
  terminal.warn("slowly");
  terminal.progress?.("");
  terminal.print("done");
  expect(seen).toEqual([
    `${CLEARED}keys: 1 of 2`,
    CLEARED,
    "keysmith: slowly\n",
    `${CLEARED}keys: 1 of 2`,
    CLEARED,
    "done\n",
  ]);
});

it("shows no progress where nobody looks on", () => {
  const { seen, terminal } = watched(false);
  terminal.progress?.("keys: 1 of 2");
  terminal.warn("slowly");
  expect(seen).toEqual(["keysmith: slowly\n"]);
});
