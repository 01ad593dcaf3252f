import { IConstruct } from 'constructs';

/** What is acknowledged on each construct so far. One entry for each: the CDK checks every entry of metadata when it writes the app. */
const acknowledged = new WeakMap<IConstruct, Record<string, string>>();

/** Where the CDK keeps acknowledgements, and cdk-nag looks for them. */
const ACKNOWLEDGED_RULES = 'aws:cdk:acknowledged-rules';

/**
 * Acknowledges findings on one construct of ours, each with its reason.
 *
 * Only for findings that no option of the user's could remove (a public load balancer is public).
 * A finding that an option would fix is the user's to see, and stays.
 * The keys are rule ids as the tools print them, `AwsSolutions-EC23` or, for one finding of a rule, `AwsSolutions-IAM5[Resource::*]`.
 *
 * Written as metadata, because `Validations.acknowledge` came with aws-cdk-lib 2.252 and refuses most ids of single
 * findings there.
 *
 * @returns all that is acknowledged on the construct; what is taken out of it is not acknowledged any more
 */
export function acknowledge(construct: IConstruct, reasons: Record<string, string>): Record<string, string> {
  const before = acknowledged.get(construct);
  if (before) { return Object.assign(before, reasons); }

  const all = { ...reasons };
  acknowledged.set(construct, all);
  construct.node.addMetadata(ACKNOWLEDGED_RULES, all);
  return all;
}
