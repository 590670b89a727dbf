import type { Definition } from "../../core/definition";
import { secretOutputs } from "../../core/lifecycle";
import { hasUnknown, isUnknown } from "../../core/unknown";
import { recipientProblem, recipientsMark } from "../../sealing/recipients";
import { snakeCase } from "../names";
import type { Attributes, Diagnostic } from "../protocol/provider";

/** How the state keeps the secrets that a service or we have made. */
export type SecretKeeping =
  | { readonly kind: "sealed"; readonly recipients: readonly string[]; readonly mark: string }
  /** In a way that isn't known yet. */
  | { readonly kind: "later" }
  | { readonly kind: "plain" }
  | { readonly kind: "none" };

/** What the provider's block says of it, which must have been validated. */
export function secretKeeping({ seal_to: sealTo = null, plain_secrets: plain = null }: Attributes): SecretKeeping {
  if (plain === true) return { kind: "plain" };
  if (hasUnknown(sealTo) || isUnknown(plain)) return { kind: "later" };
  const recipients = Array.isArray(sealTo) ? sealTo.map(String) : [];
  if (recipients.length === 0) return { kind: "none" };
  return { kind: "sealed", recipients, mark: recipientsMark(recipients) };
}

/** What a record says of how secrets are kept; nothing where nobody has said it. */
export function keepingMark(keeping: SecretKeeping): string | undefined {
  if (keeping.kind === "plain") return "plain";
  return keeping.kind === "sealed" ? keeping.mark : undefined;
}

/** What is wrong with it in the provider's block. */
export async function secretKeepingProblems(config: Attributes): Promise<Diagnostic[]> {
  const { seal_to: sealTo = null, plain_secrets: plain = null } = config;
  const recipients = Array.isArray(sealTo) ? sealTo : [];
  const bad: Diagnostic[] = [];
  for (const [index, recipient] of recipients.entries())
    if (!isUnknown(recipient)) bad.push(...(await badRecipient(String(recipient), index)));
  if (plain !== true || recipients.length === 0) return bad;
  const summary = "plain_secrets can't be true together with seal_to: leave one out";
  return [...bad, { severity: "error", summary, attribute: ["plain_secrets"] }];
}

async function badRecipient(recipient: string, index: number): Promise<Diagnostic[]> {
  const problem = await recipientProblem(recipient);
  if (!problem) return [];
  // The engine prints the line that an error points at, and what was taken for a recipient may be an identity.
  const attribute = /secret/i.test(recipient) ? {} : { attribute: ["seal_to", index] };
  return [{ severity: "error", summary: `seal_to: ${problem}`, ...attribute }];
}

/** Why a plan that makes secrets is refused while nobody has said how to keep them. */
export function untoldKeeping(definition: Definition, subject: string): Diagnostic {
  const names = secretOutputs(definition).map(snakeCase).join(" and ");
  return {
    severity: "error",
    summary: `${subject}: its ${names} would be kept in the state, and the provider isn't told how`,
    detail: [
      "There are three ways:",
      '  1. seal_to = ["age1…"] in the provider\'s block: the state holds them encrypted to these age recipients.',
      "  2. plain_secrets = true there: the state holds them in clear, as sensitive attributes.",
      "  3. OpenTofu's state encryption, which makes the second way safe: https://opentofu.org/docs/language/state/encryption/",
      "To destroy what there is without one of them, run destroy with -refresh=false.",
      "Nothing was written.",
    ].join("\n"),
  };
}
