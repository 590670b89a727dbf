import { everyField, type Field } from "../core/fields";
import { snakeCase } from "./names";

/** A setting as `core/settings` calls it in messages. */
const CONFIGURATION = /the configuration keysmith:([\w.]+)/g;

/** A message about `fields` in the words of the engine's language: `renewBefore` is `renew_before` there. */
export function inEngineWords(message: string, fields: readonly Field[]): string {
  const names = new Set(everyField(fields).map(({ name }) => name));
  const renamed = message.replaceAll(/[a-z]\w*[A-Z]\w*/g, (word) => (names.has(word) ? snakeCase(word) : word));
  const assigned = renamed.replaceAll(/\b(\w+): (?=true\b|false\b|"|\[)/g, (text, name: string) =>
    [...names].some((each) => snakeCase(each) === name) ? `${name} = ` : text,
  );
  return assigned.replaceAll(CONFIGURATION, (_text, path: string) => `the provider's ${settingPath(path)}`);
}

function settingPath(path: string): string {
  return `\`${path.replace(/\.$/, "").split(".").map(snakeCase).join(".")}\`${path.endsWith(".") ? "." : ""}`;
}
