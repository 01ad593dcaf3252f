import { Stack } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { CASES } from './cases';
import { canLint, discard, lintFindings, nagFindings, synthesizeValidated, templateFindings, ValidatedApp } from './findings';
import { BuildApp } from '../golden/golden';

jest.setTimeout(180_000);
const testIfLinter = canLint ? test : test.skip;

/** Proves that the three checks look: a queue with a property that none has, and without a dead-letter queue. */
const BROKEN: BuildApp = (app) => {
  new sqs.CfnQueue(new Stack(app, 'Broken'), 'Queue').addPropertyOverride('Bogus', true);
};

const apps = new Map<string, ValidatedApp>();
let linted: Map<string, string[]>;

beforeAll(() => {
  for (const [name, build] of Object.entries({ ...CASES, broken: BROKEN })) { apps.set(name, synthesizeValidated(build)); }
  linted = canLint ? lintFindings([...apps.values()]) : new Map();
});
afterAll(() => apps.forEach(discard));

describe.each(Object.keys(CASES))('%s', (name) => {
  test('passes the template validation of the CDK', () => {
    expect(templateFindings(apps.get(name)!)).toEqual([]);
  });

  test('has no AwsSolutions finding', () => {
    expect(nagFindings(apps.get(name)!)).toEqual([]);
  });

  testIfLinter('passes cfn-lint', () => {
    expect(linted.get(apps.get(name)!.directory)).toEqual([]);
  });
});

describe('the checks find what is wrong:', () => {
  test('the template validation of the CDK', () => {
    expect(templateFindings(apps.get('broken')!)).toEqual([expect.stringContaining('error F3002 at Broken/Queue: Bogus')]);
  });

  test('cdk-nag', () => {
    expect(nagFindings(apps.get('broken')!)).toEqual(expect.arrayContaining([expect.stringContaining('AwsSolutions-SQS3 at Broken/Queue')]));
  });

  testIfLinter('cfn-lint', () => {
    expect(linted.get(apps.get('broken')!.directory)).toEqual([expect.stringContaining('E3002 at Broken.template.json Resources.Queue.Properties.Bogus')]);
  });
});
