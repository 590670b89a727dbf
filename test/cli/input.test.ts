import { Readable } from "node:stream";
import { processTerminal, readText } from "../../src/cli/terminal";

it("names standard input, and no file, where that can't be read", async () => {
  const input = new Readable({ read: () => void input.destroy(new Error("it was closed")) });
  const reading = readText(undefined, { ...processTerminal, input }, "Give a file.");
  await expect(reading).rejects.toThrow("standard input can't be read: it was closed. Give a file.");
});

// A bug: of all commands, only one read what PowerShell redirects into a file.
it.each([
  ["of UTF-8", Buffer.from("\uFEFF{}")],
  ["of UTF-16", Buffer.from("\uFEFF{}", "utf16le")],
  ["of UTF-16 in the other order", Buffer.from("\uFEFF{}", "utf16le").swap16()],
])("reads a text with the mark %s, and leaves that out", async (_, bytes) => {
  const input = Readable.from([bytes]);
  expect(await readText(undefined, { ...processTerminal, input }, "Give a file.")).toBe("{}");
});

// A bug: each byte that isn't UTF-8 became U+FFFD, also in what leave-hpcs keeps as it is.
it("refuses Latin-1, which would become another text", async () => {
  const input = Readable.from([Buffer.from('{"note":"\xe9"}', "latin1")]);
  const reading = readText(undefined, { ...processTerminal, input }, "Give a file.");
  await expect(reading).rejects.toThrow("standard input is not text in UTF-8. Write it in UTF-8.");
});
