import { randomUUID } from "node:crypto";
import * as z from "zod";
import { type Accounts, requireAccount } from "../account";
import { formatTime } from "../clock";
import { type Abilities, pick, type Verbs } from "../definition";
import { field } from "../fields";
import { parseJson } from "../json";
import { type Message, message, ref } from "../message";
import type { DueRule, Reason } from "../reasons";
import type { Context } from "../run";
import { unlessGone } from "./gone";

// A data key of which a state keeps only the ciphertext. The service generates it, encrypts it with one of its own keys, and keeps
// nothing: there is no object to find or delete, and a create whose reply was lost leaves nothing behind. It is adopted by a
// ciphertext that somebody has kept.

/** The outputs that change with another ciphertext of the same data key. */
export const REWRAPPED: readonly string[] = ["ciphertext", "keyVersion", "newestKeyVersion", "keyProblem", "wrappedAt"];

export const wrappedKeyInputs = {
  name: field(z.string().min(1).max(255), {
    doc: "The data key's name in plans and messages. The service never learns it.",
    examples: ["invoices", "ledger"],
    from: ["name"],
  }),
  rewrap: field(z.enum(["auto", "never"]).default("auto"), {
    doc: "What happens when the key has a newer version: `auto` has the service encrypt the same data key with it, in place; `never` leaves the ciphertext as it is, which older versions still open.",
    examples: ["auto", "never"],
  }),
};

export const wrappedKeyOutputs = {
  dataKeyId: field(z.string(), {
    doc: "A random id of the data key, which stays the same when the data key is encrypted again. Write it beside the data that the data key encrypts, to know which data key opens the data.",
  }),
  ciphertext: field(z.string(), {
    doc: "The encrypted data key, as the service returned it. It isn't secret: only the key opens it.",
  }),
  keyVersion: field(z.string().optional(), {
    doc: "The version of the key with which the data key is encrypted; absent where the service doesn't tell.",
  }),
  newestKeyVersion: field(z.string().optional(), {
    doc: "The version with which the key encrypts now, as of the last refresh; absent while the key can't be used, or where the service doesn't tell.",
  }),
  keyProblem: field(z.string().optional(), {
    doc: "Why the key can't open the data key, as of the last refresh; absent while it can. Every plan reports it.",
  }),
  wrappedAt: field(z.string(), { doc: "When this ciphertext was made." }),
};

const inputs = z.object(wrappedKeyInputs);
const outputs = z.object(wrappedKeyOutputs);

export type WrappedKeyInputs = z.output<typeof inputs>;
export type WrappedKeyOutputs = z.output<typeof outputs>;

/** The service's reply to a request for a data key. */
export interface Wrapped {
  readonly ciphertext: string;
  readonly keyVersion?: string | undefined;
}

/** A service's calls for data keys. Neither changes anything at the service, so both may be repeated. */
export interface Wrapper<I, C> {
  /** A new data key, without its plaintext. */
  make(context: Context<C>, inputs: I): Promise<Wrapped>;
  /** The same data key, encrypted with the newest version of the key that the inputs name. */
  rewrap(context: Context<C>, prior: I & WrappedKeyOutputs, inputs: I): Promise<Wrapped>;
  /** The current state of the key; undefined when it isn't found. */
  look(context: Context<C>, state: I & WrappedKeyOutputs): Promise<Looked | undefined>;
  /** The account whose keys the credentials find. */
  readonly accounts: Accounts<I & WrappedKeyOutputs, C>;
  /** The text by which the data key can be adopted. */
  text(state: I & WrappedKeyOutputs): string;
  /** The inputs whose change requires a rewrap. */
  readonly moves: readonly string[];
}

/**
 * The form in which a kept ciphertext is given. A key contains no slash, except in a CRN; a ciphertext in base64 may contain
 * slashes, and no brackets.
 */
const ADOPTED =
  /^((?:crn:[^/]*\/)?[^/]+)\/([\w+/=.-]+?)(?:\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))?(?:\/(\[.*\]))?$/is;

interface Told {
  readonly key: string;
  readonly ciphertext: string;
  readonly dataKeyId?: string;
}

export function wrappedKeyForm(key: string, bound: string): string {
  return `${key}/<ciphertext>, ${key}/<ciphertext>/<dataKeyId> or ${key}/<ciphertext>/<dataKeyId>/<${bound}>`;
}

/** The parts of such a text, and the values to which the data key is bound, if the text holds them. */
export function wrappedKeyPlace(text: string): { told: Told; bound: string[] | undefined } | undefined {
  const [, key, ciphertext, dataKeyId, list] = ADOPTED.exec(text) ?? [];
  const bound = list === undefined ? undefined : z.array(z.string()).safeParse(parseJson(list));
  if (key === undefined || ciphertext === undefined || bound?.success === false) return undefined;
  return { told: { key, ciphertext, ...(dataKeyId && { dataKeyId }) }, bound: bound?.data };
}

/** The inverse: the parts as one text. */
export function wrappedKeyText({ key, ciphertext, dataKeyId }: Told, bound: readonly string[]): string {
  const parts = [
    key,
    ciphertext,
    ...(dataKeyId ? [dataKeyId] : []),
    ...(bound.length > 0 ? [JSON.stringify(bound)] : []),
  ];
  return parts.join("/");
}

/** The data key of a ciphertext. The service proves that it is one by encrypting it again, which changes nothing at the service. */
export async function foundWrapped<I extends Told, C>(
  context: Context<C>,
  told: I,
  rewrap: () => Promise<Wrapped>,
): Promise<(I & WrappedKeyOutputs) | undefined> {
  const wrapped = await unlessGone(rewrap());
  return wrapped && { ...told, dataKeyId: told.dataKeyId ?? randomUUID(), ...made(context, wrapped) };
}

type Looked = Pick<WrappedKeyOutputs, "newestKeyVersion" | "keyProblem">;

/**
 * No object could be gone, and the ciphertext can't be recovered. A key that isn't found may be hidden by the service, or belong to
 * another endpoint.
 */
const NOT_FOUND: Looked = {
  newestKeyVersion: undefined,
  keyProblem:
    "it is not found. Check the credentials and where they look; where it is gone for good, so is the data key, and another is made only by replacing this resource expressly",
};

const ONLY_KEPT = "only those who keep a copy of that ciphertext can decrypt what was encrypted with its data key";

type WrappedKey<I, C> = Verbs<I, WrappedKeyOutputs, C> &
  Pick<Abilities<I, I & WrappedKeyOutputs, C>, "id" | "due" | "replacing" | "deleting">;

export function wrappedKeyVerbs<I extends WrappedKeyInputs, C>(kind: string, wrapper: Wrapper<I, C>): WrappedKey<I, C> {
  return {
    id: ({ dataKeyId }) => dataKeyId,
    due: [rewrapping],
    replacing: `replacing it makes another data key, and drops the ciphertext of this one from the state: ${ONLY_KEPT}`,
    deleting: `it takes the ciphertext out of the state, and the service keeps no copy of the data key: ${ONLY_KEPT}`,
    async create(context, given) {
      const wrapped = await wrapper.make(context, given);
      return { dataKeyId: randomUUID(), ...made(context, wrapped) };
    },
    async read(context, state) {
      const key = await wrapper.look(context, state);
      const subject = `${kind} ${JSON.stringify(state.name)}`;
      if (!key) await requireAccount(wrapper.accounts, subject, context, state, async () => undefined);
      const { newestKeyVersion, keyProblem } = key ?? NOT_FOUND;
      return { ...state, newestKeyVersion, keyProblem };
    },
    async update(context, prior, given, reasons) {
      const asks = ({ code, field: path }: Reason): boolean =>
        code === "rewrap" || (path !== undefined && wrapper.moves.includes(path));
      const { dataKeyId } = prior;
      if (!reasons.some(asks)) return pick(prior, outputs);
      return { dataKeyId, ...made(context, await wrapper.rewrap(context, prior, given)) };
    },
    // Engines show no warning of a plan that forces a replacement, so the way to recover the data key is said here.
    async delete({ log }, state) {
      const { name, dataKeyId } = state;
      log.warn(
        `${kind} ${JSON.stringify(name)}: the service keeps no copy of the data key ${dataKeyId}, and the state no longer has its ciphertext: ${ONLY_KEPT}. As long as the key exists, the data key can be adopted by ${wrapper.text(state)}`,
      );
    },
  };
}

function made<C>({ clock }: Context<C>, { ciphertext, keyVersion }: Wrapped): Omit<WrappedKeyOutputs, "dataKeyId"> {
  const wrappedAt = formatTime(clock.now());
  return { ciphertext, keyVersion, newestKeyVersion: keyVersion, keyProblem: undefined, wrappedAt };
}

/** Version ids have no order: the version with which the key encrypts now is the newest. */
export const rewrapping: DueRule<WrappedKeyOutputs, Pick<WrappedKeyInputs, "rewrap">> = (state, given) => {
  const { keyVersion, newestKeyVersion } = state;
  if (given.rewrap === "never" || !isOlder(state)) return undefined;
  const why = `the key has the version ${newestKeyVersion} now, and the data key is encrypted with ${keyVersion}`;
  return { code: "rewrap", outputs: REWRAPPED, message: why };
};

export function wrappedKeyNotes({ rewrap }: Pick<WrappedKeyInputs, "rewrap">, state?: WrappedKeyOutputs): Message[] {
  if (state === undefined) return [];
  const { keyProblem, keyVersion } = state;
  return [
    ...(keyProblem === undefined ? [] : [`the key that encrypts it can't be used: ${keyProblem}`]),
    ...(rewrap !== "auto" && isOlder(state)
      ? [
          message`${ref("rewrap")} is never: the data key stays encrypted with the version ${keyVersion ?? ""} of the key, which has a newer one`,
        ]
      : []),
  ];
}

/** False where either version is unknown. */
function isOlder({ keyVersion, newestKeyVersion }: WrappedKeyOutputs): boolean {
  return keyVersion !== undefined && newestKeyVersion !== undefined && keyVersion !== newestKeyVersion;
}
