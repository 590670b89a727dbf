import { roleOf } from "./role";

/** The provider on Node: Pulumi's where it is started as Pulumi's plugin, else that of Terraform and OpenTofu. */
if (roleOf(process.argv[1] ?? "", process.argv) === "pulumi") void import("../pulumi/plugin/main.js");
else void import("../terraform/main.js");
