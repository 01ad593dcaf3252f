import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { inAnyEnvironment, inProd, RoomUnderValidation } from './room';
import { BakeGate, EntryResult, RollbackStrategy, StageConditions, StageRule, VariableOperator } from '../../../src/pipeline';
import { addReleaseConditions } from '../../../src/pipeline/private/release-conditions';

const CODE = 'Code';

/** A pipeline with as little in it as a pipeline can have: all that is found is found in the rules. */
function pipelineIn(stack: Stack): codepipeline.Pipeline {
  const pipeline = new codepipeline.Pipeline(stack, 'Pipeline', {
    pipelineType: codepipeline.PipelineType.V2,
    artifactBucket: s3.Bucket.fromBucketName(stack, 'Artifacts', 'example-artifacts'),
    role: iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111111111111:role/example-pipeline', { mutable: false }),
    usePipelineRoleForActions: true,
  });
  const source = new actions.S3SourceAction({
    actionName: 'Source', bucket: pipeline.artifactBucket, bucketKey: 'app.zip', output: new codepipeline.Artifact(CODE), trigger: actions.S3Trigger.NONE,
  });
  pipeline.addStage({ stageName: 'Source', actions: [source] });
  pipeline.addStage({ stageName: 'Prod', actions: [new actions.ManualApprovalAction({ actionName: 'Deploy' }), new actions.ManualApprovalAction({ actionName: 'Smoke', runOrder: 2 })] });
  return pipeline;
}

/** A metric alarm and a composite one, of which a topic of the company's hears. */
function alarmsIn(stack: Stack): [cloudwatch.Alarm, cloudwatch.CompositeAlarm] {
  const errors = new cloudwatch.Alarm(stack, 'Errors', { metric: new cloudwatch.Metric({ namespace: 'Orders', metricName: 'Errors' }), threshold: 1, evaluationPeriods: 1 });
  const either = new cloudwatch.CompositeAlarm(stack, 'Either', { alarmRule: cloudwatch.AlarmRule.fromAlarm(errors, cloudwatch.AlarmState.ALARM) });
  const tell = new SnsAction(sns.Topic.fromTopicArn(stack, 'Team', 'arn:aws:sns:eu-west-1:111111111111:team'));
  [errors, either].forEach((alarm) => alarm.addAlarmAction(tell));
  return [errors, either];
}

/** Every rule that there is. */
function everyRule(stack: Stack): void {
  const pipeline = pipelineIn(stack);
  const [errors, composite] = alarmsIn(stack);
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
  const [errors, composite] = alarmsIn(stack);
  addReleaseConditions(stack, { pipeline, codePipelineStage: pipeline.stage('Prod'), target: { restoresItself: true, bind: () => undefined }, deployActions: 1 }, {
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
