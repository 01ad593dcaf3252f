import { Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * Acknowledges findings on one construct of ours, each with its reason.
 *
 * Only for findings that no option of the user's could remove (a public load balancer is public).
 * A finding that an option would fix is the user's to see, and stays.
 * The keys are rule ids as the tools print them, `AwsSolutions-EC23` or, for one finding of a rule, `AwsSolutions-IAM5[Resource::*]`.
 */
export function acknowledge(construct: IConstruct, reasons: Record<string, string>): void {
  for (const [id, reason] of Object.entries(reasons)) {
    Validations.of(construct).acknowledge({ id, reason });
  }
}
