import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CustomDeployOptions, DeployTarget, IDeployTarget, S3WebsiteOptions } from '../../src/pipeline';
import { prodStack } from '../support/stacks';
import { built } from './support/built';
import { actionOf, environmentOf, pipelineIn, pipelineOf, projectOf, scriptOf, statementsOf } from './support/pipelines';

function released(target: (stack: Stack) => IDeployTarget, makes = { artifact: true, image: false }): Template {
  const stack = prodStack();
  pipelineIn(stack, { buildStep: built(makes), production: target(stack) });
  return Template.fromStack(stack);
}

const productionOf = (template: Template) => pipelineOf(template).Stages.find(({ Name }: any) => Name === 'Production').Actions;

describe('DeployTarget.s3Website', () => {
  const publish = (options?: (stack: Stack) => S3WebsiteOptions, props: (stack: Stack) => s3.BucketProps = () => ({})) => (
    released((stack) => DeployTarget.s3Website(new s3.Bucket(stack, 'Site', props(stack)), options?.(stack)))
  );
  const distribution = (stack: Stack) => cloudfront.Distribution.fromDistributionAttributes(stack, 'Cdn', { distributionId: 'E123', domainName: 'd.cloudfront.net' });

  test('publishes the build artifact', () => {
    const template = publish(() => ({ directory: 'dist' }));
    expect(actionOf(template, 'Production')).toMatchObject({ Name: 'Deploy-Site', InputArtifacts: [{ Name: 'Built' }] });
    const project = projectOf(template, 'DeploySite');
    expect(environmentOf(project)).toEqual({ BUCKET: { Ref: expect.stringMatching(/^Site/) }, DIRECTORY: 'dist' });
    expect(scriptOf(project)).toContain('aws s3 cp');
    expect(project.TimeoutInMinutes).toBe(60);
  });

  test('tells the script what to keep and whom to tell', () => {
    const template = publish((stack) => ({
      keyPrefix: 'docs/v2', immutableFiles: ['assets/*', 'fonts/*'], keepFiles: ['uploads/*'], distribution: distribution(stack), timeout: Duration.minutes(10),
    }));
    expect(environmentOf(projectOf(template, 'DeploySite'))).toMatchObject({
      KEY_PREFIX: 'docs/v2', IMMUTABLE_FILES: 'assets/*\nfonts/*', KEEP_FILES: 'uploads/*', DISTRIBUTION: 'E123',
    });
  });

  test('may write and delete below its prefix, and have the one distribution forget', () => {
    const statements = statementsOf(publish((stack) => ({ keyPrefix: 'docs', distribution: distribution(stack) })), 'DeploySiteProjectRelease');
    const bucketArn = { 'Fn::GetAtt': [expect.stringMatching(/^Site/), 'Arn'] };
    expect(statements).toEqual([
      { Effect: 'Allow', Action: 's3:ListBucket', Resource: bucketArn },
      { Effect: 'Allow', Action: ['s3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'], Resource: { 'Fn::Join': ['', [bucketArn, '/docs/*']] } },
      {
        Effect: 'Allow',
        Action: ['cloudfront:CreateInvalidation', 'cloudfront:GetInvalidation'],
        Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':cloudfront::111111111111:distribution/E123']] },
      },
    ]);
  });

  test('may use the key of the bucket', () => {
    const template = publish(undefined, (stack) => ({ encryptionKey: new kms.Key(stack, 'Key') }));
    expect(JSON.stringify(statementsOf(template, 'DeploySiteProjectRelease'))).toContain('kms:GenerateDataKey');
  });

  test('does not restore itself: a rollback of the stage publishes the older site', () => {
    expect(DeployTarget.s3Website(new s3.Bucket(prodStack(), 'Site')).restoresItself).toBeFalsy();
  });

  test('fails without an artifact', () => {
    expect(() => released((stack) => DeployTarget.s3Website(new s3.Bucket(stack, 'Site')), { artifact: false, image: true }))
      .toThrow("'buildStep' must build an artifact that Production can release, got a build without one");
  });

  test('takes a bucket of another region, and refuses one of another account', () => {
    const elsewhere = (env: { account: string; region: string }) => () => released((stack) => (
      DeployTarget.s3Website(s3.Bucket.fromBucketAttributes(stack, 'Site', { bucketName: 'site', ...env }))
    ));
    expect(elsewhere({ account: '111111111111', region: 'us-east-1' })).not.toThrow();
    expect(elsewhere({ account: '222222222222', region: 'eu-west-1' })).toThrow("'production' must release to a bucket in the pipeline's own account");
  });

  test.each([
    [{ directory: '/dist' }, "'directory' must be a path below the root of the build artifact, got \"/dist\""],
    [{ keyPrefix: '/docs' }, "'keyPrefix' must be a prefix such as 'docs/v2', without slashes around it, got \"/docs\""],
    [{ keyPrefix: 'a/../b' }, "'keyPrefix' must be a prefix"],
    [{ keepFiles: 'x' }, "'keepFiles' must be a list, got \"x\""],
    [{ immutableFiles: ['a\nb'] }, "'immutableFiles' must be a list of patterns such as 'assets/*', got \"a\\nb\""],
    [{ distribution: {} }, "'distribution' must be a cloudfront.Distribution"],
    [{ timeout: 5 }, "'timeout' must be a Duration, such as Duration.hours(8), got 5"],
  ])('fails with %j, naming the prop', (options, message) => {
    expect(() => publish(() => options as unknown as S3WebsiteOptions)).toThrow(message);
  });

  test('fails for what is no bucket', () => {
    expect(() => released(() => DeployTarget.s3Website('site' as unknown as s3.IBucket))).toThrow("'bucket' must be an s3.Bucket, got \"site\"");
  });
});

describe('DeployTarget.custom', () => {
  const custom = (options?: CustomDeployOptions, makes?: { artifact: boolean; image: boolean }) => released(() => DeployTarget.custom('Portal', ['./release'], options), makes);

  test('runs the commands in the build artifact, and tells them the image', () => {
    const template = custom({ install: ['npm ci'], environment: { STAGE: 'prod' }, timeout: Duration.minutes(20) }, { artifact: true, image: true });
    expect(actionOf(template, 'Production')).toMatchObject({
      Name: 'Deploy-Portal', InputArtifacts: [{ Name: 'Built' }], Configuration: { EnvironmentVariables: expect.stringContaining('#{Build.IMAGE}') },
    });
    const project = projectOf(template, 'DeployPortal');
    expect(environmentOf(project)).toEqual({ STAGE: 'prod' });
    expect(project.TimeoutInMinutes).toBe(20);
    expect(JSON.parse(project.Source.BuildSpec).phases).toMatchObject({ install: { commands: ['npm ci'] }, build: { commands: ['./release'] } });
  });

  test('runs in the source when the build makes no artifact', () => {
    expect(actionOf(custom({}, { artifact: false, image: true }), 'Production').InputArtifacts).toEqual([{ Name: 'Source' }]);
  });

  test('may do what you say, and no more', () => {
    const statement = new iam.PolicyStatement({ actions: ['appconfig:StartDeployment'], resources: ['arn:aws:appconfig:eu-west-1:111111111111:application/a'] });
    expect(statementsOf(custom({ statements: [statement] }), 'DeployPortalProjectRelease')).toEqual([expect.objectContaining({ Action: 'appconfig:StartDeployment' })]);
    expect(statementsOf(custom(), 'DeployPortalProjectRelease')).toEqual([]);
  });

  test('restores itself only when you say so', () => {
    expect(DeployTarget.custom('Portal', ['x']).restoresItself).toBe(false);
    expect(DeployTarget.custom('Portal', ['x'], { restoresItself: true }).restoresItself).toBe(true);
  });

  test.each([
    ['', ['x'], {}, "'name' must be 1 to 80 letters, digits or any of '.@-_', got \"\""],
    [undefined, ['x'], {}, "'name' must be a text, got undefined"],
    ['Portal', [], {}, "'commands' must be a list of commands, at least one, got []"],
    ['Portal', [' '], {}, "'commands' must be a list of commands, at least one, got [\" \"]"],
    ['Portal', ['x'], { install: 'npm ci' }, "'install' must be a list, got \"npm ci\""],
    ['Portal', ['x'], { environment: { IMAGE: 'x' } }, "'environment' must hold texts by names of letters, digits and underscores, other than IMAGE"],
    ['Portal', ['x'], { environment: { A: 5 } }, 'got A: 5'],
    ['Portal', ['x'], { statements: [{}] }, "'statements' must be a list of iam.PolicyStatement"],
    ['Portal', ['x'], { restoresItself: 'yes' }, "'restoresItself' must be true or false"],
    ['Portal', ['x'], null, "'options' must be values by name"],
  ])('fails with %j, %j, %j, naming the prop', (name, commands, options, message) => {
    expect(() => released(() => DeployTarget.custom(name as string, commands, options as unknown as CustomDeployOptions))).toThrow(message);
  });
});

describe('several targets in one stage', () => {
  const [web, api, mail] = ['Web', 'Api', 'Mail'].map((name) => DeployTarget.custom(name, ['./release']));
  const orders = (template: Template) => productionOf(template).map(({ Name, RunOrder }: any) => [Name, RunOrder]);

  test('with all are released to at the same time', () => {
    expect(orders(released(() => DeployTarget.all([web, api])))).toEqual([['Deploy-Web', 1], ['Deploy-Api', 1]]);
  });

  test('with inOrder one after the other, also in each other', () => {
    const template = released(() => DeployTarget.inOrder([web, DeployTarget.all([api]), mail]));
    expect(orders(template)).toEqual([['Deploy-Web', 1], ['Deploy-Api', 2], ['Deploy-Mail', 3]]);
  });

  test('do not restore themselves: the stage goes back as a whole, which brings those together again that differ', () => {
    const restoring = DeployTarget.custom('Careful', ['x'], { restoresItself: true });
    expect(DeployTarget.all([restoring]).restoresItself).toBe(true);
    expect(DeployTarget.all([restoring, restoring]).restoresItself).toBe(false);
  });

  test('fail when two have the same name, naming the prop', () => {
    expect(() => released(() => DeployTarget.all([web, web]))).toThrow("'targets' must have different names in one stage, got Deploy-Web twice");
  });

  test.each([
    [[], "'targets' must be a list of deploy targets, at least one, got []"],
    ['web', "'targets' must be a list of deploy targets, at least one, got \"web\""],
    [[undefined], "'targets' must be a list of deploy targets, such as DeployTarget.ecs(service), got undefined"],
  ])('fail for %j', (targets, message) => {
    expect(() => released(() => DeployTarget.all(targets as unknown as IDeployTarget[]))).toThrow(message);
  });
});

test('a stack that knows no environment can publish a site', () => {
  const stack = new Stack(new App(), 'Any');
  expect(() => pipelineIn(stack, { buildStep: built({ artifact: true }), production: DeployTarget.s3Website(new s3.Bucket(stack, 'Site')) })).not.toThrow();
});
