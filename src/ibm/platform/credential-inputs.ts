import * as z from "zod";
import { declareCredentials, oneOf } from "../../core/credentials";
import { field, secretText } from "../../core/fields";

const text = () => z.string().min(1).optional();
const secret = () => secretText(z.string().min(1)).optional();

const inputs = z.object({
  apiKey: field(secret(), {
    doc: "An IBM Cloud API key, or `@` and the path of a file that holds it. Takes precedence over a token and a trusted profile.",
    examples: ["0123456789abcdefghijklmnopqrstuvwxyzABCDEFGH", "@/run/secrets/ibm-api-key"],
    secret: true,
  }),
  bearerToken: field(secret(), {
    doc: "An IAM token you obtained yourself, for a run that ends before it expires. Takes precedence over a compute resource's.",
    examples: ["e30.e30.c2ln", "@/run/secrets/ibm-token"],
    secret: true,
  }),
  profile: field(text(), {
    doc: "A trusted profile, by id (`Profile-…`), CRN or name: the one that this compute resource is linked to or, with an API key, the one to assume.",
    examples: ["Profile-11111111-1111-4111-8111-111111111111", "keysmith"],
  }),
  assumedProfile: field(text(), {
    doc: "A trusted profile to assume on top of whichever credential there is, by id (`Profile-…`), CRN or name.",
    examples: ["Profile-22222222-2222-4222-8222-222222222222", "keysmith-production"],
  }),
  account: field(text(), {
    doc: "The account of a trusted profile that is assumed by its name.",
    examples: ["0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"],
  }),
  crToken: field(secret(), {
    doc: "The compute resource's token, or `@` and the path of its file; by default the files in which clusters and Code Engine put it.",
    examples: ["@/var/run/secrets/tokens/sa-token", "e30.e30.c2ln"],
    secret: true,
  }),
  icpApiKey: field(secret(), {
    doc: "An API key of IBM Cloud Private, or `@` and the path of a file that holds it. It goes to the origins in `icpOrigins` only.",
    examples: ["0123456789abcdefghijklmnopqrstuvwxyzABCDEFGH", "@/run/secrets/icp-api-key"],
    secret: true,
  }),
  icpUser: field(text(), {
    doc: "A user of IBM Cloud Private, where there is no API key.",
    examples: ["keysmith", "admin"],
  }),
  icpPassword: field(secret(), {
    doc: "The password of that user.",
    examples: ["password-of-the-user", "another-password"],
    secret: true,
  }),
  icpToken: field(secret(), {
    doc: "A token of IBM Cloud Private you obtained yourself, where there are no API key and no user.",
    examples: ["token-of-the-cluster", "@/run/secrets/icp-token"],
    secret: true,
  }),
});

/** The configuration may give one credential of each list. The environment's others of the same list are then ignored. */
const CLOUD = ["apiKey", "bearerToken", "crToken"] as const;
const CLUSTER = ["icpApiKey", "icpUser", "icpToken"] as const;

/** The settings that belong to a credential come from the same place as the credential: configuration or environment. */
const ALL_CLOUD = CLOUD.map((name) => `ibm.${name}`);

const others = (names: readonly string[], own: string): readonly string[] =>
  names.filter((name) => name !== own).map((name) => `ibm.${name}`);

/**
 * The credentials for IBM's services. IBM's own tools read the same variables: the `ibmcloud` CLI (IBMCLOUD_API_KEY,
 * IBMCLOUD_CR_TOKEN, IBMCLOUD_CR_PROFILE) and its Terraform provider (IC_… and IBMCLOUD_…).
 */
export const ibmCredentials = declareCredentials("ibm", {
  inputs,
  sources: [
    { names: CLOUD, parts: ["profile", "assumedProfile"] },
    { names: CLUSTER, parts: ["icpPassword"] },
  ],
  keys: [["apiKey"], ["icpApiKey"], ["icpUser", "icpPassword"]],
  checks: [oneOf(...CLOUD), oneOf(...CLUSTER)],
  env: {
    apiKey: { env: "IBMCLOUD_API_KEY", otherEnv: ["IC_API_KEY"], unless: others(CLOUD, "apiKey") },
    bearerToken: { env: "IC_IAM_TOKEN", otherEnv: ["IBMCLOUD_IAM_TOKEN"], unless: others(CLOUD, "bearerToken") },
    profile: {
      env: "IBMCLOUD_IAM_PROFILE_ID",
      otherEnv: ["IC_IAM_PROFILE_ID", "IBMCLOUD_IAM_PROFILE_NAME", "IC_IAM_PROFILE_NAME", "IBMCLOUD_CR_PROFILE"],
      unless: ALL_CLOUD,
    },
    assumedProfile: { env: "KEYSMITH_IBM_ASSUMED_PROFILE", unless: ALL_CLOUD },
    account: { env: "IBMCLOUD_ACCOUNT_ID", otherEnv: ["IC_ACCOUNT_ID"], unless: ALL_CLOUD },
    crToken: { env: "IBMCLOUD_CR_TOKEN", unless: others(CLOUD, "crToken") },
    icpApiKey: { env: "KEYSMITH_ICP_API_KEY", unless: others(CLUSTER, "icpApiKey") },
    icpUser: { env: "KEYSMITH_ICP_USER", unless: others(CLUSTER, "icpUser") },
    icpPassword: { env: "KEYSMITH_ICP_PASSWORD" },
    icpToken: { env: "KEYSMITH_ICP_TOKEN", unless: others(CLUSTER, "icpToken") },
  },
});
