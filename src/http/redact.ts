const LONGEST_MESSAGE = 300;

/**
 * What a service said, in one line and not too long; nothing when it repeats one of `secrets` in a form in which they
 * travel or are escaped.
 */
export function showable(message: string, secrets: readonly string[]): string | undefined {
  const forms = secrets.filter((secret) => secret !== "").flatMap(formsOf);
  const lower = message.toLowerCase();
  if (forms.some((form) => lower.includes(form.toLowerCase()))) return undefined;
  const line = message.replace(/\s+/g, " ").trim();
  return line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE)}…` : line;
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const escaped = encodeURIComponent(bytes.toString());
  return [
    secret,
    escaped,
    escaped.replace(/%20/g, "+"),
    escaped.replace(/[!'()*~]/g, (character) => `%${character.charCodeAt(0).toString(16)}`),
    JSON.stringify(secret).slice(1, -1),
    htmlEscaped(secret),
    bytes.toString("hex"),
    // Without padding, and without the last group, which depends on what follows.
    bytes.toString("base64").replace(/=*$/, ""),
    bytes.toString("base64url"),
  ];
}

function htmlEscaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
