import { CredentialsError } from "../../core/errors";
import { Secret } from "../../core/secret";
import { type GivenCredentials, uriProblem, VISIBLE } from "./credential-inputs";
import { credentialsLibrary } from "./library";
import type { Credentials } from "./signature";

export interface CredentialStore {
  /** @param region the region of the call @throws CredentialsError that lists the places searched */
  get(region: string): Promise<Credentials>;
  /** Looks again after the service has refused some. @returns undefined if there are no others */
  renew(refused: Credentials, region: string): Promise<Credentials | undefined>;
}

const REMEDY =
  "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET (and ALIBABA_CLOUD_SECURITY_TOKEN for temporary ones), " +
  "or give an OIDC role (ALIBABA_CLOUD_ROLE_ARN, ALIBABA_CLOUD_OIDC_PROVIDER_ARN, ALIBABA_CLOUD_OIDC_TOKEN_FILE), " +
  "a profile of the aliyun CLI (aliyun configure), a file ~/.alibabacloud/credentials, a RAM role of the ECS instance, " +
  "or ALIBABA_CLOUD_CREDENTIALS_URI.";

/** The error when the vendor's chain finds nothing; `GIVEN` is the one for configured credentials. */
const CHAIN = { failed: "No Alibaba Cloud credentials were found", remedy: REMEDY };
const GIVEN: typeof CHAIN = {
  failed: "The Alibaba Cloud credentials that the configuration gives can't be used",
  remedy: "Correct them, or leave them out to have the environment searched.",
};

/**
 * Credentials from the first source that has some. Concurrent calls share one look, because the library's refresh has no lock. After a
 * failure nothing is kept, so that the next call starts afresh. No source needs a region.
 */
export function createCredentialStore(sources: () => readonly CredentialSource[] = defaultSources, search = CHAIN) {
  let held: Found | undefined;
  let underWay: Look | undefined;

  const begin = (): Look => {
    const known = held?.provider;
    held = undefined;
    const look = async (): Promise<Found> =>
      (known && (await ask(known).catch(() => undefined))) ?? walk(sources(), search);
    return { found: look(), isAfresh: known === undefined };
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
    async renew(refused: Credentials): Promise<Credentials | undefined> {
      if (held && same(held.credentials, refused)) held = undefined;
      // Otherwise a look that is under way would bring back the source of the refused credentials.
      if (!underWay?.isAfresh) underWay = undefined;
      const found = await get().catch(() => undefined);
      return found && !same(found, refused) ? found : undefined;
    },
  };
}

export function same(one: Credentials, other: Credentials): boolean {
  const key = one.accessKeyId === other.accessKeyId && one.accessKeySecret.equals(other.accessKeySecret);
  return key && (one.securityToken?.equals(other.securityToken) ?? other.securityToken === undefined);
}

interface Look {
  readonly found: Promise<Found>;
  readonly isAfresh: boolean;
}

interface Found {
  readonly provider: CredentialProvider;
  readonly credentials: Credentials;
}

async function ask(provider: CredentialProvider): Promise<Found> {
  return { provider, credentials: toCredentials(await provider.getCredentials()) };
}

async function walk(sources: readonly CredentialSource[], { failed, remedy }: typeof CHAIN): Promise<Found> {
  const failures: string[] = [];
  for (const source of sources) {
    try {
      return await ask(source.open());
    } catch (error) {
      failures.push(`${source.name}: ${error instanceof Unusable ? error.message : causeOf(error)}`);
    }
  }
  throw new CredentialsError(`${failed} (${failures.join("; ")})`, remedy);
}

/** The reason why found credentials can't be used. It contains nothing of them. */
class Unusable extends Error {}

function toCredentials({ accessKeyId, accessKeySecret, securityToken }: FoundCredentials): Credentials {
  if (!accessKeyId || !accessKeySecret) throw new Unusable("incomplete");
  const parts = [accessKeyId, accessKeySecret, ...(securityToken ? [securityToken] : [])];
  if (!parts.every((part) => VISIBLE.test(part))) {
    throw new Unusable("one of them holds a blank, a line break or another character that no key has");
  }
  return {
    accessKeyId,
    accessKeySecret: new Secret(accessKeySecret),
    securityToken: securityToken ? new Secret(securityToken) : undefined,
  };
}

export interface CredentialSource {
  /** For messages. */
  readonly name: string;
  open(): CredentialProvider;
}

interface CredentialProvider {
  getCredentials(): Promise<FoundCredentials>;
}

export interface FoundCredentials {
  readonly accessKeyId?: string;
  readonly accessKeySecret?: string;
  readonly securityToken?: string;
}

/**
 * The places of the vendor's default chain, in its order, each read by the vendor's own code.
 *
 * The chain object of `@alicloud/credentials` 2.4.7 itself is not used: after one failed pass it is stuck to its last provider for ever,
 * and with nothing set up that provider sends a request to a host named `undefined`.
 */
export function defaultSources(): readonly CredentialSource[] {
  const library = credentialsLibrary();
  const uri = process.env["ALIBABA_CLOUD_CREDENTIALS_URI"];
  return [
    { name: "environment variables", open: () => library.EnvironmentVariableCredentialsProvider.builder().build() },
    { name: "OIDC role", open: () => library.OIDCRoleArnCredentialsProvider.builder().build() },
    { name: "profile of the aliyun CLI", open: () => library.CLIProfileCredentialsProvider.builder().build() },
    { name: "credentials file", open: () => library.ProfileCredentialsProvider.builder().build() },
    { name: "RAM role of the ECS instance", open: () => library.ECSRAMRoleCredentialsProvider.builder().build() },
    ...(uri ? [{ name: "credentials URI", open: () => openUri(uri, library) }] : []),
  ];
}

function openUri(uri: string, library: ReturnType<typeof credentialsLibrary>): CredentialProvider {
  const problem = uriProblem(uri);
  if (problem) throw new Unusable(`it ${problem}`);
  return library.URICredentialsProvider.builder().withCredentialsURI(uri).build();
}

/** The credentials that the configuration gives, except for roles; undefined if it gives none. */
export function givenStore(given: GivenCredentials) {
  const source = givenSource(given);
  return source && createCredentialStore(() => [source], GIVEN);
}

function givenSource(given: GivenCredentials): CredentialSource | undefined {
  const { accessKey, secretKey, securityToken, profile, ecsRoleName: role, credentialsUri: uri } = given;
  if (accessKey && secretKey) {
    const key = {
      accessKeyId: accessKey.reveal(),
      accessKeySecret: secretKey.reveal(),
      ...(securityToken && { securityToken: securityToken.reveal() }),
    };
    return { name: "access key", open: () => ({ getCredentials: async () => key }) };
  }
  const library = credentialsLibrary;
  if (profile) {
    const open = () => library().CLIProfileCredentialsProvider.builder().withProfileName(profile).build();
    return { name: `profile ${JSON.stringify(profile)} of the aliyun CLI`, open };
  }
  if (role) {
    const open = () => library().ECSRAMRoleCredentialsProvider.builder().withRoleName(role).build();
    return { name: `RAM role ${JSON.stringify(role)} of the ECS instance`, open };
  }
  return uri && { name: "credentials URI", open: () => openUri(uri.reveal(), library()) };
}

const CAUSES: readonly (readonly [RegExp, string])[] = [
  [/^parse aliyun cli config/, "its file is not valid JSON"],
  [/^reading aliyun cli config/, "no file"],
  [/must be specified via environment variable|and env ALIBABA_CLOUD/, "not set"],
  [/is disabled$/, "switched off"],
  [/no any configured profiles|unable to get profile|Can not find credential type/, "no such profile"],
  [/is empty$/, "incomplete"],
  [/^get (metadata token|role name|sts token) failed/, "it returned none"],
  [/ENOENT|no such file/, "no file"],
  [/EACCES|EPERM/, "no permission to read its file"],
  [/timeout|ECONN|EHOST|ENET|EAI_AGAIN|ENOTFOUND/i, "no answer"],
];

/**
 * Why a source gave nothing, in our own words. The library's words are never shown: for a CLI configuration that can't be parsed, for
 * example, they repeat the whole file with the secrets in it.
 */
function causeOf(error: unknown): string {
  const { name, code, message } = error as { name?: unknown; code?: unknown; message?: unknown };
  const texts = [message, name, code].map(String);
  return CAUSES.find(([pattern]) => texts.some((text) => pattern.test(text)))?.[1] ?? "failed";
}
