import { Names } from 'aws-cdk-lib';
import { CfnGroup } from 'aws-cdk-lib/aws-xray';
import { Construct } from 'constructs';
import { requirePattern } from '../core/private/input-error';
import { requireOnlyOne } from '../core/private/only-one';
import { requireKinds } from '../core/private/require-kinds';

/** Properties of a `TraceGroup`. */
export interface TraceGroupProps {
  /**
   * Which traces belong to it, such as `service("orders") AND responsetime > 1`.
   *
   * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-console-filters.html
   */
  readonly filterExpression: string;

  /**
   * Name of the group, 1 to 32 letters, digits, spaces, `-`, `_`, `.` and `/`; unique in an account and region. `Default` is taken. Changing it replaces the group.
   *
   * @default - made of the place of the construct
   */
  readonly groupName?: string;

  /**
   * Whether AWS X-Ray looks for anomalies in the faults of the group, and tells EventBridge of those it finds. Billed by the trace.
   *
   * @default false
   */
  readonly insights?: boolean;
}

/**
 * Traces that are looked at together. AWS X-Ray reports each group's requests, faults and latency to CloudWatch.
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-console-groups.html
 */
export class TraceGroup extends Construct {
  /** Name of the group. */
  public readonly groupName: string;

  constructor(scope: Construct, id: string, props: TraceGroupProps) {
    super(scope, id);
    const { filterExpression, groupName, insights = false } = props;
    requirePattern(this, 'filterExpression', filterExpression ?? '', /^[^]{1,2000}$/, 'a filter of 1 to 2000 characters, such as service("orders")');
    requirePattern(this, 'groupName', groupName, /^(?!Default$)[A-Za-z0-9 _./-]{1,32}$/, '1 to 32 letters, digits, spaces, -, _, . and /, and not Default');
    requireKinds(this, props, { insights: 'flag' });
    this.groupName = groupName ?? Names.uniqueResourceName(this, { maxLength: 32, separator: '-', allowedSpecialCharacters: '-_' });
    const resource = new CfnGroup(this, 'Resource', {
      groupName: this.groupName,
      filterExpression,
      insightsConfiguration: { insightsEnabled: insights, notificationsEnabled: insights },
    });
    requireOnlyOne(this, {
      resource,
      isRival: (other) => (other as unknown as CfnGroup).groupName === this.groupName,
      message: `'groupName' must be unique in an account and region, got '${this.groupName}' twice`,
    });
  }
}
