import { Command } from "commander";
import type { Values, Vendor } from "../core/definition";
import { fieldsOf } from "../core/fields";
import type { FunctionDefinition } from "../core/function";
import { Run } from "../core/run";
import type { Setting } from "../core/settings";
import { requireInputs } from "../core/validate";
import { printable, table } from "./answer";
import { inputsFrom, optionsFor } from "./field-options";
import { processTerminal, type Terminal } from "./terminal";

/** One command for each vendor with functions that have a command: `keysmith <vendor> <command>`. */
export function vendorCommands(vendors: readonly Vendor[], terminal: Terminal = processTerminal): Command[] {
  return vendors.flatMap((vendor) => {
    const commands = vendor.functions.flatMap((fn) => (fn.command ? [commandFor(vendor, fn, terminal)] : []));
    if (commands.length === 0) return [];
    const names = commands.map((command) => command.name()).join(", ");
    const parent = new Command(vendor.name).description(`call the vendor's services: ${names}`);
    for (const command of commands) parent.addCommand(command);
    return [parent.addHelpText("after", ({ command }) => environmentHelp(command, vendor.settings))];
  });
}

function commandFor(vendor: Vendor, fn: FunctionDefinition, terminal: Terminal): Command {
  const fields = fieldsOf(fn.inputs);
  const command = new Command(fn.command).summary(firstSentence(fn.summary)).description(fn.summary);
  for (const option of optionsFor(fields)) command.addOption(option);
  if (fieldsOf(fn.outputs).some(({ meta }) => meta.secret)) {
    command.option("--show-secrets", "print secrets instead of [secret]");
  }
  return command.option("--json", "print JSON").action(async (options: Values) => {
    const answer = await ask(vendor, fn, await inputsFrom(fields, options, terminal), terminal);
    const shown = printable(answer, options["showSecrets"] === true);
    terminal.print(options["json"] ? JSON.stringify(shown, null, 2) : table(fn, shown, terminal.width));
  });
}

/** Asks with what the options and the environment say. */
async function ask(vendor: Vendor, fn: FunctionDefinition, given: Values, { env, warn }: Terminal): Promise<Values> {
  const run = new Run({ env, log: { warn } });
  const inputs = requireInputs(fn, fn.command ?? fn.name, given, (origin) =>
    typeof origin === "object" ? run.setting(origin) : undefined,
  );
  return fn.call(run.context(vendor), inputs);
}

function firstSentence(text: string): string {
  const [first = text] = text.split(/(?<=[.]) /);
  return first.replace(/\.$/, "");
}

const INDENT = "      ";

/** What the environment can say: the names are too long to stand beside what they mean. */
function environmentHelp(command: Command, settings: readonly Setting[]): string {
  const width = (command.configureOutput().getOutHelpWidth?.() ?? 80) - INDENT.length;
  const help = command.createHelp();
  const wrapped = (doc: string): string => help.boxWrap(doc.replaceAll("`", ""), width).replaceAll(/^/gm, INDENT);
  return ["", "Environment:", ...settings.map(({ env, doc }) => `  ${env}\n${wrapped(doc)}`)].join("\n");
}
