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

// A data key of which a state keeps only the ciphertext. The service makes it, encrypts it with a key of its own and keeps
// nothing of it. So there is no object to find or to delete, and a create whose reply was lost has left nothing. A data key is
// adopted by a ciphertext that somebody kept.

/** The outputs that change with another ciphertext of the same data key. */
export const REWRAPPED: readonly string[] = ["ciphertext", "keyVersion", "newestKeyVersion", "keyProblem", "wrappedAt"];

export const wrappedKeyInputs = {
  name: field(z.string().min(1).max(255), {
    doc: "The name of the data key in plans and messages. The service never learns it.",
    examples: ["invoices", "ledger"],
    from: ["name"],
  }),
  rewrap: field(z.enum(["auto", "never"]).default("auto"), {
    doc: "What happens when the key has a newer version: `auto` has the service encrypt the same data key with that version, in place; `never` leaves the ciphertext as it is, which older versions still open.",
    examples: ["auto", "never"],
  }),
};

export const wrappedKeyOutputs = {
  dataKeyId: field(z.string(), {
    doc: "A random id of the data key, which stays when the data key is encrypted anew. Write it beside the data that the data key encrypts, to know which data key opens that data.",
  }),
  ciphertext: field(z.string(), {
    doc: "The encrypted data key, as the service returned it. It isn't secret: only the key opens it.",
  }),
  keyVersion: field(z.string().optional(), {
    doc: "The version of the key that encrypted this ciphertext; absent where the service doesn't tell.",
  }),
  newestKeyVersion: field(z.string().optional(), {
    doc: "The version with which the key encrypts now, as of the last refresh; absent while the key can't be used, or where the service doesn't tell.",
  }),
  keyProblem: field(z.string().optional(), {
    doc: "Why the key can't open the data key, as of the last refresh; absent while it can. Every plan shows it.",
  }),
  wrappedAt: field(z.string(), { doc: "When this ciphertext was made." }),
};

const inputs = z.object(wrappedKeyInputs);
const outputs = z.object(wrappedKeyOutputs);

export type WrappedKeyInputs = z.output<typeof inputs>;
export type WrappedKeyOutputs = z.output<typeof outputs>;

/** A service's answer to a request for a data key. */
export interface Wrapped {
  readonly ciphertext: string;
  readonly keyVersion?: string | undefined;
}

/** The way in which a service makes data keys. No call changes anything at the service, so each may be repeated. */
export interface Wrapper<I, C> {
  /** Makes a new data key, and drops its plaintext. */
  make(context: Context<C>, inputs: I): Promise<Wrapped>;
  /** Encrypts the same data key with the newest version of the key that the inputs name. */
  rewrap(context: Context<C>, prior: I & WrappedKeyOutputs, inputs: I): Promise<Wrapped>;
  /** The present state of the key; undefined when the key isn't found. */
  look(context: Context<C>, state: I & WrappedKeyOutputs): Promise<Looked | undefined>;
  /** The accounts whose keys the credentials can find. */
  readonly accounts: Accounts<I & WrappedKeyOutputs, C>;
  /** The text by which the data key can be adopted. */
  text(state: I & WrappedKeyOutputs): string;
  /** The inputs whose change asks for a rewrap. */
  readonly moves: readonly string[];
}

/**
 * The text that identifies a data key by a kept ciphertext. A key has no slash, except for the one in a CRN. A ciphertext in
 * base64 may have slashes, but no brackets.
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

/** The parts of such a text. `bound` are the texts that the data key is bound to, if the text gives them. */
export function wrappedKeyPlace(text: string): { told: Told; bound: string[] | undefined } | undefined {
  const [, key, ciphertext, dataKeyId, list] = ADOPTED.exec(text) ?? [];
  const bound = list === undefined ? undefined : z.array(z.string()).safeParse(parseJson(list));
  if (key === undefined || ciphertext === undefined || bound?.success === false) return undefined;
  return { told: { key, ciphertext, ...(dataKeyId && { dataKeyId }) }, bound: bound?.data };
}

/** The inverse of `wrappedKeyPlace`. */
export function wrappedKeyText({ key, ciphertext, dataKeyId }: Told, bound: readonly string[]): string {
  const parts = [
    key,
    ciphertext,
    ...(dataKeyId ? [dataKeyId] : []),
    ...(bound.length > 0 ? [JSON.stringify(bound)] : []),
  ];
  return parts.join("/");
}

/** The data key of a ciphertext. The service proves the ciphertext by encrypting it anew, which changes nothing there. */
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
 * A data key is never read as gone, because its ciphertext couldn't be recovered. A key that isn't found may be hidden by the
 * service, or at another endpoint.
 */
const NOT_FOUND: Looked = {
  newestKeyVersion: undefined,
  keyProblem:
    "it is not found. Check the credentials and where they look; where it is gone for good, so is the data key, and another is made only by replacing this resource expressly",
};

const ONLY_KEPT = "what was encrypted with it can be decrypted only by whoever keeps that";

type WrappedKey<I, C> = Verbs<I, WrappedKeyOutputs, C> &
  Pick<Abilities<I, I & WrappedKeyOutputs, C>, "id" | "due" | "replacing" | "deleting">;

export function wrappedKeyVerbs<I extends WrappedKeyInputs, C>(kind: string, wrapper: Wrapper<I, C>): WrappedKey<I, C> {
  return {
    id: ({ dataKeyId }) => dataKeyId,
    due: [rewrapping],
    replacing: `replacing it makes another data key, and drops the ciphertext of this one from the state: ${ONLY_KEPT}`,
    deleting: `it takes the ciphertext out of the state, and the service has nothing of the data key: ${ONLY_KEPT}`,
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
    // Engines don't show the warnings of a plan for a forced replacement, so the text that brings the data key back is logged.
    async delete({ log }, state) {
      const { name, dataKeyId } = state;
      log.warn(
        `${kind} ${JSON.stringify(name)}: the service has nothing of the data key ${dataKeyId}, and the state no longer has its ciphertext: ${ONLY_KEPT}. As long as the key is there, it can be adopted by ${wrapper.text(state)}`,
      );
    },
  };
}

function made<C>({ clock }: Context<C>, { ciphertext, keyVersion }: Wrapped): Omit<WrappedKeyOutputs, "dataKeyId"> {
  const wrappedAt = formatTime(clock.now());
  return { ciphertext, keyVersion, newestKeyVersion: keyVersion, keyProblem: undefined, wrappedAt };
}

/** The ids of versions tell no order. The newest version is the one with which the key encrypts now. */
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

/** False where one of the versions isn't known. */
function isOlder({ keyVersion, newestKeyVersion }: WrappedKeyOutputs): boolean {
  return keyVersion !== undefined && newestKeyVersion !== undefined && keyVersion !== newestKeyVersion;
}
