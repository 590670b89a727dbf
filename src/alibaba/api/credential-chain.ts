export interface CredentialSource {
  /** For messages. */
  readonly name: string;
  /** Begins to use it; throws when it is not set up. */
  open(): CredentialProvider;
}

/** Gives credentials as often as asked, and refreshes temporary ones in time. */
export interface CredentialProvider {
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
 * The chain object of `@alicloud/credentials` 2.4.7 itself is not used: after one failed pass it is stuck to its last
 * provider for ever, and with nothing set up that provider sends a request to a host named `undefined`.
 */
export function defaultSources(): readonly CredentialSource[] {
  // Loaded on first use: a plan needs no credentials.
  const library = require("@alicloud/credentials") as typeof import("@alicloud/credentials");
  return [
    { name: "environment variables", open: () => library.EnvironmentVariableCredentialsProvider.builder().build() },
    { name: "OIDC role", open: () => library.OIDCRoleArnCredentialsProvider.builder().build() },
    { name: "profile of the aliyun CLI", open: () => library.CLIProfileCredentialsProvider.builder().build() },
    { name: "credentials file", open: () => library.ProfileCredentialsProvider.builder().build() },
    { name: "RAM role of the ECS instance", open: () => library.ECSRAMRoleCredentialsProvider.builder().build() },
    ...(process.env["ALIBABA_CLOUD_CREDENTIALS_URI"]
      ? [{ name: "credentials URI", open: () => library.URICredentialsProvider.builder().build() }]
      : []),
  ];
}

const CAUSES: readonly (readonly [RegExp, string])[] = [
  [/^parse aliyun cli config/, "its file is not valid JSON"],
  [/^reading aliyun cli config/, "no file"],
  [/must be specified via environment variable|and env ALIBABA_CLOUD/, "not set"],
  [/is disabled$/, "switched off"],
  [/no any configured profiles|unable to get profile|Can not find credential type/, "no such profile"],
  [/is empty$/, "incomplete"],
  [/^get (metadata token|role name|sts token) failed/, "it gave none"],
  [/ENOENT|no such file/, "no file"],
  [/EACCES|EPERM/, "its file may not be read"],
  [/timeout|ECONN|EHOST|ENET|EAI_AGAIN|ENOTFOUND/i, "no answer"],
];

/**
 * Why a source gave nothing, in words of our own. The library's are never shown: for a CLI configuration that can't be
 * parsed, for one, they repeat the whole file with the secrets in it.
 */
export function causeOf(error: unknown): string {
  const { name, code, message } = error as { name?: unknown; code?: unknown; message?: unknown };
  const texts = [message, name, code].map(String);
  return CAUSES.find(([pattern]) => texts.some((text) => pattern.test(text)))?.[1] ?? "failed";
}
