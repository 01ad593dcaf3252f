import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as fc from 'fast-check';
import { BY_HAND } from './support/pipelines';
import {
  BakeGate, BranchStrategy, BuildStep, ComplianceCheck, DeployTarget, PipelineApproval, PipelineSource, RollbackStrategy, SecurityScan, SpeedProfile,
  StageRule, StandardPipeline, TestSuite,
} from '../../src/pipeline';
import { ContainerRepository } from '../../src/registry';
import { expectValidBuildspecs } from '../support/buildspec';
import { prodStack } from '../support/stacks';

/** Makes a part of a pipeline in the stack of that pipeline. */
type Part = (place: Place) => any;

interface Place {
  readonly stack: Stack;
  readonly images: ContainerRepository;
  readonly alarm: cloudwatch.IAlarm;
  readonly site: s3.IBucket;
}

function placeIn(stack: Stack): Place {
  return {
    stack,
    images: new ContainerRepository(stack, 'Images'),
    alarm: cloudwatch.Alarm.fromAlarmArn(stack, 'Alarm', 'arn:aws:cloudwatch:eu-west-1:111111111111:alarm:errors'),
    site: new s3.Bucket(stack, 'Site'),
  };
}

const one = (...parts: Part[]) => fc.constantFrom(...parts);
const maybe = (...parts: Part[]) => fc.option(one(...parts), { nil: undefined, freq: 2 });

const CONNECTION = 'arn:aws:codeconnections:eu-west-1:111111111111:connection/4dd5a4c5-8a6e-4b4e-9a51-6e2f0a2b7f0e';
const suite: Part = () => TestSuite.commands(['npm test'], { retries: 1, reports: [{ files: ['reports/*.xml'] }] });

const target = one(
  () => BY_HAND,
  ({ site }) => DeployTarget.s3Website(site),
  () => DeployTarget.cdkApp({ stacks: ['Prod/*'] }),
  () => DeployTarget.cloudFormation({ stackName: 'shop', templatePath: 'template.json' }),
  () => DeployTarget.custom('Commands', ['./release.sh']),
  ({ site }) => DeployTarget.inOrder([DeployTarget.custom('First', ['./first.sh']), DeployTarget.s3Website(site)]),
);

const options = fc.record({
  entryRules: maybe(({ alarm }) => [StageRule.alarms([alarm])], () => [StageRule.deploymentWindow({ cron: '0 0 8-16 ? * MON-THU *' })], () => []),
  bakeGate: maybe(({ alarm }) => BakeGate.watch([alarm]), ({ alarm }) => BakeGate.checkAfter([alarm], { wait: Duration.minutes(30) })),
  rollback: maybe(
    () => RollbackStrategy.automatic(), () => RollbackStrategy.wholeStage(), () => RollbackStrategy.deployerOnly(), () => RollbackStrategy.none(),
  ),
}, { requiredKeys: [] });

const props = fc.record({
  source: one(
    ({ stack }) => PipelineSource.codeCommit(codecommit.Repository.fromRepositoryName(stack, 'Code', 'web')),
    () => PipelineSource.codeConnection({ connectionArn: CONNECTION, repository: 'owner/repo' }),
    ({ images }) => PipelineSource.ecr(images.repository),
    ({ stack }) => PipelineSource.s3(s3.Bucket.fromBucketName(stack, 'Uploads', 'uploads'), 'web.zip'),
  ),
  buildStep: one(
    ({ images }) => BuildStep.dockerImage(images),
    () => BuildStep.nodejs(),
    () => BuildStep.cdkSynth(),
    () => BuildStep.commands({ commands: ['make'], artifactDirectory: 'out' }),
    () => BuildStep.buildspec('buildspec.yml', { makesArtifact: true }),
  ),
  production: target,
  staging: fc.option(target, { nil: undefined }),
  branchStrategy: maybe(() => BranchStrategy.trunkBased(), () => BranchStrategy.gitFlow(), () => BranchStrategy.trunkBased({ branch: 'trunk' })),
  approval: maybe(() => PipelineApproval.manual({ rejectStale: true }), () => PipelineApproval.none(), () => PipelineApproval.manual({ beforeStage: 'Staging' })),
  stagingOptions: fc.option(options, { nil: undefined }),
  productionOptions: fc.option(options, { nil: undefined }),
  tests: fc.option(fc.record({
    unit: maybe(suite),
    integration: maybe(suite),
    endToEnd: maybe(suite),
    smoke: maybe(suite),
    performance: maybe(suite),
    health: maybe(() => TestSuite.http('https://shop.example.com/health')),
  }), { nil: undefined }),
  checks: maybe(
    () => SecurityScan.recommended(), ({ images }) => [SecurityScan.inspectorImage(images), SecurityScan.sbom()], () => [ComplianceCheck.cfnLint()],
  ),
  speed: maybe(() => SpeedProfile.cost(), () => SpeedProfile.fast()),
  artifactRetention: maybe(() => Duration.days(30), () => Duration.days(3)),
});

/** Calls whatever makes a part, at any depth. */
function made(value: any, place: Place): any {
  if (typeof value === 'function') { return value(place); }
  if (value?.constructor !== Object && value !== null && Object.getPrototypeOf(value ?? 0) !== null) { return value; }
  return value && Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined).map(([key, part]) => [key, made(part, place)]));
}

/** What AWS says of any pipeline. */
function expectLegal(template: Template): void {
  for (const { Properties: { PipelineType, ExecutionMode, Stages } } of Object.values<any>(template.findResources('AWS::CodePipeline::Pipeline'))) {
    expect(PipelineType).toBe('V2');
    expect(Stages.length).toBeGreaterThanOrEqual(2);
    for (const { Name, Actions, OnFailure, OnSuccess } of Stages) {
      expect(Actions.length).toBeGreaterThan(0);
      expect(new Set(Actions.map((action: any) => action.Name)).size).toBe(Actions.length);
      const rollsBack = [OnFailure?.Result, ...(OnFailure?.Conditions ?? []), ...(OnSuccess?.Conditions ?? [])].some((each) => (each?.Result ?? each) === 'ROLLBACK');
      if (rollsBack) { expect([Name, ExecutionMode]).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(Source|PARALLEL)$/)])); }
      const categories = Actions.map((action: any) => action.ActionTypeId.Category);
      // Were it with something else, every rollback would ask again.
      if (Name === 'Approval') { expect(categories).toEqual(['Approval']); }
    }
  }
  expectValidBuildspecs(template);
}

test('pipelines of random parts are synthesized as AWS takes them, or refused with what to change', () => {
  const outcomes = { made: 0, refused: 0 };
  fc.assert(fc.property(props, (parts) => {
    const stack = prodStack();
    try {
      new StandardPipeline(stack, 'Delivery', made(parts, placeIn(stack)));
    } catch (error) {
      expect((error as Error).message).toMatch(/'.*' (must|needs) .*\[at /s);
      outcomes.refused += 1;
      return;
    }
    expectLegal(Template.fromStack(stack));
    outcomes.made += 1;
  }), { numRuns: 200, seed: 11 });
  expect(outcomes.made).toBeGreaterThan(20);
  expect(outcomes.refused).toBeGreaterThan(20);
}, 180_000);
