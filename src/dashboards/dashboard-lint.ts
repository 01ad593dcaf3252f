import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { findingsOfBody } from './private/body-rules';
import { readBody } from './private/body-text';

/**
 * Finds what CloudWatch would refuse about a dashboard before it is deployed: neither CloudFormation nor the AWS CDK looks into its body.
 *
 * An `ObservabilityDashboard` is always checked, with what you add to it. This is for dashboards that you make yourself.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export class DashboardLint {
  /**
   * Checks a dashboard when the app is synthesized, and fails the synthesis with what is wrong.
   *
   * @param dashboard any dashboard of the AWS CDK
   */
  public static watch(dashboard: cloudwatch.Dashboard): void {
    const read = readBody(dashboard);
    dashboard.node.addValidation({ validate: () => read(findingsOfBody) });
  }

  /**
   * What CloudWatch would refuse about a body; nothing when it is fine.
   *
   * @param body the JSON text, without tokens
   */
  public static findings(body: string): string[] {
    try {
      return findingsOfBody(JSON.parse(body));
    } catch (error) {
      return [`'DashboardBody' must be JSON: ${(error as Error).message}`];
    }
  }

  private constructor() {}
}
