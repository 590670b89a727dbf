import { isDeepStrictEqual } from "node:util";
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { ConfigurationError } from "../core/errors";
import { PACKAGE } from "./tokens";

/** The path in a project file at which the engine looks for plugins in folders. */
const WAY = ["plugins", "providers"] as const;

export interface ProjectFile {
  /** The edited text of the file; unchanged if nothing has to change. */
  readonly text: string;
  /** Such as `nodejs`. */
  readonly runtime: string;
}

/** A range of a text, and its replacement. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * Makes a project file name the plugin, and keeps its comments, order and formatting.
 * @param text of the file @param name of the file
 * @param folder of the plugin, relative to the folder of the file
 * @param version of the plugin
 * @throws ConfigurationError if the file isn't readable or asks for another version; also, with the lines to add by
 * hand, if it is written in a way that can't be edited
 */
export function namePlugin(
  text: string,
  name: string,
  { folder, version }: { readonly folder: string; readonly version: string },
): ProjectFile {
  const document = parseDocument(text);
  const [problem] = document.errors;
  if (problem)
    throw new ConfigurationError(`${name} is not readable YAML: ${firstLine(problem.message)}`, "Fix it first.");
  refuseOtherVersion(document, name, version);
  const edited = applied(text, editOf(text, document, folder));
  if (!saysOnlyMore(document, edited, folder))
    throw new ConfigurationError(
      `${name} is written in a way that can't be edited without changing more of it`,
      `Write into it by hand:\n\n${newSection(folder, "\n")}`,
    );
  return { text: edited, runtime: runtimeOf(document) };
}

/** The parser's messages end with the source lines in question. */
function firstLine(message: string): string {
  return (message.split("\n")[0] ?? "").replace(/:$/, "");
}

function refuseOtherVersion(document: Document, name: string, version: string): void {
  const recorded = entryIn(document)?.get("version");
  if (recorded === undefined || recorded === version) return;
  throw new ConfigurationError(
    `${name} asks for version ${recorded} of the plugin ${PACKAGE}, and this is ${version}`,
    "Take the version out of it, or install the same version of both.",
  );
}

function runtimeOf(document: Document): string {
  const runtime = document.get("runtime");
  return String(isMap(runtime) ? runtime.get("name") : runtime);
}

function entryIn(document: Document): YAMLMap | undefined {
  const entries = document.getIn(WAY);
  return isSeq(entries)
    ? (entries.items.find((item) => isMap(item) && item.get("name") === PACKAGE) as YAMLMap)
    : undefined;
}

/** @returns undefined if nothing has to change, or if the file can't be edited */
function editOf(text: string, document: Document, folder: string): Edit | undefined {
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const known = entryIn(document);
  if (known) return newPath(known, folder);
  const providers = document.getIn(WAY);
  if (isSeq(providers)) return before(text, providers, [`- name: ${PACKAGE}`, `  path: ${scalar(folder)}`], eol);
  const plugins = document.get(WAY[0]);
  if (isMap(plugins) && !plugins.has(WAY[1])) return before(text, plugins, listed(folder), eol);
  if (document.has(WAY[0])) return undefined;
  const gap = text === "" || text.endsWith("\n") ? "" : eol;
  return { from: text.length, to: text.length, text: `${gap}${newSection(folder, eol)}` };
}

function newPath(known: YAMLMap, path: string): Edit | undefined {
  const recorded = known.get("path", true);
  if (!isScalar(recorded) || !recorded.range || recorded.value === path) return undefined;
  const [from, to] = recorded.range;
  return { from, to, text: scalar(path) };
}

function newSection(folder: string, eol: string): string {
  return [`${WAY[0]}:`, ...listed(folder).map((line) => `  ${line}`), ""].join(eol);
}

function listed(folder: string): string[] {
  return [`${WAY[1]}:`, `  - name: ${PACKAGE}`, `    path: ${scalar(folder)}`];
}

function scalar(text: string): string {
  return stringify(text, { lineWidth: 0 }).trimEnd();
}

/** Inserts lines before the first entry of a block, with the same indentation. */
function before(text: string, block: YAMLMap | YAMLSeq, lines: readonly string[], eol: string): Edit | undefined {
  const start = (block as Node).range?.[0];
  if (block.flow || start === undefined) return undefined;
  const indent = " ".repeat(start - (text.lastIndexOf("\n", start - 1) + 1));
  return { from: start, to: start, text: lines.map((line) => `${line}${eol}${indent}`).join("") };
}

function applied(text: string, edit: Edit | undefined): string {
  return edit ? `${text.slice(0, edit.from)}${edit.text}${text.slice(edit.to)}` : text;
}

/** Whether an edited text has the content of the document and the entry, and nothing else. */
function saysOnlyMore(document: Document, edited: string, folder: string): boolean {
  const result = parseDocument(edited);
  if (result.errors.length > 0) return false;
  const said = entryIn(result)?.toJSON() as Readonly<Record<string, unknown>> | undefined;
  if (said?.["path"] !== folder) return false;
  return isDeepStrictEqual(withoutEntry(result), withoutEntry(document));
}

/** The content of a document without the entry, and without sections that are empty without it. */
function withoutEntry(document: Document): unknown {
  const copy = document.clone();
  const entries = copy.getIn(WAY);
  if (isSeq(entries)) entries.items = entries.items.filter((item) => !isMap(item) || item.get("name") !== PACKAGE);
  if (isSeq(entries) && entries.items.length === 0) copy.deleteIn(WAY);
  const plugins = copy.get(WAY[0]);
  if (isMap(plugins) && plugins.items.length === 0) copy.delete(WAY[0]);
  return copy.toJSON();
}
