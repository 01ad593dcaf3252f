import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as cxapi from 'aws-cdk-lib/cx-api';
import { DeployTarget, IDeployTarget, PipelineStage } from '../../src/pipeline';
import { idsOf, onlyResource, prodStack } from '../support/stacks';
import { BY_HAND, pipelineIn, pipelineOf } from './support/pipelines';

const ELSEWHERE = { account: '222222222222', region: 'us-east-1' };
const NO_BUILD = { bind: (stage: PipelineStage) => { BY_HAND.bind(stage); return {}; } };
const ASSEMBLY = { bind: (stage: PipelineStage) => { BY_HAND.bind(stage); return { artifact: stage.source }; } };

/** A target of somebody's own, with CodePipeline's action in another account. */
function ownTarget(artifactAccounts: string[]): IDeployTarget {
  return {
    artifactAccounts,
    bind: (stage) => stage.codePipelineStage.addAction(new actions.CloudFormationCreateUpdateStackAction({
      actionName: 'Deploy', stackName: 'shop', templatePath: stage.source.atPath('t.json'), adminPermissions: false, account: '222222222222',
    })),
  };
}

function templateOf(props: object, stack: Stack = prodStack()): Template {
  pipelineIn(stack, { buildStep: NO_BUILD, production: BY_HAND, ...props });
  return Template.fromStack(stack);
}

describe('the artifact bucket', () => {
  test('has no key for one account', () => {
    expect(idsOf(templateOf({}), 'AWS::KMS::Key')).toEqual([]);
  });

  test('is one, without a key, for stacks and apps in other accounts and regions', () => {
    const stack = prodStack();
    const template = templateOf({
      buildStep: ASSEMBLY,
      staging: DeployTarget.cloudFormation({ stackName: 'shop', templatePath: 't.json', environment: ELSEWHERE }),
      production: DeployTarget.cdkApp({ stacks: ['Prod/*'], environments: [ELSEWHERE, { region: 'eu-central-1' }] }),
    }, stack);
    expect(idsOf(template, 'AWS::KMS::Key')).toEqual([]);
    // The other one takes the access logs of the stack.
    expect(idsOf(template, 'AWS::S3::Bucket').filter((id) => !id.startsWith('InfrastructureLogs'))).toHaveLength(1);
    expect(pipelineOf(template)).toMatchObject({ ArtifactStore: { Type: 'S3' } });
    expect(pipelineOf(template)).not.toHaveProperty('ArtifactStores');
    // No stacks beside it for the other regions and accounts.
    expect((stack.node.root as App).synth().stacks.map(({ stackName }) => stackName)).toEqual(['Prod']);
  });

  test('has one key, which turns, when another account reads from it', () => {
    const template = templateOf({ production: ownTarget(['222222222222', '222222222222']) });
    const key = onlyResource(template, 'AWS::KMS::Key');
    expect(key.Properties.EnableKeyRotation).toBe(true);
    expect(JSON.stringify(key.Properties.KeyPolicy)).toContain(':iam::222222222222:root');
    expect(pipelineOf(template).ArtifactStore.EncryptionKey).toEqual({ Type: 'KMS', Id: { 'Fn::GetAtt': [key.id, 'Arn'] } });
    const policies = Object.values(template.findResources('AWS::S3::BucketPolicy'));
    expect(policies.filter((policy) => JSON.stringify(policy).includes(':iam::222222222222:root'))).toHaveLength(1);
    expect(idsOf(template, 'AWS::KMS::Alias')).toEqual([]);
  });

  test('keeps its logical id when it gets a key', () => {
    const bucketOf = (template: Template) => idsOf(template, 'AWS::S3::Bucket').filter((id) => id.includes('Artifacts'));
    expect(bucketOf(templateOf({ production: ownTarget(['222222222222']) }))).toEqual(bucketOf(templateOf({})));
  });

  test('takes the own account for no other', () => {
    expect(idsOf(templateOf({ production: { ...BY_HAND, artifactAccounts: ['111111111111'] } }), 'AWS::KMS::Key')).toEqual([]);
  });

  test('fails for what is no account, naming the prop', () => {
    expect(() => templateOf({ production: { ...BY_HAND, artifactAccounts: ['prod'] } })).toThrow(/'artifactAccounts' must be accounts with 12 digits each, got "prod" \[at /);
  });

  test('keeps what is in it longer than an approval may take', () => {
    const bucket: any = Object.entries(templateOf({ artifactRetention: Duration.days(30) }).findResources('AWS::S3::Bucket')).find(([id]) => id.includes('Artifacts'))![1];
    expect(bucket.Properties.LifecycleConfiguration.Rules).toEqual([{
      Status: 'Enabled', ExpirationInDays: 30, NoncurrentVersionExpiration: { NoncurrentDays: 30 }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
    }]);
    expect(() => templateOf({ artifactRetention: Duration.days(7) })).toThrow("'artifactRetention' must be longer than an approval may take (7 days)");
  });
});

describe('feature flags of the consumer', () => {
  const render = (flags: Record<string, unknown>) => {
    const stack = prodStack({ context: flags });
    return templateOf({
      buildStep: ASSEMBLY,
      staging: DeployTarget.cloudFormation({ stackName: 'shop', templatePath: 't.json', environment: ELSEWHERE }),
      production: DeployTarget.cdkApp({ stacks: ['Prod/*'] }),
    }, stack).toJSON();
  };

  test.each([
    cxapi.CODEPIPELINE_CROSS_ACCOUNT_KEYS_DEFAULT_VALUE_TO_FALSE,
    cxapi.CODEPIPELINE_DEFAULT_PIPELINE_TYPE_TO_V2,
    cxapi.CODEPIPELINE_CROSS_ACCOUNT_KEY_ALIAS_STACK_SAFE_RESOURCE_NAME,
    cxapi.PIPELINE_REDUCE_STAGE_ROLE_TRUST_SCOPE,
    cxapi.PIPELINE_REDUCE_CROSS_ACCOUNT_ACTION_ROLE_TRUST_SCOPE,
    cxapi.PIPELINE_REDUCE_ASSET_ROLE_TRUST_SCOPE,
  ])('do not change the pipeline: %s', (flag) => {
    expect(flag).toMatch(/^@aws-cdk\//);
    expect(render({ [flag]: true })).toEqual(render({ [flag]: false }));
  });
});
