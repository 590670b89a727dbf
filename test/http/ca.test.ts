import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigurationError } from "../../src/core/errors";
import { readCaFile } from "../../src/http/transport";
import { makeAuthority } from "./certificates";
import { rejection } from "./searching";

const { cert, key } = makeAuthority();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "keysmith-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(text: string): Promise<string> {
  const path = join(folder, "ca.pem");
  await writeFile(path, text);
  return path;
}

it("reads every certificate, whatever stands between them", async () => {
  const other = makeAuthority("Other").cert;
  const text = `# ours\r\n${cert.replace(/\n/g, "\r\n")}\n# theirs\n${other}`;
  expect(await readCaFile(await fileOf(text))).toHaveLength(2);
});

it.each([
  ["nothing", "", "no PEM certificate"],
  ["only a key", key, "no PEM certificate"],
  ["a broken certificate", `${cert}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`, "certificate 2"],
])("says why a file with %s can't be used, and never what is in it", async (_what, text, why) => {
  const path = await fileOf(text);
  const error = await rejection(readCaFile(path));
  expect(error).toBeInstanceOf(ConfigurationError);
  expect((error as Error).message).toContain(JSON.stringify(path));
  expect((error as Error).message).toContain(why);
  expect((error as Error).message).not.toContain("BEGIN");
});

it("says that there is no such file, or that it is a folder", async () => {
  await expect(readCaFile(join(folder, "absent.pem"))).rejects.toThrow("there is no such file");
  await expect(readCaFile(folder)).rejects.toThrow("it is a folder");
});
