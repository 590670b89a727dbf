import type { Setting } from "../../core/settings";
import { HPCS_ENDS } from "./hpcs";

/**
 * What can be set for this vendor. The variables are those that IBM's own tools read: the `ibmcloud` CLI
 * (IBMCLOUD_API_KEY, IBMCLOUD_CR_TOKEN, IBMCLOUD_CR_PROFILE) and its Terraform provider (IC_… and IBMCLOUD_…).
 */
export const ibmSettings = {
  instance: {
    config: "ibm.instance",
    env: "KEYSMITH_IBM_INSTANCE",
    doc: `The CRN of the default Key Protect or Hyper Protect Crypto Services instance. ${HPCS_ENDS}`,
  },
  region: {
    config: "ibm.region",
    env: "IBMCLOUD_REGION",
    otherEnv: ["IC_REGION"],
    doc: "The default region of App Configuration instances, such as `us-south`.",
  },
  apiKey: {
    config: "ibm.apiKey",
    env: "IBMCLOUD_API_KEY",
    otherEnv: ["IC_API_KEY"],
    secret: true,
    doc: "An IBM Cloud API key, or `@` and the path of a file that holds it. Takes precedence over a token and a trusted profile.",
  },
  bearerToken: {
    config: "ibm.bearerToken",
    env: "IC_IAM_TOKEN",
    otherEnv: ["IBMCLOUD_IAM_TOKEN"],
    secret: true,
    doc: "An IAM token you obtained yourself, for a run that ends before it expires. Takes precedence over a compute resource's.",
  },
  profile: {
    config: "ibm.profile",
    env: "IBMCLOUD_IAM_PROFILE_ID",
    otherEnv: ["IC_IAM_PROFILE_ID", "IBMCLOUD_IAM_PROFILE_NAME", "IC_IAM_PROFILE_NAME", "IBMCLOUD_CR_PROFILE"],
    doc: "A trusted profile, by id (`Profile-…`), CRN or name: the one that this compute resource is linked to or, with an API key, the one to assume.",
  },
  assumedProfile: {
    config: "ibm.assumedProfile",
    env: "KEYSMITH_IBM_ASSUMED_PROFILE",
    doc: "A trusted profile to assume on top of whichever credential there is, by id (`Profile-…`), CRN or name.",
  },
  account: {
    config: "ibm.account",
    env: "IBMCLOUD_ACCOUNT_ID",
    otherEnv: ["IC_ACCOUNT_ID"],
    doc: "The account of a trusted profile that is assumed by its name.",
  },
  crToken: {
    config: "ibm.crToken",
    env: "IBMCLOUD_CR_TOKEN",
    secret: true,
    doc: "The compute resource's token, or `@` and the path of its file; by default the files in which clusters and Code Engine put it.",
  },
  icpApiKey: {
    config: "ibm.icpApiKey",
    env: "KEYSMITH_ICP_API_KEY",
    secret: true,
    doc: "An API key of IBM Cloud Private, or `@` and the path of a file that holds it. It goes to the origins in `icpOrigins` only.",
  },
  icpUser: {
    config: "ibm.icpUser",
    env: "KEYSMITH_ICP_USER",
    doc: "A user of IBM Cloud Private, where there is no API key.",
  },
  icpPassword: {
    config: "ibm.icpPassword",
    env: "KEYSMITH_ICP_PASSWORD",
    secret: true,
    doc: "The password of that user.",
  },
  icpToken: {
    config: "ibm.icpToken",
    env: "KEYSMITH_ICP_TOKEN",
    secret: true,
    doc: "A token of IBM Cloud Private you obtained yourself, where there are no API key and no user.",
  },
  icpOrigins: {
    config: "ibm.icpOrigins",
    env: "KEYSMITH_ICP_ORIGINS",
    doc: "The origins of your clusters of IBM Cloud Private, such as `https://icp.example.com:8443`, between commas: credentials of IBM Cloud Private go to these only, whatever the `url` of a resource says.",
  },
  endpoint: {
    config: "ibm.endpoint",
    env: "KEYSMITH_IBM_ENDPOINT",
    doc: "Where all of IBM's services are reached, in place of their own endpoints: an emulator or a gateway of your own. Plain http only to this machine.",
  },
  network: {
    config: "ibm.network",
    env: "KEYSMITH_IBM_NETWORK",
    doc: "Which of the vendor's endpoints: `public` (default), or `private` from inside IBM Cloud.",
  },
  kmsEndpoint: {
    config: "ibm.kmsEndpoint",
    env: "IBMCLOUD_KP_API_ENDPOINT",
    doc: "Where Key Protect is reached, as `https://host:port`.",
  },
  iamEndpoint: {
    config: "ibm.iamEndpoint",
    env: "IBMCLOUD_IAM_API_ENDPOINT",
    doc: "Where IAM is reached, for tokens and for policies.",
  },
  appConfigEndpoint: {
    config: "ibm.appConfigEndpoint",
    env: "IBMCLOUD_APP_CONFIG_ENDPOINT",
    doc: "Where App Configuration is reached.",
  },
  resourceControllerEndpoint: {
    config: "ibm.resourceControllerEndpoint",
    env: "IBMCLOUD_RESOURCE_CONTROLLER_API_ENDPOINT",
    doc: "Where the resource controller is reached, which knows the endpoints of instances.",
  },
  discover: {
    config: "ibm.discover",
    env: "KEYSMITH_IBM_DISCOVER",
    doc: "`true`: ask IBM Cloud for the endpoint of each instance, once a run, instead of making it from region and GUID.",
  },
  caFile: {
    config: "ibm.caFile",
    env: "KEYSMITH_IBM_CA_FILE",
    doc: "PEM file of the CA certificates to trust, in place of the public ones, when a cluster, a gateway or an inspecting proxy has a certificate of your own.",
  },
  connectTimeout: {
    config: "ibm.connectTimeout",
    env: "KEYSMITH_IBM_CONNECT_TIMEOUT",
    doc: "Time limit for connecting, as an ISO 8601 duration; `PT10S` by default.",
  },
  replyTimeout: {
    config: "ibm.replyTimeout",
    env: "KEYSMITH_IBM_REPLY_TIMEOUT",
    doc: "Time limit for a reply to begin, and for each pause within it; `PT30S` by default.",
  },
  deadline: {
    config: "ibm.deadline",
    env: "KEYSMITH_IBM_DEADLINE",
    doc: "How long a failing call is retried; `PT2M` by default.",
  },
} as const satisfies Record<string, Setting>;
