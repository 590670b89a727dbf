import { ConfigurationError } from "../core/errors";

/** The first line of an armored age file. */
const ARMOR = "-----BEGIN AGE ENCRYPTED FILE-----";

/**
 * The sealed text in what an engine, or a person, has printed of a `sealed` attribute: as it is, indented, as a JSON string
 * (`-json`) or as a here document (no option); in UTF-8, or in UTF-16 with a byte order mark, as PowerShell writes files.
 * What is none of these is handed back as it is.
 * @throws ConfigurationError when the engine has hidden the value, or this is the document of all outputs
 */
export function sealedText(printed: Uint8Array): string {
  const text = decoded(printed);
  if (!text.includes(ARMOR) && text.includes("<sensitive>")) {
    throw new ConfigurationError(
      "the engine has hidden the value: this is `<sensitive>`, no sealed text",
      howToPrint(),
    );
  }
  return trimmedLines(unquoted(text) ?? insideHereDocument(text) ?? text);
}

/** The decoder leaves the mark out. */
function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  return new TextDecoder().decode(bytes);
}

function unquoted(text: string): string | undefined {
  if (!/^\s*["{]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "string") return value;
    throw new ConfigurationError("this is a JSON document, no sealed text", howToPrint(sealedOutputs(value)));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The names of the outputs that hold sealed text, in what `terraform output -json` prints. */
function sealedOutputs(document: unknown): string[] {
  const outputs = Object.entries(document as Readonly<Record<string, unknown>>);
  return outputs.filter(([, output]) => JSON.stringify(output).includes(ARMOR)).map(([name]) => name);
}

function howToPrint(names: readonly string[] = []): string {
  const which = names.length > 0 ? `, where <name> is one of ${names.join(", ")}` : "";
  return `Print one output with \`terraform output -raw <name>\` (\`tofu output -raw <name>\`)${which}.`;
}

/** In `<<EOT` lines stand as they are, in `<<-EOT` they are indented. */
function insideHereDocument(text: string): string | undefined {
  return /^\s*<<-?\w+\r?\n([\s\S]*)\n\s*\w+\s*$/.exec(text)?.[1];
}

function trimmedLines(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.join("\n");
}
