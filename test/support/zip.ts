import { inflateRawSync } from "node:zlib";

const END = 0x06054b50;
const LISTED = 0x02014b50;
const DEFLATED = 8;

/** What the entries of an archive hold, by name; read as its directory at the end says. @throws Error when there is none */
export function entriesOf(archive: Buffer): Record<string, Buffer> {
  const end = archive.lastIndexOf(Buffer.from(Uint32Array.of(END).buffer));
  if (end < 0) throw new Error("this is no zip archive");
  const entries: Record<string, Buffer> = {};
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (archive.readUInt32LE(at) !== LISTED) throw new Error("the archive's directory is damaged");
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset));
    const name = archive.toString("utf8", at + 46, at + 46 + Number(nameLength));
    entries[name] = contentAt(archive, at);
    at += 46 + Number(nameLength) + Number(extraLength) + Number(commentLength);
  }
  return entries;
}

/** @param listed where the directory has the entry */
function contentAt(archive: Buffer, listed: number): Buffer {
  const [method, size, local] = [
    archive.readUInt16LE(listed + 10),
    archive.readUInt32LE(listed + 20),
    archive.readUInt32LE(listed + 42),
  ];
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const packed = archive.subarray(start, start + size);
  return method === DEFLATED ? inflateRawSync(packed) : packed;
}
