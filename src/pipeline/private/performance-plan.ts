import { Token } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import { IConstruct } from 'constructs';
import { performanceStep } from './pipeline-steps';
import { inputError, requireAbility, show } from '../../core/private/input-error';
import { IPipelineSource } from '../pipeline-source';
import { IPipelineStep } from '../pipeline-step';
import { SpeedProfile } from '../speed-profile';
import { StandardPipelineProps } from '../standard-pipeline';

/** Tests that take too long for every commit. */
export interface PerformancePlan {
  readonly step: IPipelineStep;
  readonly source: IPipelineSource;
  readonly schedule: events.Schedule;
  readonly pipelineName?: string;
  readonly speed: SpeedProfile;
}

export function resolvePerformance(scope: IConstruct, props: StandardPipelineProps): PerformancePlan | undefined {
  const { tests = {}, source: { onDemand }, pipelineName, speed = SpeedProfile.balanced() } = props;
  const step = performanceStep(scope, tests);
  if (!step) { return undefined; }
  requireAbility(scope, {
    prop: 'onDemand',
    value: onDemand,
    method: 'bind',
    expected: "there for a pipeline with 'performance' tests, which no change starts: " +
      'use PipelineSource.codeCommit, .codeConnection or .s3, or let your source have it',
  });
  const { performanceSchedule = events.Schedule.cron({ hour: '2', minute: '0' }) } = tests;
  if (typeof performanceSchedule?.expressionString !== 'string') {
    throw inputError(scope, "'performanceSchedule' must be a schedule, such as events.Schedule.cron({ hour: '2', minute: '0' }), got " +
      show(performanceSchedule));
  }
  const ownName = pipelineName && `${pipelineName}-${step.stepName}`;
  if (ownName && !Token.isUnresolved(ownName) && ownName.length > 100) {
    throw inputError(scope, `'pipelineName' must leave room for '-${step.stepName}' within 100 characters, got ${pipelineName}. Shorten it`);
  }
  return { step, source: onDemand!, schedule: performanceSchedule, pipelineName: ownName, speed };
}
