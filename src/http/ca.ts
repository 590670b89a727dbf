import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { ConfigurationError } from "../core/errors";

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

const WHY: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "this user may not read it",
  EPERM: "this user may not read it",
  EISDIR: "it is a folder",
};

/**
 * The certificates of a PEM file.
 * @throws ConfigurationError naming the path and why it can't be used
 */
export async function readCaFile(path: string): Promise<string[]> {
  const certificates = (await readText(path)).match(CERTIFICATE);
  if (!certificates) throw unusable(path, "it holds no PEM certificate");
  const broken = certificates.findIndex((pem) => !isCertificate(pem));
  if (broken >= 0) throw unusable(path, `certificate ${broken + 1} in it can't be read`);
  return certificates;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code);
    throw unusable(path, WHY[code] ?? code);
  }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

function unusable(path: string, why: string): ConfigurationError {
  return new ConfigurationError(
    `The CA file ${JSON.stringify(path)} can't be used: ${why}`,
    "Name a file with one or more certificates in PEM form.",
  );
}
