import { z } from "zod";
import type { Rule } from "../core/definition";
import { field } from "../core/fields";
import { type Crn, parseCrn } from "./crn";
import { ibmSettings } from "./settings";

export const SERVICES = ["kms", "hs-crypto", "icp"] as const;

/** Key Protect, Hyper Protect Crypto Services, or the KMS of IBM Cloud Private; the first two as CRNs call them. */
export type KeyService = (typeof SERVICES)[number];

/** Where keys live, as far as that can be told without a call. */
export interface KeyInstance {
  readonly service: KeyService;
  /** The GUID. */
  readonly id: string;
  /** Of an instance that was given by its CRN. */
  readonly crn?: string | undefined;
  readonly region?: string | undefined;
  readonly account?: string | undefined;
  /** In place of the vendor's endpoint. */
  readonly url?: string | undefined;
  /** PEM file of the authorities that sign the certificate of `url`. */
  readonly caFile?: string | undefined;
}

const EXAMPLE =
  "crn:v1:bluemix:public:kms:us-south:a/0123456789abcdef0123456789abcdef:11111111-1111-4111-8111-111111111111::";
const OTHER =
  "crn:v1:bluemix:public:kms:us-south:a/0123456789abcdef0123456789abcdef:22222222-2222-4222-8222-222222222222::";

const instanceCrn = z.string().check((context) => {
  const problem = instanceProblem(parseCrn(context.value));
  if (problem) context.issues.push({ code: "custom", message: problem, input: context.value });
});

/** The inputs that say which instance; the same on every resource and function that deals with keys. */
export const instanceFields = {
  instance: field(instanceCrn.optional(), {
    doc: "The CRN of the Key Protect or Hyper Protect Crypto Services instance.",
    examples: [EXAMPLE, OTHER],
    immutable: true,
    source: ibmSettings.instance,
  }),
  service: field(z.enum(SERVICES).optional(), {
    doc: "What kind of instance: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or `icp` (IBM Cloud Private). A CRN says it already.",
    examples: ["kms", "kms"],
    inherited: true,
  }),
  instanceId: field(z.uuid({ error: "is no GUID of an instance" }).optional(), {
    doc: "The GUID of the instance, where there is no CRN: on IBM Cloud Private.",
    examples: ["33333333-3333-4333-8333-333333333333", "44444444-4444-4444-8444-444444444444"],
    immutable: true,
    insteadOf: "instance",
    inherited: true,
  }),
  url: field(z.url({ error: "is no URL" }).optional(), {
    doc: "Where the key API is reached, as `https://host:port`: needed on IBM Cloud Private, elsewhere in place of the vendor's endpoint. Plain http only to this machine.",
    examples: ["https://icp.example.com:8443", "https://icp.example.com:8443"],
    inherited: true,
  }),
  caFile: field(z.string().min(1).optional(), {
    doc: "A PEM file with the authorities that sign the certificate of `url`, where it isn't one of the public ones: the cluster's own CA, for one.",
    examples: ["icp-ca.pem", "icp-ca.pem"],
    inherited: true,
  }),
};

const placement = z.object(instanceFields);

/** The inputs of `instanceFields` once they are checked. */
export type Placement = z.output<typeof placement>;

/** The instance that checked inputs name. */
export function instanceOf({ instance, service, instanceId, url, caFile }: Placement): KeyInstance {
  const crn = parseCrn(instance ?? "");
  if (!crn) return { service: service ?? "icp", id: instanceId ?? "", url, caFile };
  const { serviceName, serviceInstance: id, region, account } = crn;
  return { service: serviceName as KeyService, id, crn: instance, region, account, url, caFile };
}

/** What the fields of a placement must be together. */
export const instanceRules: readonly Rule<Placement>[] = [
  {
    fields: ["instance", "instanceId"],
    check: ({ instance, instanceId }) =>
      instance || instanceId
        ? []
        : [
            {
              field: "instance",
              reason:
                'is missing: give the CRN of the instance, or, on IBM Cloud Private, service: "icp", url and instanceId',
            },
          ],
  },
  {
    fields: ["instance", "service"],
    check: ({ instance, service }) => {
      const named = parseCrn(instance ?? "")?.serviceName;
      if (!named || !service || service === named) return [];
      return [
        { field: "service", reason: `${service} contradicts the instance, whose CRN says ${named}: leave service out` },
      ];
    },
  },
  {
    fields: ["instanceId", "service", "url"],
    check: ({ instanceId, service, url }) => {
      if (!instanceId) return [];
      if (!service)
        return [
          {
            field: "service",
            reason: 'is missing: an instanceId doesn\'t say of which service, so give "icp", "kms" or "hs-crypto"',
          },
        ];
      return url
        ? []
        : [
            {
              field: "url",
              reason: "is missing: an instanceId doesn't say where the key API is, so give https://host:port",
            },
          ];
    },
  },
];

function instanceProblem(crn: Crn | undefined): string | undefined {
  if (!crn) return "is no CRN: write crn:v1:bluemix:public:kms:<region>:a/<account>:<guid>::";
  if (crn.serviceName !== "kms" && crn.serviceName !== "hs-crypto") {
    return `is of the service ${crn.serviceName || "(none)"}: the CRN of a key management instance names kms (Key Protect) or hs-crypto (Hyper Protect Crypto Services)`;
  }
  if (!crn.serviceInstance) return "names no instance: its eighth part, the GUID, is empty";
  return crn.resource ? "is of something in an instance: end it after the GUID with two colons" : undefined;
}
