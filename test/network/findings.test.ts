import { App, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { IConstruct } from 'constructs';
import { NetworkShape, ServiceNetwork, ServiceNetworkProps } from '../../src/network';

/** cdk-nag 3 needs aws-cdk-lib 2.257 and is not installed beside the oldest that we support. */
const [, minor] = jest.requireActual<{ version: string }>('aws-cdk-lib/package.json').version.split('.');
const describeIfNag = Number(minor) >= 257 ? describe : describe.skip;

const PACKS = ['AwsSolutionsChecks', 'HIPAASecurityChecks', 'NIST80053R4Checks', 'NIST80053R5Checks', 'PCIDSS321Checks'];

/** The table in the README: what the packs find, the option that fixes it. */
const BUCKET_FINDINGS = ['S3BucketDefaultLockEnabled', 'S3BucketLoggingEnabled', 'S3BucketReplicationEnabled', 'S3DefaultEncryptionKMS'];

describeIfNag('the five packs of cdk-nag', () => {
  test.each(shapes())('find in a bare network of shape %s, dual-stack: %p, only what an option fixes', (shape, dualStack) => {
    expect(findings({ shape, dualStack })).toEqual([...BUCKET_FINDINGS, 'VPCDefaultSecurityGroupClosed']);
  });

  test.each(shapes())('find nothing in one of shape %s, dual-stack: %p, with the options', (shape, dualStack) => {
    const options = { shape, dualStack, restrictDefaultSecurityGroup: true };
    expect(findings(options, (stack) => ({ flowLogsBucket: s3.Bucket.fromBucketName(stack, 'Archive', 'log-archive') }))).toEqual([]);
  });

  test('find when flow logs are off', () => {
    expect(findings({ flowLogs: false })).toEqual(expect.arrayContaining(['VPCFlowLogsEnabled']));
  });
});

function shapes(): [NetworkShape, boolean][] {
  return Object.values(NetworkShape).flatMap((shape) => [[shape, false], [shape, true]] as [NetworkShape, boolean][]);
}

/** The rules that are broken, without the names of the packs. */
function findings(props: ServiceNetworkProps, more: (stack: Stack) => ServiceNetworkProps = () => ({})): string[] {
  const app = new App();
  const stack = new Stack(app, 'Prod', { env: { account: '111111111111', region: 'eu-west-1' } });
  new ServiceNetwork(stack, 'Network', { ...props, ...more(stack) });
  const cdkNag = jest.requireActual<CdkNag>('cdk-nag');
  const broken = PACKS.flatMap((pack) => new cdkNag[pack]().validateScope(app).violations.map(({ ruleName }) => ruleName.replace(/^.*-/, '')));
  return [...new Set(broken)].sort();
}

type CdkNag = Record<string, new () => { validateScope(scope: IConstruct): { readonly violations: { readonly ruleName: string }[] } }>;
