import { Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ContainerRepository, FindingSeverity, ImageScanning, ScanFindingOptions } from '../../src/registry';
import { onlyResource, prodStack } from '../support/stacks';
import { matches } from './support/event-pattern';

const { CRITICAL, HIGH, MEDIUM, UNRATED } = FindingSeverity;

function ruleWith(options?: ScanFindingOptions, scanning?: ImageScanning, stack = prodStack()): { Properties: any; stack: Stack } {
  new ContainerRepository(stack, 'Images', { scanning, repositoryName: 'shop/web' }).onScanFinding('Findings', options);
  return { ...onlyResource(Template.fromStack(stack), 'AWS::Events::Rule'), stack };
}

/** The pattern as it is deployed. */
function patternWith(options?: ScanFindingOptions, scanning?: ImageScanning): any {
  const { Properties, stack } = ruleWith(options, scanning);
  const ref = onlyResource(Template.fromStack(stack), 'AWS::ECR::Repository').id;
  return JSON.parse(JSON.stringify(Properties.EventPattern).replaceAll(JSON.stringify({ Ref: ref }), '"shop/web"'));
}

/** As in https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html */
const basicScan = (counts: Record<string, number>, detail = {}) => ({
  'version': '0',
  'detail-type': 'ECR Image Scan',
  'source': 'aws.ecr',
  'resources': ['arn:aws:ecr:eu-west-1:111111111111:repository/shop/web'],
  'detail': {
    'scan-status': 'COMPLETE', 'repository-name': 'shop/web', 'finding-severity-counts': counts, 'image-digest': 'sha256:7f', 'image-tags': [], ...detail,
  },
});

/** As in https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-enhanced-events.html */
const finding = (severity: string, detail = {}, repositoryName = 'shop/web') => ({
  'version': '0',
  'detail-type': 'Inspector2 Finding',
  'source': 'aws.inspector2',
  'resources': ['arn:aws:ecr:eu-west-1:111111111111:repository/shop/web/sha256:36'],
  'detail': {
    severity,
    status: 'ACTIVE',
    type: 'PACKAGE_VULNERABILITY',
    title: 'CVE-2019-17498 - libssh2',
    resources: [{ details: { awsEcrContainerImage: { imageHash: 'sha256:36', registry: '111111111111', repositoryName } }, type: 'AWS_ECR_CONTAINER_IMAGE' }],
    ...detail,
  },
});

describe('onScanFinding', () => {
  describe.each(Object.values(ImageScanning))('with the scanning %s', (scanning) => {
    const pattern = patternWith(undefined, scanning);

    test.each([
      ['a basic scan that found something critical', basicScan({ CRITICAL: 10, MEDIUM: 9 })],
      ['a basic scan that found something high', basicScan({ HIGH: 1 })],
      ['a critical finding of Amazon Inspector', finding('CRITICAL')],
      ['a high finding of Amazon Inspector', finding('HIGH')],
    ])('hears %s', (_, event) => {
      expect(matches(pattern, event)).toBe(true);
    });

    test.each([
      ['a basic scan that found nothing', basicScan({})],
      ['a basic scan that found nothing bad', basicScan({ MEDIUM: 9, LOW: 3 })],
      ['a basic scan that counts zero', basicScan({ CRITICAL: 0 })],
      ['a basic scan that failed', basicScan({ CRITICAL: 1 }, { 'scan-status': 'FAILED' })],
      ['a basic scan of another repository', basicScan({ CRITICAL: 1 }, { 'repository-name': 'shop/web2' })],
      ['a lesser finding of Amazon Inspector', finding('MEDIUM')],
      ['a finding that was closed', finding('CRITICAL', { status: 'CLOSED' })],
      ['a finding in another repository', finding('CRITICAL', {}, 'shop/web2')],
      ['a finding on an instance', finding('CRITICAL', { resources: [{ type: 'AWS_EC2_INSTANCE', details: { awsEc2Instance: {} } }] })],
      ['a push', { ...basicScan({ CRITICAL: 1 }), 'detail-type': 'ECR Image Action' }],
    ])('does not hear %s', (_, event) => {
      expect(matches(pattern, event)).toBe(false);
    });
  });

  test('hears the severities that are asked for', () => {
    const pattern = patternWith({ severities: [MEDIUM] });
    expect([basicScan({ MEDIUM: 1 }), finding('MEDIUM')].map((event) => matches(pattern, event))).toEqual([true, true]);
    expect([basicScan({ CRITICAL: 1 }), finding('CRITICAL')].map((event) => matches(pattern, event))).toEqual([false, false]);
  });

  test('knows what either kind of scanning calls a finding that nobody has rated', () => {
    const pattern = patternWith({ severities: [UNRATED] });
    expect([basicScan({ UNDEFINED: 1 }), finding('UNTRIAGED')].map((event) => matches(pattern, event))).toEqual([true, true]);
  });

  test('tells a target, and says what it is for', () => {
    const stack = prodStack();
    const topic = new sns.Topic(stack, 'Topic');
    const { Properties } = ruleWith({ target: new targets.SnsTopic(topic) }, undefined, stack);
    expect(Properties.Targets).toEqual([expect.objectContaining({ Arn: stack.resolve(topic.topicArn) })]);
    expect(Properties.Description).toBe('Vulnerabilities in images, of severity CRITICAL, HIGH');
    expect(ruleWith({ description: 'Mine', severities: [CRITICAL, HIGH] }).Properties.Description).toBe('Mine');
  });

  test('returns the rule, for more targets', () => {
    const stack = prodStack();
    const rule = new ContainerRepository(stack, 'Images').onScanFinding('Findings');
    rule.addTarget(new targets.SnsTopic(new sns.Topic(stack, 'Topic')));
    expect(onlyResource(Template.fromStack(stack), 'AWS::Events::Rule').Properties.Targets).toHaveLength(1);
  });

  test.each([[[]], [['SEVERE']], [Lazy.list({ produce: () => ['HIGH'] })]])('fails when the severities are %j, naming the prop', (severities) => {
    expect(() => ruleWith({ severities: severities as any })).toThrow("'severities' must be at least one of FindingSeverity.CRITICAL, HIGH");
  });
});
