/** The plan's changes, between the heading that announces them and the line with their totals. */
const CHANGES = /^.* will perform the following actions:\n[\s\S]*?(?=^Plan:)/m;

/** The outputs, at the end of what an apply prints. */
const OUTPUTS = /^(Changes to )?Outputs:\n[\s\S]*?(?=^\S.*: |^Warning|(?![\s\S]))/gm;

/** The position of a warning's or error's cause in the program: the line before it says enough. */
const PLACE = /^ {2}with .*\n(^ {2}on .*\n)?(^ {2}\d+: .*\n)?/gm;

/** A sealed text is long, and readers can do nothing with it. */
const SEALED = /<<-?EOT\n *-----BEGIN AGE[\s\S]*?END AGE ENCRYPTED FILE-----\n *EOT/g;

/** The text before and after the changes that a refresh has found. */
const REFRESH_ONLY =
  /^\S+ detected the following changes made outside[\s\S]*?:\n|^This is a refresh-only plan[\s\S]*?\.\n\n/gm;

/** Lines that are the same in every run, or repeat others. */
const NOISE = [
  /: (Refreshing state|Creating|Destroying|Modifying|Still \w+)\.\.\./,
  /^\S+ used the selected providers|^plan\. Resource actions|^(with the )?following symbols/,
  /^ {2}[-~+]\/?[-+]? (create|update in-place|destroy)/,
  /^(Terraform|OpenTofu) (has|will)|^(and )?found no|^─+$|\(source code not available\)/,
  /KEYSMITH_AS_OF sets the time|similar warnings? elsewhere/,
  /^Apply complete! Resources: 0 added, 0 changed, 0 destroyed\./,
];

/** The lines of a changed resource, other than its name and the attributes that get a known value. */
const UNCHANGED = [
  /^ {2}[-~+]\/?[-+]? resource "|^ {4}}$|^ {6} {2}/,
  /\(known after apply\)$|\((sensitive value|write-only attribute)\)$|-> null$/,
];

/** Long, and of no use to readers. */
const ID = / \[id=[^\]]*\]/g;

/** The part of Terraform's or OpenTofu's output that is worth showing. @param changes whether to show the plan's changes */
export function worthShowing(printed: string, changes: boolean): string {
  const whole = (changes ? printed : printed.replace(CHANGES, "")).replaceAll(SEALED, '"-----BEGIN AGE…"');
  const text = whole.replaceAll(OUTPUTS, "").replaceAll(PLACE, "").replaceAll(REFRESH_ONLY, "").replaceAll(ID, "");
  const lines = text.split("\n").filter((line) => ![...NOISE, ...UNCHANGED].some((noise) => noise.test(line)));
  return lines.join("\n");
}
