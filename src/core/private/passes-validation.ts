import { version } from 'aws-cdk-lib/package.json';

/** Properties of alarms that are newer than the rules of some versions, and the minor version of aws-cdk-lib 2 whose rules know them. */
const KNOWN_SINCE = { ActionConfiguration: 276, WarmUpConfiguration: 268 };

/** The first minor version with rules. */
const RULES_SINCE = 262;

/**
 * Whether a property may be a default. From 2.262.0 on aws-cdk-lib validates templates, and takes what its rules do not know for a mistake:
 * the synthesis fails in every project that `cdk init` made. Only an acknowledgement for the whole app would silence that.
 */
export function passesValidation(property: keyof typeof KNOWN_SINCE, cdkVersion: string = version): boolean {
  const [major, minor] = cdkVersion.split('.').map(Number);
  return major > 2 || minor < RULES_SINCE || minor >= KNOWN_SINCE[property];
}
