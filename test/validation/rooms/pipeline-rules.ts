import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { inAnyEnvironment, inProd, RoomUnderValidation } from './room';
import { Severity } from '../../../src/core';
import { BakeGate, EntryResult, RollbackStrategy, StageConditions, StageRule, VariableOperator } from '../../../src/pipeline';
import { addReleaseConditions } from '../../../src/pipeline/private/release-conditions';
import { AlertRouter, Destination } from '../../../src/alerting';

const CODE = 'Code';

/** A pipeline with as little in it as a pipeline can have: all that is found is found in the rules. */
function pipelineIn(stack: Stack): codepipeline.Pipeline {
  const pipeline = new codepipeline.Pipeline(stack, 'Pipeline', {
    pipelineType: codepipeline.PipelineType.V2,
    artifactBucket: s3.Bucket.fromBucketName(stack, 'Artifacts', 'example-artifacts'),
    usePipelineRoleForActions: true,
  });
  const source = new actions.S3SourceAction({
    actionName: 'Source', bucket: pipeline.artifactBucket, bucketKey: 'app.zip', output: new codepipeline.Artifact(CODE), trigger: actions.S3Trigger.NONE,
  });
  pipeline.addStage({ stageName: 'Source', actions: [source] });
  pipeline.addStage({ stageName: 'Prod', actions: [new actions.ManualApprovalAction({ actionName: 'Deploy' }), new actions.ManualApprovalAction({ actionName: 'Smoke', runOrder: 2 })] });
  return pipeline;
}

function alarmIn(stack: Stack, id = 'Errors'): cloudwatch.Alarm {
  const alarm = new cloudwatch.Alarm(stack, id, { metric: new cloudwatch.Metric({ namespace: 'Orders', metricName: id }), threshold: 1, evaluationPeriods: 1 });
  const alerts = stack.node.tryFindChild('Alerts') as AlertRouter | undefined ?? new AlertRouter(stack, 'Alerts', { warning: [Destination.email('team@example.com')] });
  alerts.route(alarm, Severity.WARNING);
  return alarm;
}

/** Every rule that there is. */
function everyRule(stack: Stack): void {
  const pipeline = pipelineIn(stack);
  const errors = alarmIn(stack);
  const composite = new cloudwatch.CompositeAlarm(stack, 'Either', { alarmRule: cloudwatch.AlarmRule.fromAlarm(errors, cloudwatch.AlarmState.ALARM) });
  const inputs = [codepipeline.Artifact.artifact(CODE)];
  StageConditions.on(pipeline, 'Prod')
    .beforeEntry([
      StageRule.alarms([errors]),
      StageRule.commands(['./check.sh'], { inputs }),
      StageRule.codeBuild(codebuild.Project.fromProjectName(stack, 'Checks', 'checks')),
      StageRule.lambdaFunction(lambda.Function.fromFunctionName(stack, 'Check', 'check'), { commit: '#{Source.CommitId}' }),
      StageRule.variable('#{Source.BranchName}', VariableOperator.MATCHES, '^release/.*$'),
    ], EntryResult.FAIL)
    .onSuccess([StageRule.alarms([composite]), StageRule.deploymentWindow({ cron: '* * 9-16 ? * MON-FRI' })]);
}

/** A release with both functions. */
function bakedRelease(stack: Stack, logEncryptionKey?: kms.IKey): void {
  const pipeline = pipelineIn(stack);
  const errors = alarmIn(stack);
  const composite = new cloudwatch.CompositeAlarm(stack, 'Either', { alarmRule: cloudwatch.AlarmRule.fromAlarm(errors, cloudwatch.AlarmState.ALARM) });
  addReleaseConditions(stack, { pipeline, pipelineStage: pipeline.stage('Prod'), target: { restoresItself: true, bind: () => undefined }, deployActions: 1 }, {
    bakeGate: BakeGate.watch([errors, composite], { logEncryptionKey }), rollback: RollbackStrategy.automatic({ logEncryptionKey }),
  });
}

export const pipelineRules: RoomUnderValidation = {
  cases: {
    'stage rules: every kind': inProd(everyRule),
    'stage rules: every kind, environment unknown': inAnyEnvironment(everyRule),
    'stage rules: a baked release': inProd((stack) => bakedRelease(stack)),
    'stage rules: a baked release, environment unknown': inAnyEnvironment((stack) => bakedRelease(stack)),
  },
  hardened: {
    'stage rules of a company that is audited': inProd((stack) => bakedRelease(stack, new kms.Key(stack, 'Key', { enableKeyRotation: true }))),
  },
  acknowledging: {
    'with stage rules': inProd(everyRule),
    'with a baked release': inProd((stack) => bakedRelease(stack)),
  },
  allowed: [
    [/\/StageRules\/Shared\/AnyAlarm$/, 'IAM5[Resource::*]'],
    [/\/StageRules\/Commands\d*\/Policy$/, /^IAM5\[Resource::.*:log-group:\/aws\/codepipeline\/.*:\*\]$/, /^IAM5\[Resource::.*\/\*\]$/],
    [/^\w+\/(BakeGate|RollbackDecision)\/(Answers|AnyAlarm)$/, 'IAM5[Resource::*]'],
    [/^\w+\/(BakeGate|RollbackDecision)\/Handler\/Function$/, 'LambdaConcurrency', 'LambdaDLQ', 'LambdaInsideVPC'],
  ],
};
