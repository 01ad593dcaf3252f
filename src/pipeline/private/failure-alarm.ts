import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { Construct } from 'constructs';
import { FIVE_MINUTES } from '../../core/private/periods';

/** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/metrics-dimensions.html */
export function buildFailureAlarm(scope: Construct, pipeline: codepipeline.IPipeline): cloudwatch.Alarm {
  return new cloudwatch.Alarm(scope, 'Failures', {
    metric: new cloudwatch.Metric({
      namespace: 'AWS/CodePipeline',
      metricName: 'FailedPipelineExecutions',
      dimensionsMap: { PipelineName: pipeline.pipelineName },
      statistic: 'Sum',
      period: FIVE_MINUTES,
    }),
    alarmDescription: `An execution of the pipeline ${scope.node.path} has failed.`,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: 0,
    evaluationPeriods: 1,
    // Nothing is reported while nothing fails.
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
}
