import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { IConstruct } from 'constructs';
import { minutesOf } from './action-minutes';
import { PIPELINE_DEFAULTS } from './defaults';
import { actionsOf, BuildEnvironment, PathAction } from './path-actions';
import { CostEstimate, CostLine } from '../../core';
import { costLine, costOfAlarms } from '../../core/private/alarm-cost';
import { requireInRange } from '../../core/private/input-error';
import { buildMinutePrice } from '../../core/private/prices';
import { PipelineCostOptions } from '../pipeline-times';

/** What of a pipeline is billed. */
export interface BilledPipeline {
  readonly pipeline: codepipeline.Pipeline;
  readonly artifactBucket: s3.IBucket;
  readonly artifactRetention: Duration;
  readonly alarm?: cloudwatch.Alarm;
  /** Whether somebody is told when a release waits. */
  readonly tellsApprovals: boolean;
}

const DAYS_A_MONTH = 30;

export function costOf(scope: IConstruct, billed: BilledPipeline, runs: number, options: PipelineCostOptions): CostEstimate {
  const { artifactMegabytes = PIPELINE_DEFAULTS.artifactMegabytes } = options;
  requireInRange(scope, { prop: 'runs', value: runs ?? NaN, min: 0 });
  requireInRange(scope, { prop: 'artifactMegabytes', value: artifactMegabytes, min: 0, unit: 'megabytes' });
  const actions = actionsOf(billed.pipeline);
  const minutes = minutesOf(scope, actions, options);
  const { artifactRetention, artifactBucket, alarm, tellsApprovals } = billed;
  const keptDays = artifactRetention.isUnresolved() ? PIPELINE_DEFAULTS.artifactRetention.toDays() : artifactRetention.toDays();
  const own = new CostEstimate([
    ...actions.flatMap((action) => linesOf(action, minutes(action), runs)),
    costLine('storedGigabyte', runs * artifactMegabytes / 1024 * keptDays / DAYS_A_MONTH),
    costLine('customerManagedKey', artifactBucket.encryptionKey ? 1 : 0),
    costLine('email', tellsApprovals ? runs : 0),
  ]);
  return CostEstimate.total([own, costOfAlarms(alarm ? [alarm] : [])]);
}

/** CodePipeline charges every started minute of an action, whoever does the work; approvals and actions of the user's own kind are free. */
function linesOf({ category, owner, environment }: PathAction, minutes: number, runs: number): CostLine[] {
  const free = category === 'Approval' || owner === 'Custom';
  return [costLine('actionMinute', free ? 0 : runs * Math.ceil(minutes)), ...environment ? [buildLine(environment, minutes, runs)] : []];
}

/** On AWS Lambda, CodeBuild charges seconds; elsewhere every started minute. */
function buildLine({ type, computeType, fleet }: BuildEnvironment, minutes: number, runs: number): CostLine {
  if (fleet) { return { item: 'CodeBuild minute on a fleet, which is billed by itself', quantity: runs * Math.ceil(minutes), unitUsd: 0 }; }
  const { item, unitUsd, bySecond } = buildMinutePrice(type, computeType);
  return { item, unitUsd, quantity: runs * (bySecond ? minutes : Math.ceil(minutes)) };
}
