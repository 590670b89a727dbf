import type { Check } from "../../core/checks";
import { assign, howToGive, message, ref } from "../../core/message";
import { parseEndpoint } from "../../http/endpoint";
import { parseCrn } from "./crn";
import { originProblem, trustFrom } from "./endpoints";
import { instanceOf, type Placement, URL_FORM } from "./instance";
import { ibmSettings } from "./settings";

const PRIVATE_CLOUD = message`IBM Cloud Private is given by ${ref("instanceId")} and ${ref("url")} (${URL_FORM}), and has no CRNs`;

const instanceIsNamed: Check<Placement> = ({ inputs: { instance, instanceId, service } }) => {
  if (instance || instanceId) return [];
  if (service === "icp") return [{ field: "instanceId", reason: message`is missing: ${PRIVATE_CLOUD}` }];
  const reason = message`is missing: give the CRN of the instance, or, on IBM Cloud Private, ${assign("service", "icp")}, ${ref("url")} and ${ref("instanceId")}`;
  return [{ field: "instance", reason }];
};

const serviceAgrees: Check<Placement> = ({ inputs: { instance, service } }) => {
  const named = parseCrn(instance ?? "")?.serviceName;
  if (!named || !service || service === named) return [];
  const contradiction = `${service} contradicts the instance, whose CRN says ${named}`;
  if (service !== "icp") return [{ field: "service", reason: `${contradiction}: leave service out` }];
  const origin = message`the CRN is in ${ref("instance")}, or else in ${howToGive(ibmSettings.instance)}`;
  return [{ field: "service", reason: message`${contradiction}: ${PRIVATE_CLOUD}; ${origin}` }];
};

const guidIsComplete: Check<Placement> = ({ inputs: { instanceId, service, url } }) => {
  if (!instanceId || (service && url)) return [];
  if (!service) {
    const reason = message`is missing: ${ref("instanceId")} doesn't name the service, so give "icp", "kms" or "hs-crypto"`;
    return [{ field: "service", reason }];
  }
  const reason = message`is missing: ${ref("instanceId")} doesn't say where the key API is, so give ${URL_FORM}`;
  return [{ field: "url", reason }];
};

/** Refuses in the plan. The client checks again before it sends anything, as a refresh and a destroy have no plan. */
const urlIsTrusted: Check<Placement> = ({ inputs, setting }) => {
  const { url, service } = inputs;
  const endpoint = url === undefined ? undefined : parseEndpoint(url, ref("url"));
  const asked = instanceOf(inputs).service;
  if (!endpoint || (service === undefined && asked === "icp")) return [];
  const problem = originProblem(endpoint, trustFrom(setting), asked);
  return problem ? [{ field: "url", reason: message`${problem.problem}. ${problem.remedy}` }] : [];
};

export const instanceChecks: readonly Check<Placement>[] = [
  instanceIsNamed,
  serviceAgrees,
  guidIsComplete,
  urlIsTrusted,
];
