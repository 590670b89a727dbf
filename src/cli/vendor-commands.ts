import { Command } from "commander";
import type * as z from "zod";
import type { Checkable } from "../core/checks";
import type { Values, Vendor } from "../core/definition";
import { fieldsOf } from "../core/fields";
import type { FunctionDefinition } from "../core/function";
import { type Context, Run } from "../core/run";
import type { Setting } from "../core/settings";
import type { Outcome, Task, TaskPart, VendorWithTasks } from "../core/task";
import { requireInputs } from "../core/validate";
import { openDesk } from "./desk";
import { inputsFrom, optionsFor } from "./options";
import { layoutOf, layoutOfAnswer, printable, table } from "./table";
import { INCOMPLETE, processTerminal, type Terminal } from "./terminal";

/** One command for each vendor with something to call: `keysmith <vendor> <command>`. */
export function vendorCommands(vendors: readonly VendorWithTasks[], terminal: Terminal = processTerminal): Command[] {
  return vendors.flatMap((vendor) => {
    const commands = [
      ...vendor.functions.flatMap((fn) => (fn.command ? [functionCommand(vendor, fn, fn.command, terminal)] : [])),
      ...(vendor.tasks ?? []).map((task) => taskCommand(vendor, task, terminal)),
    ];
    if (commands.length === 0) return [];
    const names = commands.map((command) => command.name()).join(", ");
    const parent = new Command(vendor.name).description(`call ${vendor.title}'s services: ${names}`);
    for (const command of commands) parent.addCommand(command);
    return [parent.addHelpText("after", ({ command }) => environmentHelp(command, vendor.settings))];
  });
}

function functionCommand(vendor: Vendor, fn: FunctionDefinition, command: string, terminal: Terminal): Command {
  const call = async (context: Context<unknown>, inputs: Values): Promise<Outcome> => {
    return { answer: await fn.call(context, inputs), isComplete: true };
  };
  return commandFor(vendor, { ...fn, command, call }, terminal);
}

function taskCommand(vendor: Vendor, { command, summary, parts }: Task, terminal: Terminal): Command {
  const parent = new Command(command).summary(firstSentence(summary)).description(summary);
  for (const part of parts) parent.addCommand(commandFor(vendor, partCalled(part, terminal), terminal));
  return parent.addHelpText("after", ({ command: sub }) => environmentHelp(sub, vendor.settings));
}

function partCalled(part: TaskPart, terminal: Terminal): Called {
  const call = async (context: Context<unknown>, inputs: Values): Promise<Outcome> => {
    const desk = openDesk(terminal);
    try {
      return await part.perform(context, inputs, desk);
    } finally {
      await desk.close();
    }
  };
  return { ...part, call };
}

interface Called extends Checkable {
  readonly command: string;
  readonly summary: string;
  readonly inputs: z.ZodObject;
  /** Only functions have them. */
  readonly outputs?: z.ZodObject;
  call(context: Context<unknown>, inputs: Values): Promise<Outcome>;
}

function commandFor(vendor: Vendor, called: Called, terminal: Terminal): Command {
  const fields = fieldsOf(called.inputs);
  const command = new Command(called.command).summary(firstSentence(called.summary)).description(called.summary);
  for (const option of optionsFor(fields)) command.addOption(option);
  if (called.outputs && fieldsOf(called.outputs).some(({ meta }) => meta.secret)) {
    command.option("--show-secrets", "print secrets instead of [secret]");
  }
  return command.option("--json", "print JSON").action(async (options: Values) => {
    const { answer, isComplete } = await ask(vendor, called, () => inputsFrom(fields, options, terminal), terminal);
    const shown = printable(answer, options["showSecrets"] === true);
    const layout = called.outputs ? layoutOf(called.outputs) : layoutOfAnswer(answer);
    terminal.print(options["json"] ? JSON.stringify(shown, null, 2) : table(layout, shown, terminal.width));
    if (!isComplete) process.exitCode = INCOMPLETE;
  });
}

/** @param read called once it is certain that the environment exposes no secret: one may come by standard input */
async function ask(
  vendor: Vendor,
  called: Called,
  read: () => Promise<Values>,
  { env, warn, progress }: Terminal,
): Promise<Outcome> {
  const run = new Run({ env, log: { warn, ...(progress && { tell: progress }) } });
  const context = run.context(vendor);
  const inputs = requireInputs(called, called.command, await read(), run.ofSettings);
  return called.call(context, inputs).finally(() => progress?.(""));
}

function firstSentence(text: string): string {
  const [first = text] = text.split(/(?<=[.]) /);
  return first.replace(/\.$/, "");
}

const INDENT = "      ";

/** The settings of the environment: their names are too long to stand beside their meanings. */
function environmentHelp(command: Command, settings: readonly Setting[]): string {
  const width = (command.configureOutput().getOutHelpWidth?.() ?? 80) - INDENT.length;
  const help = command.createHelp();
  const wrapped = (doc: string): string => help.boxWrap(doc.replaceAll("`", ""), width).replaceAll(/^/gm, INDENT);
  const lines = settings.flatMap(({ env, doc }) => (env === undefined ? [] : [`  ${env}\n${wrapped(doc)}`]));
  return ["", "Environment:", ...lines].join("\n");
}
