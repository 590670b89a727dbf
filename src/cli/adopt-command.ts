import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { Command, Option } from "commander";
import type { Values, Vendor } from "../core/definition";
import { ConfigurationError } from "../core/errors";
import { type Field, fieldsOf } from "../core/fields";
import { Run } from "../core/run";
import { type TakenOver, takeOver } from "../core/taking-over";
import { takenOverFiles as pulumiFiles } from "../pulumi/taking-over";
import { takenOverFiles as terraformFiles } from "../terraform/taking-over";
import { inputsFrom, optionsFor } from "./options";
import { processTerminal, type Terminal, writing } from "./terminal";

const OUT = { terraform: terraformFiles, pulumi: pulumiFiles } as const;

/** `keysmith adopt`: writes the program for everything that a vendor's services have in a place. */
export function adoptCommand(vendors: readonly Vendor[], terminal: Terminal = processTerminal): Command {
  const command = new Command("adopt")
    .description("write the program that takes over what exists, and what imports it; nothing is changed at a service")
    .addOption(
      new Option("--vendor <name>", "whose services").choices(vendors.map(({ name }) => name)).makeOptionMandatory(),
    )
    .addOption(new Option("--out <engine>", "for which engine").choices(Object.keys(OUT)).default("terraform"))
    .option("--folder <path>", "where the files go", ".")
    .option("--name-prefix <text>", "only objects whose name begins with this")
    .option("--label-prefix <text>", "only objects whose label begins with this")
    .option("--unmanaged", "only objects that carry no mark of Keysmith");
  const fields = placesOf(vendors);
  for (const option of optionsFor(fields)) command.addOption(option);
  return command.action(async (options: Values) => {
    const vendor = vendors.find(({ name }) => name === options["vendor"]);
    if (vendor) await adopt(vendor, fields, options, terminal);
  });
}

async function adopt(vendor: Vendor, fields: readonly Field[], options: Values, terminal: Terminal): Promise<void> {
  const { out, folder, namePrefix, labelPrefix, unmanaged } = options as Readonly<Record<string, string | undefined>>;
  const run = new Run({ env: terminal.env, log: { warn: terminal.warn } });
  const told = await inputsFrom(fields, options, terminal);
  const filter = { namePrefix, labelPrefix, unmanaged: unmanaged !== undefined };
  const taken = await takeOver(vendor, run, told, filter);
  if (taken.length === 0) {
    throw new ConfigurationError("There is nothing to take over", "Look in another place, or leave the filters out.");
  }
  await write(OUT[out as keyof typeof OUT](taken, vendor.name), folder ?? ".");
  terminal.print(summary(taken));
}

/** @throws ConfigurationError, before anything is written, if a file is there already */
async function write(files: Readonly<Record<string, string>>, folder: string): Promise<void> {
  const paths = Object.entries(files).map(([name, text]) => [path.join(folder, name), text] as const);
  const there = paths.find(([file]) => existsSync(file));
  if (there) throw new ConfigurationError(`${there[0]} already exists`, "Move it away, or give another --folder.");
  const remedy = "Give a folder in which you may write, on a disk that has room.";
  await writing(folder, remedy, async () => void (await mkdir(folder, { recursive: true })));
  for (const [file, text] of paths) await writing(file, remedy, () => writeFile(file, text));
}

function summary(taken: readonly TakenOver[]): string {
  const counts = new Map<string, number>();
  for (const { definition } of taken) counts.set(definition.name, (counts.get(definition.name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${count} ${name}`).join(", ");
}

/** The inputs that say where objects are, of all kinds; one input of a name stands for all. */
function placesOf(vendors: readonly Vendor[]): readonly Field[] {
  const all = vendors.flatMap(({ definitions }) =>
    definitions.flatMap(({ inputs, list }) => fieldsOf(inputs).filter(({ name }) => list?.where.includes(name))),
  );
  return [...new Map(all.map((field) => [field.name, field])).values()];
}
