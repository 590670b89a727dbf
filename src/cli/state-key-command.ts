import { Command } from "commander";
import * as z from "zod";
import type { DataKey, DataKeys } from "../core/data-keys";
import type { Values } from "../core/definition";
import { ConfigurationError, NoReplyError } from "../core/errors";
import { type Field, fieldsOf } from "../core/fields";
import { parseJson } from "../core/json";
import type { Ask } from "../core/left-out";
import { Run } from "../core/run";
import type { VendorWithTasks } from "../core/task";
import { realTiming } from "../core/timing";
import { checkInputs, requireInputs } from "../core/validate";
import { inputsFrom, optionsFor } from "./options";
import { processTerminal, readText, type Terminal } from "./terminal";

const NAME = "state-key";

/** OpenTofu's protocol for key providers. Source: `internal/encryption/keyprovider/external/protocol` of OpenTofu 1.12. */
const HEADER = { magic: "OpenTofu-External-Key-Provider", version: 1 };

/**
 * Bound to each ciphertext: a data key that the same key has wrapped for something else isn't taken for a state's, and nobody who
 * can write to the state can put a data key there that they know.
 */
const PURPOSE = "keysmith state-key";

/** OpenTofu ends the command after a minute and then shows no reason: retries stop while there is time for a last reply. */
const PATIENCE_MS = 25_000;

/** From the start of the process: then whatever is still under way is given up. */
const LIMIT_MS = 45_000;

/** The longest start of the process that is believed: another program may have called this late in its life. */
const MOST_START_MS = 5000;

const text = z
  .string()
  .min(1)
  .regex(/^[\x20-\x7e]+$/);

/** Kept in clear beside the encrypted data, and handed back to decrypt it. */
const metadata = z.object({ keysmith: z.literal(1), key: text, ciphertext: text });

type Metadata = z.output<typeof metadata>;

const input = z.union([z.null(), z.strictObject({ external_data: z.record(z.string(), z.unknown()) })]);

/** When the exchange ends, in milliseconds. */
export interface Limits {
  /** Until no further call is made. */
  readonly patience?: number;
  /** Until everything ends, whatever is under way. */
  readonly whole?: number;
  /** Ends the process, which a call under way would keep alive. */
  readonly leave?: () => void;
}

/** `keysmith state-key`: the program that OpenTofu's key provider `external` calls for the keys of states and plans. */
export function stateKeyCommand(
  vendors: readonly VendorWithTasks[],
  terminal: Terminal = processTerminal,
  {
    patience = PATIENCE_MS,
    whole = LIMIT_MS - Math.min(performance.now(), MOST_START_MS),
    leave = () => process.exit(),
  }: Limits = {},
): Command {
  const wrapping = vendors.flatMap(({ dataKeys }) => (dataKeys ? [dataKeys] : []));
  const fields = distinctFields(wrapping);
  const command = new Command(NAME)
    .summary("give OpenTofu the key of a state or plan, wrapped by a key of a KMS")
    .description(DESCRIPTION)
    .addHelpText("after", EXAMPLE);
  for (const option of optionsFor(fields)) command.addOption(option);
  const exchange = async (options: Values): Promise<void> => {
    refusePerson(terminal);
    const given = await inputsFrom(fields, options, terminal);
    terminal.print(JSON.stringify(HEADER));
    const asked = metadataIn(await readText(undefined, terminal, "OpenTofu writes it."));
    const { env, warn } = terminal;
    const run = new Run({ env, log: { warn }, timing: realTiming(AbortSignal.timeout(patience)) });
    terminal.print(JSON.stringify(await answer(vendors, given, asked, run)));
  };
  return command.action((options: Values) => within(whole, leave, exchange(options)));
}

/** @throws NoReplyError when the time is over; the process ends once that is reported */
async function within(milliseconds: number, leave: () => void, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new NoReplyError("No key came in time: OpenTofu waits for a minute", SLOW, { sent: true }));
      setImmediate(leave);
    }, milliseconds);
  });
  await Promise.race([work, end]).finally(() => clearTimeout(timer));
}

const SLOW = "Check the connection to the service, and the service's status; then run again.";

const DESCRIPTION =
  'The command of OpenTofu\'s key_provider "external". For each state or plan to be encrypted, the service makes a data key, ' +
  "wrapped with a key that stays at the service. Each start makes one call there, and one for a token where one is needed. " +
  "Credentials come from the environment, as for the commands of each vendor.";

const EXAMPLE = `
Example:
  key_provider "external" "root" {
    command = ["keysmith", "state-key", "--key", "crn:v1:bluemix:public:kms:us-south:a/…:<instance>:key:<id>"]
  }`;

/** Standard output gets a key. @throws ConfigurationError when a person would see it */
function refusePerson({ width, input: from }: Terminal): void {
  if (width === undefined && !(from as { readonly isTTY?: boolean }).isTTY) return;
  throw new ConfigurationError(
    `keysmith ${NAME} writes a key to standard output, and is not for a terminal`,
    'Name it as the command of OpenTofu\'s key_provider "external". No service was called.',
  );
}

/** An option that several vendors have is described by what each of them says about it. */
function distinctFields(wrapping: readonly DataKeys[]): readonly Field[] {
  const all = wrapping.flatMap(({ inputs }) => fieldsOf(inputs));
  const firsts = all.filter(({ name }, index) => all.findIndex((each) => each.name === name) === index);
  return firsts.map((first) => {
    const docs = all.filter(({ name }) => name === first.name).map(({ meta }) => meta.doc);
    return { ...first, meta: { ...first.meta, doc: [...new Set(docs)].join(" Or: ") } };
  });
}

/** @returns undefined where only a key to encrypt with is asked for. @throws ConfigurationError for input that isn't ours */
function metadataIn(standardInput: string): Metadata | undefined {
  const asked = input.safeParse(parseJson(standardInput));
  if (!asked.success) {
    throw new ConfigurationError(
      "standard input holds neither null nor metadata of a key provider",
      'OpenTofu writes it: name this as the command of its key_provider "external".',
    );
  }
  if (asked.data === null) return undefined;
  const ours = metadata.safeParse(asked.data.external_data);
  if (ours.success) return ours.data;
  throw new ConfigurationError(
    `the metadata beside the encrypted data was not written by keysmith ${NAME}`,
    "It was encrypted by another key provider, or by a newer Keysmith: keep that provider under its name in a `fallback`, and give this one a name of its own.",
  );
}

async function answer(
  vendors: readonly VendorWithTasks[],
  given: Values,
  asked: Metadata | undefined,
  run: Run,
): Promise<object> {
  const { vendor, dataKeys } = ownerOf(vendors, given, run.ofSettings);
  const context = run.context(vendor);
  const inputs = requireInputs(dataKeys, NAME, given, run.ofSettings);
  const key = dataKeys.nameOf(inputs);
  if (!asked) return output(await dataKeys.make(context, inputs, PURPOSE), key);
  const { ciphertext } = asked;
  if (asked.key !== key) run.say([`the data was encrypted with ${asked.key}; the key provider names ${key}`]);
  // OpenTofu encrypts nothing with the keys of this answer, but requires both.
  return output(
    { plaintext: await dataKeys.unwrap(context, inputs, ciphertext, PURPOSE), ciphertext },
    asked.key,
    true,
  );
}

function output({ plaintext, ciphertext }: DataKey, key: string, decrypts = false): object {
  const raw = plaintext.reveal();
  const kept: Metadata = { keysmith: 1, key, ciphertext };
  return {
    keys: { encryption_key: raw, ...(decrypts && { decryption_key: raw }) },
    meta: { external_data: kept },
  };
}

/** The vendor that owns the key, by the form in which it is given. @throws ConfigurationError when no vendor has such keys */
function ownerOf(vendors: readonly VendorWithTasks[], given: Values, say: Ask) {
  const all = vendors.flatMap((vendor) => (vendor.dataKeys ? [{ vendor, dataKeys: vendor.dataKeys }] : []));
  const owner = all.find(({ dataKeys }) => dataKeys.owns({ ...checkInputs(dataKeys, given, say).values, ...given }));
  if (owner) return owner;
  const { key } = given;
  throw new ConfigurationError(
    key === undefined ? "no key is given" : `${JSON.stringify(key)} doesn't show which vendor's key it is`,
    `Give --key: ${all.map(({ dataKeys: { forms } }) => forms).join("; ")}.`,
  );
}
