// A tar archive of a few files (POSIX ustar) with the same bytes every time: no times, and neutral owners.
const BLOCK = 512;
const PLAIN_FILE = "0";

/** @param {readonly { readonly name: string; readonly mode: number; readonly content: Buffer }[]} files names of at most 100 characters */
export function tar(files) {
  const blocks = files.flatMap((file) => [header(file), file.content, padding(file.content.length)]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function header({ name, mode, content }) {
  const block = Buffer.alloc(BLOCK);
  const octal = (value, length) => `${value.toString(8).padStart(length - 1, "0")}\0`;
  const none = octal(0, 8);
  const fields = [
    [0, name],
    [100, octal(mode, 8)],
    [108, none],
    [116, none],
    [124, octal(content.length, 12)],
    [136, octal(0, 12)],
    // The checksum counts its own field as blanks.
    [148, " ".repeat(8)],
    [156, PLAIN_FILE],
    [257, "ustar\x0000"],
  ];
  for (const [at, text] of fields) block.write(text, at, "latin1");
  const sum = block.reduce((all, byte) => all + byte, 0);
  block.write(`${octal(sum, 7)} `, 148, "latin1");
  return block;
}

function padding(length) {
  return Buffer.alloc((BLOCK - (length % BLOCK)) % BLOCK);
}
