import { createHash } from "node:crypto";
import * as z from "zod";
import { onRecord } from "../../core/damage";
import type { Values } from "../../core/definition";
import { ConfigurationError } from "../../core/errors";
import { parseJson, partsOf } from "../../core/json";
import type { Desk, Program } from "../../core/task";
import { placementOf } from "../kms/functions/one-key";
import type { KeyAccess } from "../kms/key/access";
import { parseKeyCrn } from "../platform/crn";
import { type Placement, placeIn, placeOf } from "../platform/instance";

/** What is read of an object of a file. Its other fields are kept as they are written. */
const record = z.object({
  key: z.string().min(1),
  ciphertext: z.string().min(1),
  aad: z.array(z.string()).optional(),
});

export interface Wrapped {
  /** The file and the record, in words for people. */
  readonly place: string;
  /** The id or an alias of the key. */
  readonly key: string;
  readonly ciphertext: string;
  readonly aad: readonly string[];
}

interface GivenWrapped extends Wrapped {
  /** The object as it is written in its file. */
  readonly text: string;
}

export interface CiphertextFile {
  readonly file: string;
  readonly records: readonly GivenWrapped[];
  readonly isList: boolean;
}

/** A result of `wrap`, in any of base64's alphabets. */
const CIPHERTEXT = /^[A-Za-z0-9+/_=.-]+$/;

/** @param instance the GUID of the old instance. @throws ConfigurationError naming the file and the record */
export async function readCiphertexts(desk: Desk, files: readonly string[], instance: string) {
  return Promise.all(files.map(async (file) => parseFile(file, await desk.read(file), instance)));
}

function parseFile(file: string, content: string, instance: string): CiphertextFile {
  const whole = parseJson(content);
  const isList = Array.isArray(whole);
  const lines = content.split("\n").flatMap((line, index) => (line.trim() === "" ? [] : [[index + 1, line] as const]));
  const items = isList
    ? partsOf(content).map(({ from, to }, index) => [`${file}: item ${index + 1}`, content.slice(from, to)] as const)
    : whole !== undefined
      ? [[file, content] as const]
      : lines.map(([number, line]) => [`${file}: line ${number}`, line] as const);
  if (items.length === 0) throw new ConfigurationError(`${file} holds no ciphertexts`, FORM);
  return { file, records: items.map(([place, text]) => wrappedIn(place, text.trim(), instance)), isList };
}

const FORM = 'Write {"key": "<id, alias or CRN>", "ciphertext": "…", "aad": ["…"]}, one per line or in one JSON list.';

function wrappedIn(place: string, text: string, instance: string): GivenWrapped {
  const { success, data, error } = record.safeParse(parseJson(text));
  if (!success) {
    const where = error.issues[0]?.path.join(".");
    throw new ConfigurationError(
      `${place} is not a ciphertext${where ? `: ${where} is missing or has the wrong type` : ""}`,
      FORM,
    );
  }
  if (!CIPHERTEXT.test(data.ciphertext)) {
    throw new ConfigurationError(`${place}: the ciphertext is not one that wrap returned`, "Copy it again, in full.");
  }
  const crn = parseKeyCrn(data.key);
  if (crn && crn.serviceInstance.toLowerCase() !== instance.toLowerCase()) {
    throw new ConfigurationError(`${place}: ${data.key} is a key of another instance`, "Leave it out.");
  }
  return {
    place,
    key: crn?.resource ?? data.key,
    ciphertext: data.ciphertext,
    aad: data.aad ?? [],
    text,
  };
}

/** The digest by which the journal identifies a ciphertext that was wrapped anew. @param twin the id of the new key */
export function digestOf(twin: string, { ciphertext, aad }: Pick<Wrapped, "ciphertext" | "aad">): string {
  return createHash("sha256")
    .update(JSON.stringify([twin, ciphertext, aad]))
    .digest("base64url");
}

type Anew = Pick<Wrapped, "key" | "ciphertext">;

/** The file with the new keys and ciphertexts, in the form of the given file. */
export function writtenAnew({ records, isList }: CiphertextFile, anew: (wrapped: Wrapped) => Anew | undefined): string {
  const moved = records.flatMap((wrapped) => {
    const change = anew(wrapped);
    return change ? [changed(wrapped.text, change)] : [];
  });
  if (isList) return moved.length > 0 ? `[\n  ${moved.join(",\n  ")}\n]\n` : "[]\n";
  return moved.map((each) => `${each}\n`).join("");
}

function changed(text: string, change: Anew): string {
  const isChanged = (name: string | undefined): name is keyof Anew => name !== undefined && Object.hasOwn(change, name);
  return partsOf(text).reduceRight(
    (whole, { name, from, to }) =>
      isChanged(name) ? whole.slice(0, from) + JSON.stringify(change[name]) + whole.slice(to) : whole,
    text,
  );
}

// The ciphertexts of some data keys are only in a state. They are wrapped anew like those of files.

interface Instance {
  readonly access: KeyAccess;
  readonly named: ReadonlyMap<string, unknown>;
}

/** The ciphertext of a data key in a state, if its root key is in this instance. */
export function recordedWrapped(state: Values, place: string, { access }: Instance): Wrapped | undefined {
  const told = state as Partial<Placement & Pick<Wrapped, "key" | "ciphertext" | "aad">>;
  const { key, ciphertext, instance, instanceId, url, aad = [] } = told;
  if (key === undefined || ciphertext === undefined) return undefined;
  const placement = placementOf({ key, instance, service: undefined, instanceId, url });
  if (placeIn(placement) !== placeOf(access.instance)) return undefined;
  const id = (parseKeyCrn(key)?.resource ?? key).toLowerCase();
  return { place, key: id, ciphertext, aad };
}

/** The ciphertexts in a program's state whose root keys the instance has. */
export function recordedIn(file: string, { resources }: Program, source: Instance): readonly Wrapped[] {
  return resources.flatMap(({ definition, title, inputs, outputs }) => {
    if (definition.name !== "WrappedKey") return [];
    const place = `${title} in ${file}`;
    const wrapped = onRecord({ title: place }, () => recordedWrapped({ ...inputs, ...outputs }, place, source));
    return wrapped && source.named.has(wrapped.key) ? [wrapped] : [];
  });
}
