import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { IConstruct } from 'constructs';
import { functionIn, serviceIn } from './fixtures/hooks';
import { ContainerRepository } from '../../src';
import { DeploymentHook, DeploymentStage, ServiceImage } from '../../src/deployment';
import { prodStack } from '../support/stacks';

/** cdk-nag 3 needs aws-cdk-lib 2.257 and is not installed beside the oldest that we support. */
const [, minor] = jest.requireActual<{ version: string }>('aws-cdk-lib/package.json').version.split('.');
const describeIfNag = Number(minor) >= 257 ? describe : describe.skip;

const PACKS = ['AwsSolutionsChecks', 'HIPAASecurityChecks', 'NIST80053R4Checks', 'NIST80053R5Checks', 'PCIDSS321Checks'];

/** What hooks are made of. */
const OURS = /DeploymentHookRole|ServiceDeploymentHooks|\/Hooks\//;

describeIfNag('the five packs of cdk-nag', () => {
  test.each(PACKS)('%s finds nothing in what hooks are made of', (pack) => {
    const app = new App();
    const stack = new Stack(app, 'Prod', { env: { account: '111111111111', region: 'eu-west-1' } });
    serviceIn(stack, {
      image: ServiceImage.released(new ContainerRepository(stack, 'Images')),
      logEncryptionKey: new kms.Key(stack, 'Key'),
      migration: { command: ['bin/migrate'] },
      hooks: [DeploymentHook.lambdaFunction(functionIn(stack), [DeploymentStage.POST_SCALE_UP])],
    });
    const cdkNag = jest.requireActual<CdkNag>('cdk-nag');
    const all = new cdkNag[pack]().validateScope(app).violations
      .flatMap(({ ruleName, violatingResources }) => violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`));
    // The function of the user's own is looked at as well.
    expect(all.join()).toContain('/Check');
    expect(all.filter((finding) => OURS.test(finding))).toEqual([]);
  });
});

test('the log of the function is encrypted like that of the first service that has a key', () => {
  const stack = prodStack();
  serviceIn(stack, {}, 'Plain');
  serviceIn(stack, { logEncryptionKey: new kms.Key(stack, 'First') }, 'Api');
  serviceIn(stack, { logEncryptionKey: new kms.Key(stack, 'Second') }, 'Web');
  const logGroups = Template.fromStack(stack).findResources('AWS::Logs::LogGroup');
  const keys = Object.entries(logGroups).map(([id, { Properties }]) => [id.replace(/\w{8}$/, ''), Properties.KmsKeyId?.['Fn::GetAtt'][0].replace(/\w{8}$/, '')]);
  expect(Object.fromEntries(keys)).toEqual({ ServiceDeploymentHooksLogs: 'First', PlainLogs: undefined, ApiLogs: 'First', WebLogs: 'Second' });
});

interface Violation {
  readonly ruleName: string;
  readonly violatingResources: { readonly constructPath: string }[];
}

type CdkNag = Record<string, new () => { validateScope(scope: IConstruct): { readonly violations: Violation[] } }>;
