import * as z from "zod";
import type { Check } from "../../core/checks";
import type { Equality } from "../../core/compare";
import { field, fixed } from "../../core/fields";
import { instanceCrnOf, isGuid, keyCrn, keyCrnProblem, parseCrn, parseKeyCrn } from "../platform/crn";
import { ibmSettings } from "../platform/settings";
import { textOf } from "../platform/texts";
import type { Integration, NewIntegration } from "./api";

const INSTANCE =
  "crn:v1:bluemix:public:kms:us-south:a/e0a1b2c3d4e5f60718293a4b5c6d7e8f:0a1b0000-0001-4000-8000-00000000e001";
/** Source: App Configuration's release notes of that day. */
const LAST_DAY_OF_HPCS = "2026-03-17";

const appConfigText = textOf(1, 1000, appConfigProblem);

const rootKeyText = textOf(1, 1000, (text) => {
  const problem = keyCrnProblem(text);
  return problem && `${problem}. An id alone doesn't say where the key is, and only keys of Key Protect can be used`;
});

export const integrationInputs = z.object({
  appConfig: fixed(appConfigText, {
    doc: "The GUID or the CRN of the App Configuration instance. It must be of the Enterprise plan.",
    examples: ["0a1b0000-0004-4000-8000-00000000e001", "0a1b0000-0004-4000-8000-00000000e002"],
    canonical: (text) => parseCrn(String(text))?.serviceInstance || text,
  }),
  region: field(
    z
      .string()
      .regex(/^[a-z]{2}(-[a-z0-9]+)+$/, "write it as us-south or eu-de")
      .optional(),
    {
      doc: "The region of the App Configuration instance. Where `appConfig` is a CRN, the CRN determines it and this is ignored.",
      examples: ["us-south", "eu-de"],
      // An instance never changes its region. Only the way in which the region is given can change.
      onChange: "ignore",
      from: [ibmSettings.region],
    },
  ),
  integrationId: fixed(z.string().regex(/^[A-Za-z0-9._-]+$/, "give letters, digits, dots, hyphens and underscores"), {
    doc: "The id of the integration in App Configuration.",
    examples: ["flags", "segments"],
    from: ["name"],
  }),
  rootKey: fixed(rootKeyText, {
    doc: "The root key of Key Protect that encrypts: the resource, or its CRN.",
    examples: [
      `${INSTANCE}:key:11111111-1111-4111-8111-111111111111`,
      `${INSTANCE}:key:22222222-2222-4222-8222-222222222222`,
    ],
    references: "RootKey",
  }),
  kmsEndpoint: fixed(
    z
      .string()
      .regex(/^https:\/\/[^\s/?#@]+\/?$/, "write https://host, with nothing after it")
      .optional(),
    {
      doc: "The URL at which App Configuration reaches the key's instance. By default, Key Protect's public endpoint in the key's region.",
      examples: ["https://private.us-south.kms.cloud.ibm.com", "https://us-south.kms.cloud.ibm.com"],
      canonical: (text) => String(text).replace(/\/$/, ""),
    },
  ),
  authorization: field(z.string().min(1), {
    doc: "The authorization that lets App Configuration use the key: the resource, or the id of its policy. It must outlive the integration, so it can't be left out.",
    examples: ["33333333-3333-4333-8333-333333333333", "44444444-4444-4444-8444-444444444444"],
    references: "ServiceAuthorization",
  }),
  adopt: field(z.boolean().optional(), {
    doc: "Whether to adopt an existing integration with this id that does the same, instead of failing. An integration made within the last hour that this stack doesn't record, as an interrupted run leaves, is adopted in any case.",
    examples: [true, false],
    onChange: "ignore",
  }),
  allowReplace: field(z.boolean().default(false), {
    doc: "Whether the integration may be replaced or deleted. App Configuration's documents say that encryption with a key of yours can't be switched off again, so set this, and apply it, beforehand.",
    examples: [true, false],
  }),
});

export const integrationOutputs = z.object({
  keyStatus: field(z.string().optional(), {
    doc: "`USABLE`, or why the key can't be used: `NON_USABLE_DISABLE`, `NON_USABLE_DELETE`.",
  }),
  kmsSchemeType: field(z.string().optional(), { doc: "Whose key it is: `BYOK` with Key Protect." }),
  createdAt: field(z.string().optional(), { doc: "When the integration was made." }),
  href: field(z.string().optional(), { doc: "The URL of the integration in App Configuration's API." }),
});

export type IntegrationInputs = z.output<typeof integrationInputs>;
export type IntegrationOutputs = z.output<typeof integrationOutputs>;
export type IntegrationState = IntegrationInputs & IntegrationOutputs;

// The CRN takes precedence. A region beside it may come from a setting meant for other instances.
export const regionKnown: Check<IntegrationInputs> = ({ inputs: { appConfig, region } }) =>
  placeOfInstance({ appConfig, region }).region
    ? []
    : [{ field: "region", reason: "is missing: give it, or the CRN of the App Configuration instance" }];

export function placeOfInstance({ appConfig, region }: Pick<IntegrationInputs, "appConfig" | "region">) {
  const crn = parseCrn(appConfig);
  return { guid: crn?.serviceInstance ?? appConfig, region: crn?.region ?? region ?? "" };
}

/** An integration made before that day can still be adopted, and stays. */
export const noNewHpcs: Check<IntegrationInputs> = (asked) => {
  const { rootKey } = asked.inputs;
  if (parseKeyCrn(rootKey)?.serviceName !== "hs-crypto" || asked.prior?.rootKey === rootKey) return [];
  const reason = `is a key of Hyper Protect Crypto Services, with which App Configuration has accepted no new integrations since ${LAST_DAY_OF_HPCS}: use a root key of Key Protect`;
  return [{ field: "rootKey", reason }];
};

function appConfigProblem(text: string): string | undefined {
  if (!text.startsWith("crn:")) {
    return isGuid(text) ? undefined : "is neither the GUID nor the CRN of an App Configuration instance";
  }
  const crn = parseCrn(text);
  if (crn && crn.serviceName !== "apprapp") {
    return `is of the service ${crn.serviceName || "(none)"}: the CRN of an App Configuration instance names apprapp`;
  }
  return crn?.serviceInstance && crn.region && !crn.resource
    ? undefined
    : "is not the CRN of an instance: write crn:v1:bluemix:public:apprapp:<region>:a/<account>:<guid>::";
}

export function wantedOf({
  integrationId,
  rootKey,
  kmsEndpoint,
}: Pick<IntegrationInputs, "integrationId" | "rootKey" | "kmsEndpoint">): NewIntegration {
  const { region = "", resource = "" } = parseKeyCrn(rootKey) ?? {};
  return {
    integrationId,
    kmsInstanceCrn: instanceCrnOf(rootKey),
    kmsEndpoint: kmsEndpoint ?? `https://${region}.kms.cloud.ibm.com`,
    rootKeyId: resource,
  };
}

export function isWanted(found: Integration, inputs: IntegrationInputs): boolean {
  const wanted = wantedOf(inputs);
  return keyIn(found) === keyIn(wanted) && sameEndpoint(found.kmsEndpoint, wanted.kmsEndpoint);
}

export function keyIn({ kmsInstanceCrn, rootKeyId }: Pick<Integration, "kmsInstanceCrn" | "rootKeyId">): string {
  return keyCrn(kmsInstanceCrn, rootKeyId);
}

export function sameEndpoint(left: string, right: string): boolean {
  return bare(left) === bare(right);
}

function bare(endpoint: string): string {
  return endpoint.replace(/\/$/, "");
}

export const sameEndpoints: Equality<IntegrationInputs> = {
  of: ["kmsEndpoint"],
  by: (inputs) => (inputs.rootKey ? bare(wantedOf(inputs).kmsEndpoint) : undefined),
};
