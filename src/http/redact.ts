const LONGEST_MESSAGE = 300;

/** A service's message, in one line and not too long; undefined when it repeats one of `secrets`, or a part of one, in any encoding. */
export function showable(message: string, secrets: readonly string[]): string | undefined {
  const line = message.replace(/\s+/g, " ").trim();
  const shown = line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE)}…` : line;
  return repeats(message, secrets) || resembles(shown, secrets) ? undefined : shown;
}

function repeats(text: string, secrets: readonly string[]): boolean {
  const readings = READINGS.map((read) => read(text).toLowerCase());
  const forms = secrets.filter((secret) => secret !== "").flatMap(formsOf);
  return forms.some((form) => readings.some((reading) => reading.includes(form.toLowerCase())));
}

/** This many letters and digits in a row that are in a secret too are no accident. */
const TELLING = 8;
/** A text with fewer is found anywhere. */
const FEWEST = 4;

/** Whether a short text contains a part of a secret, whatever stands between its letters and digits. */
export function resembles(text: string, secrets: readonly string[]): boolean {
  // Most texts have nothing escaped in them, and so only one reading.
  const readings = [...new Set(READINGS.map((read) => alphanumeric(read(text))))];
  return secrets.flatMap(formsOf).some((written) => {
    const form = alphanumeric(written);
    const length = Math.min(TELLING, form.length);
    return length >= FEWEST && readings.some((reading) => partsOf(reading, length).some((part) => form.includes(part)));
  });
}

function partsOf(text: string, length: number): string[] {
  return Array.from({ length: Math.max(0, text.length - length + 1) }, (_, at) => text.slice(at, at + length));
}

function alphanumeric(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** Encoders differ in which characters they escape, so the message is decoded and not the secret encoded. */
const READINGS: readonly ((message: string) => string)[] = [
  (message) => message,
  unescapeUrl,
  (message) => unescapeUrl(unescapeUrl(message)),
  (message) => unescapeUrl(message.replaceAll("+", " ")),
  (message) => message.replace(/\\(?:u([\da-f]{4})|(["\\/]))/gi, (_all, code, plain) => plain ?? fromHex(code)),
  (message) => message.replace(/&(?:#x([\da-f]+)|#(\d+)|(amp|lt|gt|quot|apos));/gi, unescapeHtml),
];

/** The unescaped forms of a secret in a text. Of a secret that is base64, or holds base64, also the decoded form. */
function formsOf(secret: string): string[] {
  const parts = secret.split(".").filter((part) => part.length >= TELLING && BASE64.test(part));
  const bytes = [Buffer.from(secret), ...parts.map((part) => Buffer.from(part, "base64"))];
  return [secret, ...bytes.flatMap(encodings), ...bytes.slice(1).map((decoded) => decoded.toString())];
}

const BASE64 = /^[\w+/-]+=*$/;

/** The base64 of bytes depends on how many bytes stand before them; its first and last digits depend on the neighbouring bytes. */
function encodings(bytes: Buffer): string[] {
  const base64 = [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64url");
    const sure = text.slice(before === 0 ? 0 : before + 1, Math.floor(((before + bytes.length) * 8) / 6));
    return sure === "" ? [] : [sure, sure.replaceAll("-", "+").replaceAll("_", "/")];
  });
  return [bytes.toString("hex"), ...base64];
}

function unescapeUrl(text: string): string {
  return text.replace(/(?:%[\da-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll("%", ""), "hex").toString());
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescapeHtml(all: string, hex?: string, decimal?: string, name?: string): string {
  if (hex !== undefined) return fromHex(hex);
  if (decimal !== undefined) return fromHex(Number(decimal).toString(16));
  return ENTITIES[name?.toLowerCase() ?? ""] ?? all;
}

function fromHex(code: string): string {
  const point = Number.parseInt(code, 16);
  return point <= 0x10ffff ? String.fromCodePoint(point) : "";
}
