import type * as Age from "age-encryption" with { "resolution-mode": "import" };
import { ConfigurationError } from "../core/errors";
import type { Secret } from "../core/secret";
import { readContents, type SealOwner } from "./contents";
import { howToGiveIdentity, identityProblem } from "./identities";

export const FIRST_LINE = "-----BEGIN AGE ENCRYPTED FILE-----";

/**
 * Decrypts what `seal` made.
 * @param identities of which one must fit
 * @param of the owner that the secrets must have
 * @returns the secrets by the names under which they were sealed
 * @throws ConfigurationError when no identity is given or fits, for text that isn't sealed, was cut or changed or is another
 * resource's, and for text that a newer version of Keysmith sealed
 */
export async function open(
  sealed: string,
  identities: readonly Secret[],
  of: Partial<SealOwner> = {},
): Promise<Readonly<Record<string, Secret>>> {
  if (!sealed.trimStart().startsWith(FIRST_LINE)) throw notSealed();
  if (identities.length === 0)
    throw new ConfigurationError("no age identity was given, so the sealed text can't be opened", howToGiveIdentity);
  const age = await import("age-encryption");
  const decrypter = new age.Decrypter();
  for (const identity of identities) await addIdentity(decrypter, identity);
  return readContents(await decrypt(age, decrypter, sealed, identities.length), of);
}

const LAST_LINE = "-----END AGE ENCRYPTED FILE-----";

/** Whether a sealed text has its beginning and its end. Pure; only opening it shows everything that may be wrong. */
export function isWhole(sealed: string): boolean {
  const lines = sealed.trim().split(/\r?\n/);
  const body = lines.slice(1, -1);
  const isEven = body.every(
    (line, at) => /^[\w+/]+={0,2}$/.test(line) && (at === body.length - 1 || line.length === 64),
  );
  return lines[0] === FIRST_LINE && lines.at(-1) === LAST_LINE && body.length > 0 && isEven;
}

function notSealed(): ConfigurationError {
  return new ConfigurationError(
    "this is not a sealed text",
    `Give the whole \`sealed\` attribute of a resource; it begins with ${FIRST_LINE}.`,
  );
}

async function addIdentity(decrypter: Age.Decrypter, identity: Secret): Promise<void> {
  const problem = await identityProblem(identity);
  if (problem) throw new ConfigurationError(`an identity to open it with ${problem}`, howToGiveIdentity);
  decrypter.addIdentity(identity.reveal());
}

/** The library's errors aren't passed on, as they may quote their input. */
async function decrypt(
  { armor }: typeof Age,
  decrypter: Age.Decrypter,
  sealed: string,
  tried: number,
): Promise<string> {
  let unopened: readonly Age.Stanza[] | undefined;
  // Asked last, and so only when no identity fits.
  decrypter.addIdentity({
    unwrapFileKey: (stanzas: readonly Age.Stanza[]) => {
      unopened = stanzas;
      return null;
    },
  });
  try {
    return await decrypter.decrypt(armor.decode(sealed), "text");
  } catch {
    throw unopened ? sealedToOthers(unopened, tried) : damaged();
  }
}

function sealedToOthers(stanzas: readonly Age.Stanza[], tried: number): ConfigurationError {
  if (stanzas.some(({ args }) => args[0] === "scrypt")) {
    return new ConfigurationError(
      "this was encrypted with a passphrase, not sealed by Keysmith",
      "Open it with `age --decrypt`.",
    );
  }
  const others = stanzas.length === 1 ? "another recipient" : `${stanzas.length} other recipients`;
  const none = tried === 1 ? "the given identity doesn't open it" : `none of the ${tried} identities opens it`;
  return new ConfigurationError(
    `${none}: it was sealed to ${others}`,
    "Give the identity of a recipient that was in seal_to when the secrets were sealed.",
  );
}

function damaged(): ConfigurationError {
  return new ConfigurationError(
    "the sealed text was cut or changed",
    "Give it whole, as the state or `terraform output -raw` has it.",
  );
}
