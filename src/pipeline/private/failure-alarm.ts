import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { StageName } from './defaults';
import { FIVE_MINUTES } from '../../core/private/periods';

/**
 * Goes off when an execution fails.
 *
 * @param exceptApproval whether an approval that is rejected is no failure: those that are stale are rejected every day
 */
export function buildFailureAlarm(scope: Construct, pipeline: codepipeline.IPipeline, exceptApproval: boolean): cloudwatch.Alarm {
  return new cloudwatch.Alarm(scope, 'Failures', {
    metric: exceptApproval ? failuresExceptApproval(scope, pipeline) : allFailures(pipeline),
    alarmDescription: `An execution of the pipeline ${scope.node.path} has failed.`,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: 0,
    evaluationPeriods: 1,
    // Nothing is reported while nothing fails.
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
}

/** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/metrics-dimensions.html */
function allFailures(pipeline: codepipeline.IPipeline): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/CodePipeline',
    metricName: 'FailedPipelineExecutions',
    dimensionsMap: { PipelineName: pipeline.pipelineName },
    statistic: 'Sum',
    period: FIVE_MINUTES,
  });
}

/**
 * A rule without a target, because EventBridge counts what matches for free.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
function failuresExceptApproval(scope: Construct, pipeline: codepipeline.IPipeline): cloudwatch.Metric {
  const rule = new events.Rule(scope, 'FailedStages', {
    description: `Counts the stages that fail, those that wait for approvals aside, for ${scope.node.path}`.slice(0, 512),
    eventPattern: {
      source: ['aws.codepipeline'],
      detailType: ['CodePipeline Stage Execution State Change'],
      detail: { pipeline: [pipeline.pipelineName], state: ['FAILED'], stage: events.Match.anythingBut(StageName.APPROVAL) },
    },
  });
  return new cloudwatch.Metric({
    namespace: 'AWS/Events', metricName: 'MatchedEvents', dimensionsMap: { RuleName: rule.ruleName }, statistic: 'Sum', period: FIVE_MINUTES,
  });
}
