import { Duration, Lazy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { AlertRouter, Destination } from '../../src/alerting';
import { BlueGreenFargateService, ServiceImage } from '../../src/deployment';
import { BuildStep, DeployTarget, PipelineApproval, SecurityScan, StandardPipeline, StandardPipelineProps, TestSuite } from '../../src/pipeline';
import { idsOf, prodStack } from '../support/stacks';
import { barePipelineIn, pipelineIn, pipelineOf, stagesOf, statementsOf } from './support/pipelines';

const RECOMMENDED_FLAGS: Record<string, unknown> = jest.requireActual('aws-cdk-lib/recommended-feature-flags.json');

function templateWith(props: Partial<StandardPipelineProps> = {}): Template {
  const stack = prodStack();
  pipelineIn(stack, props);
  return Template.fromStack(stack);
}

/** A pipeline with the three required props alone. */
function bareTemplate(context: Record<string, unknown> = {}, agnostic = false): Template {
  const stack = prodStack({ context, agnostic });
  barePipelineIn(stack);
  return Template.fromStack(stack);
}

/** The bucket of the artifacts; the other one is for access logs. */
function artifactBucket(template: Template): any {
  const found = Object.entries(template.findResources('AWS::S3::Bucket')).filter(([id]) => id.includes('Artifacts'));
  expect(found).toHaveLength(1);
  return found[0][1];
}

describe('StandardPipeline', () => {
  test.each<[string, Partial<StandardPipelineProps>, string]>([
    ['source is missing', { source: undefined }, "'source' must be a pipeline source, such as PipelineSource.codeCommit(repository), got undefined [at Prod/"],
    ['buildStep is a repository', { buildStep: {} as any }, "'buildStep' must be a build step, such as BuildStep.dockerImage(repository), got an object with nothing in it"],
    ['alerts is a topic', { alerts: {} as any }, "'alerts' must be an AlertRouter, got an object with nothing in it"],
    ['speed is a text', { speed: 'fast' as any }, "'speed' must be a SpeedProfile, such as SpeedProfile.fast(), got \"fast\""],
    ['artifactRetention is a number', { artifactRetention: 90 as any }, "'artifactRetention' must be a Duration, such as Duration.days(90), got 90"],
    ['approval is a flag', { approval: true as any }, "'approval' must be a PipelineApproval, such as PipelineApproval.manual(), got true"],
    ['a timeout is a number', { approval: PipelineApproval.manual({ timeout: 2 as any }) }, "'timeout' must be a Duration, such as Duration.days(2), got"],
    ['tests is a suite', { tests: TestSuite.commands(['a']) as any }, "'tests' must be suites by name, such as { unit: TestSuite.commands(['npm"],
    ['a list is among the checks', { checks: [SecurityScan.recommended()] as any }, "'checks' must be steps in one list, got a list in it. Spread it"],
    ['a suite is among the steps', { afterProduction: [TestSuite.commands(['a'])] as any }, "(['npm test']).asStep('Soak'), got a CommandSuite"],
    ['images go to Amazon ECR itself', { buildStep: BuildStep.dockerImage({} as any) }, "'repository' must be a ContainerRepository, got {}. Of"],
    ['production is a service', { production: { service: 1 } as any }, "'production' must be a deploy target, such as DeployTarget.ecs(service), got"],
  ])('fails when %s, naming the prop', (_, props, message) => {
    expect(() => templateWith(props)).toThrow(message);
  });

  test('fails without props, naming the first', () => {
    expect(() => new StandardPipeline(prodStack(), 'Delivery', undefined as never)).toThrow('the properties must be values by name, such as');
  });

  test('fails when staging and production are one service, which would be released to before anybody approves', () => {
    const stack = prodStack();
    const web = new BlueGreenFargateService(stack, 'Web', { image: ServiceImage.fromRegistry('nginx') });
    expect(() => pipelineIn(stack, { staging: DeployTarget.ecs(web), production: DeployTarget.ecs(web) }))
      .toThrow("'staging' must release to another service than 'production', got Prod/Web for both");
  });

  test('takes a commit from source to production, asking before production', () => {
    expect(stagesOf(bareTemplate())).toEqual(['Source', 'Build', 'Approval', 'Production']);
  });

  test('is of type V2, queues executions and does not start when it is changed', () => {
    const template = templateWith();
    expect(pipelineOf(template)).toMatchObject({ PipelineType: 'V2', ExecutionMode: 'QUEUED' });
    expect(pipelineOf(template)).not.toHaveProperty('RestartExecutionOnUpdate');
  });

  test('rolls no stage back by itself: Amazon ECS has done that already', () => {
    for (const stage of pipelineOf(bareTemplate()).Stages) {
      expect(Object.keys(stage).sort()).toEqual(['Actions', 'Name']);
    }
  });

  test('costs no key', () => {
    const template = bareTemplate();
    template.resourceCountIs('AWS::KMS::Key', 0);
    expect(pipelineOf(template).ArtifactStore).not.toHaveProperty('EncryptionKey');
  });

  test('gives its actions no roles that others in the account may assume', () => {
    const template = bareTemplate();
    for (const { Actions } of pipelineOf(template).Stages) { Actions.forEach((action: any) => expect(action).not.toHaveProperty('RoleArn')); }
    for (const role of Object.values(template.findResources('AWS::IAM::Role'))) {
      expect(JSON.stringify(role.Properties.AssumeRolePolicyDocument)).not.toContain(':root');
    }
  });

  test('is the same whatever feature flags the consumer sets', () => {
    const essence = (template: Template) => ({
      pipeline: { ...pipelineOf(template), ArtifactStore: undefined, RoleArn: undefined },
      keys: idsOf(template, 'AWS::KMS::Key'),
      projects: template.findResources('AWS::CodeBuild::Project'),
      artifacts: artifactBucket(template),
    });
    const off = Object.fromEntries(Object.keys(RECOMMENDED_FLAGS).map((flag) => [flag, false]));
    const partition = { '@aws-cdk/core:enablePartitionLiterals': false };
    const plain = JSON.stringify(essence(bareTemplate({ ...off, ...partition })));
    expect(JSON.stringify(essence(bareTemplate({ ...RECOMMENDED_FLAGS, ...partition })))).toBe(plain);
  });

  test('works in a stack without an environment', () => {
    expect(stagesOf(bareTemplate({}, true))).toHaveLength(4);
  });

  test('can be there twice in a stack', () => {
    const stack = prodStack();
    ['First', 'Second'].forEach((id) => pipelineIn(new Construct(stack, id)));
    Template.fromStack(stack).resourceCountIs('AWS::CodePipeline::Pipeline', 2);
  });

  test('is named as asked', () => {
    expect(pipelineOf(templateWith({ pipelineName: 'web-delivery' })).Name).toBe('web-delivery');
  });

  test.each(['', 'web delivery', 'x'.repeat(101)])('fails when the name is %j, naming the prop', (pipelineName) => {
    expect(() => templateWith({ pipelineName })).toThrow(/'pipelineName' must be .* \[at Prod\/Delivery\]/);
  });

  test('offers what a stage of one\'s own needs', () => {
    const stack = prodStack();
    const delivery = pipelineIn(stack);
    expect(delivery.image).toBe('#{Build.IMAGE}');
    expect(delivery.buildProject).toBeDefined();
    expect(delivery.pipeline.stages.map((stage) => stage.stageName)).toContain('Production');
    expect(delivery.artifactBucket).toBe(delivery.pipeline.artifactBucket);
  });
});

describe('the artifacts of a pipeline', () => {
  test('are kept private, encrypted, versioned and logged, and outlive the stack', () => {
    const bucket = artifactBucket(templateWith());
    expect(bucket).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: {
        BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
        VersioningConfiguration: { Status: 'Enabled' },
        LoggingConfiguration: { LogFilePrefix: 'pipeline-artifacts/Prod/Delivery/' },
      },
    });
  });

  test('travel encrypted only', () => {
    templateWith().hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })]) },
    });
  });

  test.each([[undefined, 90], [Duration.days(30), 30]])('given a retention of %s, go after %i days, replaced ones too', (artifactRetention, days) => {
    expect(artifactBucket(templateWith({ artifactRetention })).Properties.LifecycleConfiguration.Rules).toEqual([
      expect.objectContaining({ ExpirationInDays: days, NoncurrentVersionExpiration: { NoncurrentDays: days } }),
    ]);
  });

  test.each([Duration.hours(12), Duration.days(0), Duration.hours(36)])('fails when the retention is no whole number of days, naming the prop', (artifactRetention) => {
    expect(() => templateWith({ artifactRetention, approval: PipelineApproval.none() }))
      .toThrow("'artifactRetention' must be a whole number of at least 1 days");
  });

  test('fails when they go before an approval may come, naming the prop', () => {
    expect(() => templateWith({ artifactRetention: Duration.days(7) }))
      .toThrow("'artifactRetention' must be longer than an approval may take (7 days), got 7 days");
    expect(() => templateWith({ artifactRetention: Duration.days(8) })).not.toThrow();
    expect(() => templateWith({ artifactRetention: Duration.days(1), approval: PipelineApproval.none() })).not.toThrow();
  });

  test('may go after a time that is not known yet', () => {
    expect(() => templateWith({ artifactRetention: Duration.days(Lazy.number({ produce: () => 30 })) })).not.toThrow();
  });
});

describe('the failures of a pipeline', () => {
  test('raise no alarm unless somebody hears it', () => {
    const stack = prodStack();
    const { failureAlarm } = pipelineIn(stack);
    expect(failureAlarm).toBeUndefined();
  });

  test('are told to the router', () => {
    const stack = prodStack();
    const alerts = new AlertRouter(stack, 'Alerts', { warning: [Destination.email('team@example.com')] });
    const { failureAlarm } = pipelineIn(stack, { alerts });

    expect(failureAlarm).toBeDefined();
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/CodePipeline',
      MetricName: 'FailedPipelineExecutions',
      Dimensions: [{ Name: 'PipelineName', Value: { Ref: Match.stringLikeRegexp('DeliveryPipeline') } }],
      Statistic: 'Sum',
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: Match.anyValue() }],
    });
  });
});

describe('the permissions of a pipeline', () => {
  test('are to use its own bucket, its own projects and its source', () => {
    const statements = statementsOf(bareTemplate(), 'DeliveryPipelineRole');
    const actions = statements.flatMap(({ Action }) => Action).map((action: string) => action.split(':')[0]);
    expect([...new Set(actions)].sort()).toEqual(['codebuild', 'codecommit', 's3']);
    statements.forEach(({ Resource }) => expect([Resource].flat()).not.toContain('*'));
  });

  test('to approve are to see this pipeline and to answer this one action', () => {
    const stack = prodStack();
    const delivery = pipelineIn(stack);
    const reviewer = new iam.Role(stack, 'Reviewer', { assumedBy: new iam.AccountRootPrincipal() });
    expect(delivery.grantApprove(reviewer).success).toBe(true);

    const statements = statementsOf(Template.fromStack(stack), 'Reviewer');
    expect(statements).toEqual([
      expect.objectContaining({
        Action: ['GetPipeline', 'GetPipelineState', 'GetPipelineExecution', 'ListPipelineExecutions', 'ListActionExecutions'].map((action) => `codepipeline:${action}`),
      }),
      expect.objectContaining({ Action: 'codepipeline:PutApprovalResult' }),
    ]);
    expect(JSON.stringify(statements[1].Resource)).toContain('/Approval/Approve');
    expect(JSON.stringify(statements)).not.toContain('"*"');
  });

  test('to approve cannot be granted where nobody is asked', () => {
    const stack = prodStack();
    const delivery = pipelineIn(stack, { approval: PipelineApproval.none() });
    expect(() => delivery.grantApprove(new iam.AccountRootPrincipal())).toThrow("'grantApprove' needs a pipeline that asks for an approval");
  });
});

test('the same input gives the same template', () => {
  const [first, second] = [bareTemplate(), bareTemplate()].map((template) => JSON.stringify(template.toJSON()));
  expect(second).toBe(first);
});
