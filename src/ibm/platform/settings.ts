import { inGroup } from "../../core/settings";
import { ibmCredentials } from "./credential-inputs";
import { HPCS_ENDS } from "./hpcs";

/** The settings for this vendor. The variables are those of IBM's own tools, where these have one. */
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
    doc: "The origins of your clusters of IBM Cloud Private, such as `https://icp.example.com:8443`, separated by commas. Credentials of IBM Cloud Private go to these only, whatever the `url` of a resource says.",
  },
  endpoint: {
    env: "KEYSMITH_IBM_ENDPOINT",
    doc: "The address of all of IBM's services, in place of their own endpoints: an emulator or a gateway of your own. Plain http only to this machine.",
  },
  network: {
    env: "KEYSMITH_IBM_NETWORK",
    doc: "The vendor's endpoints to use: `public` (default), or `private` from inside IBM Cloud.",
  },
  kmsEndpoint: {
    env: "IBMCLOUD_KP_API_ENDPOINT",
    doc: "The address of Key Protect, as `https://host:port`.",
  },
  iamEndpoint: {
    env: "IBMCLOUD_IAM_API_ENDPOINT",
    doc: "The address of IAM, for tokens and for policies.",
  },
  appConfigEndpoint: {
    env: "IBMCLOUD_APP_CONFIG_ENDPOINT",
    doc: "The address of App Configuration.",
  },
  resourceControllerEndpoint: {
    env: "IBMCLOUD_RESOURCE_CONTROLLER_API_ENDPOINT",
    doc: "The address of the resource controller, which knows the endpoints of instances.",
  },
  discover: {
    env: "KEYSMITH_IBM_DISCOVER",
    doc: "`true` asks IBM Cloud for the endpoint of each instance, once a run, instead of building it from region and GUID.",
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
