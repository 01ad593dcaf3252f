import { CfnResource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { CostEstimate } from '../../core';
import { costOfAlarms } from '../../core/private/alarm-cost';

/** What the alarms in a construct add to the bill. */
export function costBelow(scope: IConstruct): CostEstimate {
  // An alarm and its resource are two constructs.
  return costOfAlarms(scope.node.findAll().filter(CfnResource.isCfnResource));
}
