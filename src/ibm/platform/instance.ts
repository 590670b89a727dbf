import * as z from "zod";
import type { Equality } from "../../core/compare";
import { checkedText, field, fixed } from "../../core/fields";
import { endpointProblem } from "../../http/endpoint";
import { type Crn, parseCrn } from "./crn";
import { HPCS_ENDS } from "./hpcs";
import { ibmSettings } from "./settings";

export const SERVICES = ["kms", "hs-crypto", "icp"] as const;

/** Key Protect (`kms`), Hyper Protect Crypto Services (`hs-crypto`), both named as in CRNs, and IBM Cloud Private (`icp`). */
export type KeyService = (typeof SERVICES)[number];

export interface KeyInstance {
  readonly service: KeyService;
  readonly id: string;
  readonly crn?: string | undefined;
  readonly region?: string | undefined;
  readonly account?: string | undefined;
  /** Replaces the vendor's endpoint. */
  readonly url?: string | undefined;
  /** A PEM file with the authorities that sign the certificate of `url`. */
  readonly caFile?: string | undefined;
}

export const URL_FORM = "https://host:port";
const CRN_FORM = "crn:v1:bluemix:public:kms:<region>:a/<account>:<guid>::";
const EXAMPLE =
  "crn:v1:bluemix:public:kms:us-south:a/0123456789abcdef0123456789abcdef:11111111-1111-4111-8111-111111111111::";
const OTHER =
  "crn:v1:bluemix:public:kms:us-south:a/0123456789abcdef0123456789abcdef:22222222-2222-4222-8222-222222222222::";

const instanceCrn = checkedText((text) => instanceProblem(parseCrn(text)));

const urlText = checkedText((text) => {
  const problem = endpointProblem(text);
  return problem && `${problem}: write ${URL_FORM}`;
});

export const instanceFields = {
  instance: fixed(instanceCrn.optional(), {
    doc: `The CRN of the Key Protect or Hyper Protect Crypto Services instance. ${HPCS_ENDS}`,
    examples: [EXAMPLE, OTHER],
    from: ["reference", ibmSettings.instance],
  }),
  service: field(z.enum(SERVICES).optional(), {
    doc: "What kind of instance: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or `icp` (IBM Cloud Private). Not needed with a CRN.",
    examples: ["kms", "kms"],
    from: ["reference"],
  }),
  instanceId: fixed(z.uuid({ error: "is not the GUID of an instance" }).optional(), {
    doc: "The GUID of the instance, where there is no CRN: on IBM Cloud Private.",
    examples: ["33333333-3333-4333-8333-333333333333", "44444444-4444-4444-8444-444444444444"],
    insteadOf: "instance",
    from: ["reference"],
    canonical: (guid) => String(guid).toLowerCase(),
  }),
  url: field(urlText.optional(), {
    doc: "The address of the key API, as `https://host:port`: needed on IBM Cloud Private, elsewhere in place of the vendor's endpoint. Plain http only to this machine.",
    examples: ["https://icp.example.com:8443", "https://icp.example.com:8443"],
    from: ["reference"],
  }),
  caFile: field(z.string().min(1).optional(), {
    doc: "A PEM file with the authorities that sign the certificate of `url`, if they aren't public ones: the cluster's own CA, for example.",
    examples: ["icp-ca.pem", "icp-ca.pem"],
    from: ["reference"],
  }),
};

const placement = z.object(instanceFields);

export type Placement = z.output<typeof placement>;

export function instanceOf({ instance, service, instanceId, url, caFile }: Placement): KeyInstance {
  const crn = parseCrn(instance ?? "");
  if (!crn) return { service: service ?? "icp", id: instanceId?.toLowerCase() ?? "", url, caFile };
  const { serviceName, serviceInstance: id, region, account } = crn;
  return { service: serviceName as KeyService, id, crn: instance, region, account, url, caFile };
}

export function placeOf({ service, id }: Pick<KeyInstance, "service" | "id">): string {
  return `${service}/${id.toLowerCase()}`;
}

/** The place of the instance that inputs give, if they give one yet. `url` doesn't count. */
export function placeIn({ instance, service, instanceId }: Partial<Placement>): string | undefined {
  return instance || instanceId ? placeOf(instanceOf({ instance, service, instanceId })) : undefined;
}

export const samePlace: Equality<Placement> = { of: ["instance", "instanceId"], by: placeIn };

function instanceProblem(crn: Crn | undefined): string | undefined {
  if (!crn) return `is not a CRN: write ${CRN_FORM}`;
  const { serviceName, serviceInstance, region, account, resourceType, resource } = crn;
  if (serviceName !== "kms" && serviceName !== "hs-crypto") {
    return `is of the service ${serviceName || "(none)"}: the CRN of a key management instance names kms (Key Protect) or hs-crypto (Hyper Protect Crypto Services)`;
  }
  if (resourceType || resource) return "is the CRN of something in an instance: end it after the GUID with two colons";
  const parts = { region, account, GUID: serviceInstance };
  const absent = Object.entries(parts).flatMap(([name, value]) => (value ? [] : [name]));
  return absent.length > 0 ? `leaves out the ${absent.join(" and the ")}: write ${CRN_FORM}` : undefined;
}
