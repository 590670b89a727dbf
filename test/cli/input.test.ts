import { Readable } from "node:stream";
import { processTerminal, readText } from "../../src/cli/terminal";

it("names standard input, and no file, where that can't be read", async () => {
  const input = new Readable({ read: () => void input.destroy(new Error("it was closed")) });
  const reading = readText(undefined, { ...processTerminal, input }, "Give a file.");
  await expect(reading).rejects.toThrow("standard input can't be read: it was closed. Give a file.");
});

it("leaves out the mark with which some editors begin a file", async () => {
  const input = Readable.from([Buffer.from("\uFEFF{}")]);
  expect(await readText(undefined, { ...processTerminal, input }, "Give a file.")).toBe("{}");
});
