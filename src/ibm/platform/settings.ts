import { inGroup } from "../../core/settings";
import { ibmCredentials } from "./credential-inputs";
import { HPCS_ENDS } from "./hpcs";

/** What can be set for this vendor. The variables are those that IBM's own tools read, where there are some. */
export const ibmSettings = inGroup("ibm", {
  instance: {
    env: "KEYSMITH_IBM_INSTANCE",
    doc: `The CRN of the default Key Protect or Hyper Protect Crypto Services instance. ${HPCS_ENDS}`,
  },
  region: {
    env: "IBMCLOUD_REGION",
    otherEnv: ["IC_REGION"],
    doc: "The default region of App Configuration instances, such as `us-south`.",
  },
  ...ibmCredentials.settings,
  icpOrigins: {
    env: "KEYSMITH_ICP_ORIGINS",
    doc: "The origins of your clusters of IBM Cloud Private, such as `https://icp.example.com:8443`, between commas: credentials of IBM Cloud Private go to these only, whatever the `url` of a resource says.",
  },
  endpoint: {
    env: "KEYSMITH_IBM_ENDPOINT",
    doc: "Where all of IBM's services are reached, in place of their own endpoints: an emulator or a gateway of your own. Plain http only to this machine.",
  },
  network: {
    env: "KEYSMITH_IBM_NETWORK",
    doc: "Which of the vendor's endpoints: `public` (default), or `private` from inside IBM Cloud.",
  },
  kmsEndpoint: {
    env: "IBMCLOUD_KP_API_ENDPOINT",
    doc: "Where Key Protect is reached, as `https://host:port`.",
  },
  iamEndpoint: {
    env: "IBMCLOUD_IAM_API_ENDPOINT",
    doc: "Where IAM is reached, for tokens and for policies.",
  },
  appConfigEndpoint: {
    env: "IBMCLOUD_APP_CONFIG_ENDPOINT",
    doc: "Where App Configuration is reached.",
  },
  resourceControllerEndpoint: {
    env: "IBMCLOUD_RESOURCE_CONTROLLER_API_ENDPOINT",
    doc: "Where the resource controller is reached, which knows the endpoints of instances.",
  },
  discover: {
    env: "KEYSMITH_IBM_DISCOVER",
    doc: "`true`: ask IBM Cloud for the endpoint of each instance, once a run, instead of making it from region and GUID.",
  },
  caFile: {
    env: "KEYSMITH_IBM_CA_FILE",
    doc: "PEM file of the CA certificates to trust, in place of the public ones, when a cluster, a gateway or an inspecting proxy has a certificate of your own.",
  },
  connectTimeout: {
    env: "KEYSMITH_IBM_CONNECT_TIMEOUT",
    doc: "Time limit for connecting, as an ISO 8601 duration; `PT10S` by default.",
  },
  replyTimeout: {
    env: "KEYSMITH_IBM_REPLY_TIMEOUT",
    doc: "Time limit for a reply to begin, and for each pause within it; `PT30S` by default.",
  },
  deadline: {
    env: "KEYSMITH_IBM_DEADLINE",
    doc: "How long a failing call is retried; `PT2M` by default.",
  },
});
