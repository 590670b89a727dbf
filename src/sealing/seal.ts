import { ConfigurationError } from "../core/errors";
import type { Secret } from "../core/secret";
import { type SealOwner, writeContents } from "./contents";
import { checkedRecipients } from "./recipients";

/**
 * Encrypts secrets to age recipients, so that each recipient can open all of them. The same secrets give another text every time:
 * seal once, when a secret is made, and keep the text.
 * @param values by the names that the engine knows
 * @param of their owner
 * @returns an age file in its text form (`-----BEGIN AGE ENCRYPTED FILE-----`), with a line break at its end
 * @throws ConfigurationError when there is no recipient, or one can't be sealed to
 */
export async function seal(
  values: Readonly<Record<string, Secret>>,
  recipients: readonly string[],
  of?: SealOwner,
): Promise<string> {
  const checked = await checkedRecipients(recipients);
  const { armor, Encrypter } = await import("age-encryption");
  const encrypter = new Encrypter();
  try {
    for (const recipient of checked) encrypter.addRecipient(recipient);
    return armor.encode(await encrypter.encrypt(writeContents(values, of)));
  } catch {
    throw new ConfigurationError(
      "one of the recipients to seal secrets to holds no usable key",
      "Make another with `age-keygen`. Nothing was sealed.",
    );
  }
}
