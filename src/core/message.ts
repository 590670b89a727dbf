import type { Setting } from "./settings";

type Reference =
  | { readonly kind: "field"; readonly path: string }
  | { readonly kind: "assignment"; readonly path: string; readonly value: unknown }
  | { readonly kind: "setting"; readonly setting: Setting }
  | { readonly kind: "order" }
  | { readonly kind: "line"; readonly setting: Setting; readonly value: string };

/** How an engine's language writes the things that messages mention. */
export interface Words {
  /** @param path dotted, such as `rotation.renewBefore` */
  field(path: string): string;
  /** A field with the value that a user is advised to give. */
  assignment(path: string, value: unknown): string;
  setting(setting: Setting): string;
  /** What to do to have an object deleted before the one that replaces it is made. */
  readonly deletedFirst: string;
  /** What to write, and where, to give a setting a value. */
  line(setting: Setting, value: string): string;
}

/** Programs in TypeScript, with the engine's configuration. */
export const typescriptWords: Words = {
  field: (path) => path,
  assignment: (path, value) => `${path}: ${JSON.stringify(value)}`,
  setting: ({ config, env }) => orEnv(`the configuration keysmith:${config}`, env),
  deletedFirst: "set `deleteBeforeReplace: true`",
  line: ({ config, env }, value) =>
    `\`pulumi config set keysmith:${config} ${value}\`${env === undefined ? "" : `, or ${env}=${value} in the environment`}`,
};

/** The configuration, and the environment variable beside it, if there is one. */
export function orEnv(configuration: string, env: string | undefined): string {
  return env === undefined ? configuration : `${configuration} or the environment variable ${env}`;
}

/** A sentence, or part of one, in which mentions of fields and settings are data. As a string it is in TypeScript's words. */
export class Sentence {
  readonly parts: readonly (string | Reference)[];

  constructor(parts: readonly (string | Reference)[]) {
    this.parts = parts;
  }

  in(words: Words): string {
    return this.parts.map((part) => (typeof part === "string" ? part : written(part, words))).join("");
  }

  toString(): string {
    return this.in(typescriptWords);
  }

  toJSON(): string {
    return this.toString();
  }
}

export type Message = string | Sentence;

/** Template tag that puts messages and mentions into text: ``message`give ${ref("validity")}` ``. */
export function message(texts: TemplateStringsArray, ...inserted: readonly (Message | number)[]): Message {
  const messages = inserted.map((each) => (typeof each === "number" ? String(each) : each));
  return joined(texts.flatMap((text, index) => [text, messages[index] ?? ""]));
}

export function ref(path: string): Sentence {
  return new Sentence([{ kind: "field", path }]);
}

export function assign(path: string, value: unknown): Sentence {
  return new Sentence([{ kind: "assignment", path, value }]);
}

export function howToGive(setting: Setting): Sentence {
  return new Sentence([{ kind: "setting", setting }]);
}

export const deletedFirst: Sentence = new Sentence([{ kind: "order" }]);

export function lineFor(setting: Setting, value: string): Sentence {
  return new Sentence([{ kind: "line", setting, value }]);
}

export function joined(messages: readonly Message[], separator = ""): Message {
  const parts = messages.flatMap((each, index) => [...(index > 0 ? [separator] : []), ...partsOf(each)]);
  return parts.every((part) => typeof part === "string")
    ? parts.join("")
    : new Sentence(parts.filter((part) => part !== ""));
}

export function inWords(text: Message, words: Words = typescriptWords): string {
  return typeof text === "string" ? text : text.in(words);
}

/**
 * A Markdown text of our own, such as a field's `doc`: a name in backticks that is one of `paths` is a mention.
 * @param paths dotted paths of fields, or their last names
 */
export function fromMarkdown(text: string, paths: ReadonlySet<string>): Message {
  const pieces = text.split(/(?<=`)([\w.]+)(?=`)/);
  return joined(pieces.map((piece, index) => (index % 2 === 1 && paths.has(piece) ? ref(piece) : piece)));
}

function partsOf(text: Message): readonly (string | Reference)[] {
  return typeof text === "string" ? [text] : text.parts;
}

function written(reference: Reference, words: Words): string {
  switch (reference.kind) {
    case "field":
      return words.field(reference.path);
    case "assignment":
      return words.assignment(reference.path, reference.value);
    case "setting":
      return words.setting(reference.setting);
    case "order":
      return words.deletedFirst;
    case "line":
      return words.line(reference.setting, reference.value);
  }
}
