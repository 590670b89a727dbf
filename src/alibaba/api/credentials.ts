import { CredentialsError } from "../../core/errors";
import { Secret } from "../../core/secret";
import {
  type CredentialProvider,
  type CredentialSource,
  causeOf,
  defaultSources,
  type FoundCredentials,
} from "./credential-chain";
import type { Credentials } from "./signature";

export interface CredentialStore {
  /** @throws CredentialsError saying where it looked */
  get(): Promise<Credentials>;
  /** Looks again after the service has refused some. @returns nothing when there are no others */
  renew(refused: Credentials): Promise<Credentials | undefined>;
}

const REMEDY =
  "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET (and ALIBABA_CLOUD_SECURITY_TOKEN for temporary ones), " +
  "or give an OIDC role (ALIBABA_CLOUD_ROLE_ARN, ALIBABA_CLOUD_OIDC_PROVIDER_ARN, ALIBABA_CLOUD_OIDC_TOKEN_FILE), " +
  "a profile of the aliyun CLI (aliyun configure), a file ~/.alibabacloud/credentials, a RAM role of the ECS instance, " +
  "or ALIBABA_CLOUD_CREDENTIALS_URI.";

/** What a key or a token consists of, and what an HTTP header can hold. */
const VISIBLE = /^[\x21-\x7e]+$/;

/**
 * Credentials from the first source that has some. Calls at the same time share one look, as the library's refresh
 * knows no lock; after a failure nothing is kept, so that the next call starts afresh.
 */
export function createCredentialStore(sources: () => readonly CredentialSource[] = defaultSources): CredentialStore {
  let held: Found | undefined;
  let underWay: Look | undefined;

  const begin = (): Look => {
    const known = held?.provider;
    held = undefined;
    const ask = async (): Promise<Found> => (known && (await askKnown(known))) ?? walk(sources());
    return { found: ask(), isAfresh: known === undefined };
  };
  const get = async (): Promise<Credentials> => {
    underWay ??= begin();
    const look = underWay;
    try {
      const found = await look.found;
      if (look === underWay) held = found;
      return found.credentials;
    } finally {
      if (look === underWay) underWay = undefined;
    }
  };
  return {
    get,
    async renew(refused) {
      if (held && same(held.credentials, refused)) held = undefined;
      // Else a look that is under way would bring back the source of what was refused.
      if (!underWay?.isAfresh) underWay = undefined;
      const found = await get().catch(() => undefined);
      return found && !same(found, refused) ? found : undefined;
    },
  };
}

function same(one: Credentials, other: Credentials): boolean {
  const key = one.accessKeyId === other.accessKeyId && one.accessKeySecret.equals(other.accessKeySecret);
  return key && (one.securityToken?.equals(other.securityToken) ?? other.securityToken === undefined);
}

interface Look {
  readonly found: Promise<Found>;
  /** Whether it goes through the sources, and doesn't ask the one of before. */
  readonly isAfresh: boolean;
}

interface Found {
  readonly provider: CredentialProvider;
  readonly credentials: Credentials;
}

async function askKnown(provider: CredentialProvider): Promise<Found | undefined> {
  try {
    return { provider, credentials: toCredentials(await provider.getCredentials()) };
  } catch {
    return undefined;
  }
}

async function walk(sources: readonly CredentialSource[]): Promise<Found> {
  const failures: string[] = [];
  for (const source of sources) {
    try {
      const provider = source.open();
      return { provider, credentials: toCredentials(await provider.getCredentials()) };
    } catch (error) {
      failures.push(`${source.name}: ${error instanceof Unusable ? error.message : causeOf(error)}`);
    }
  }
  throw new CredentialsError(`No Alibaba Cloud credentials were found (${failures.join("; ")})`, REMEDY);
}

/** Why found credentials can't be used. Holds nothing of them. */
class Unusable extends Error {}

function toCredentials({ accessKeyId, accessKeySecret, securityToken }: FoundCredentials): Credentials {
  if (!accessKeyId || !accessKeySecret) throw new Unusable("incomplete");
  const parts = [accessKeyId, accessKeySecret, ...(securityToken ? [securityToken] : [])];
  if (!parts.every((part) => VISIBLE.test(part))) {
    throw new Unusable("a blank, a line break or another character that no key has is in it");
  }
  return {
    accessKeyId,
    accessKeySecret: new Secret(accessKeySecret),
    securityToken: securityToken ? new Secret(securityToken) : undefined,
  };
}
