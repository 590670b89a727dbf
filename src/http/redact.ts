const LONGEST_MESSAGE = 300;

/**
 * What a service said, in one line and not too long; nothing when it repeats one of `secrets`, plain, escaped for a URL,
 * JSON or HTML, or in hex or base64.
 */
export function showable(message: string, secrets: readonly string[]): string | undefined {
  const readings = READINGS.map((read) => read(message).toLowerCase());
  const hidden = secrets.filter((secret) => secret !== "").flatMap(formsOf);
  if (hidden.some((form) => readings.some((reading) => reading.includes(form.toLowerCase())))) return undefined;
  const line = message.replace(/\s+/g, " ").trim();
  return line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE)}…` : line;
}

/** Encoders differ in which characters they escape, so it is the message that is brought back to what it stands for. */
const READINGS: readonly ((message: string) => string)[] = [
  (message) => message,
  unescapeUrl,
  (message) => unescapeUrl(message.replaceAll("+", " ")),
  (message) => message.replace(/\\(?:u([\da-f]{4})|(["\\/]))/gi, (_all, code, plain) => plain ?? fromHex(code)),
  (message) => message.replace(/&(?:#x([\da-f]+)|#(\d+)|(amp|lt|gt|quot|apos));/gi, unescapeHtml),
];

/** How a secret may stand in text without being escaped. The end of base64 depends on what follows. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [secret, bytes.toString("hex"), bytes.toString("base64").replace(/=*$/, ""), bytes.toString("base64url")];
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
