import * as fs from 'fs';
import * as path from 'path';
import { NestedStack, Stack } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { assemblyOf, BuildStack, newFolder, removeFolders, upgradeOf } from './support/apps';
import { ResourceRole, UpgradeEffect, UpgradeReport } from '../../src/upgrade';

afterAll(removeFolders);

const nested = (id: string, queueName: string, queueId = 'Jobs'): BuildStack => (stack) => {
  new sqs.Queue(new NestedStack(stack, id), queueId, { queueName });
};

const said = (report: UpgradeReport) => report.changes.map(({ stack, resourceType, effect }) => `${stack.replace(/NestedStack.*/, '')} ${resourceType.replace(/.*::/, '')} ${effect}`);

describe('a nested stack', () => {
  test('says what happens inside of it', () => {
    const report = upgradeOf(nested('Data', 'one'), nested('Data', 'two'));

    expect(said(report)).toEqual([
      'Orders/Data Queue replaced',
      'Orders Stack in-place',
    ]);
    expect(report.unsafeChanges).toHaveLength(1);
  });

  test('says nothing when nothing changed', () => {
    expect(upgradeOf(nested('Data', 'one'), nested('Data', 'one')).changes).toEqual([]);
  });

  test('says which resource moved in it', () => {
    expect(said(upgradeOf(nested('Data', 'one'), nested('Data', 'one', 'Tasks')))).toEqual([
      'Orders/Data Queue moved', 'Orders Stack in-place',
    ]);
  });

  test('takes with it all that is inside, when it goes or has another id', () => {
    expect(said(upgradeOf(nested('Data', 'one'), () => undefined))).toEqual([
      'Orders/Data Queue deleted', 'Orders Stack deleted',
    ]);
    const renamed = upgradeOf(nested('Data', 'one'), nested('Storage', 'one'));
    expect(said(renamed).filter((line) => line.includes('Queue'))).toEqual([
      'Orders/Data Queue deleted',
      'Orders/Storage Queue added',
    ]);
    expect(renamed.unsafeChanges[0].reason).toBe('its nested stack is no longer in the template; the old one is deleted');
  });

  test('may get other values from the stack around it', () => {
    const outer = (name: string): BuildStack => (stack) => {
      const inner = new NestedStack(stack, 'Data', { parameters: { Name: name } });
      inner.templateOptions.description = 'Data';
      new sqs.CfnQueue(inner, 'Jobs', { queueName: inner.resolve({ Ref: 'Name' }) });
    };
    const report = upgradeOf(outer('one'), outer('two'));

    expect(report.changes[0]).toMatchObject({
      resourceType: 'AWS::SQS::Queue',
      effect: UpgradeEffect.MAY_BE_REPLACED,
      safe: false,
      reason: "QueueName (the parameter 'Name' changes) may replace it; the old one is deleted",
    });
  });

  test('that nobody can look into is not known, and so not safe', () => {
    const alone = (name: string) => {
      const file = path.join(newFolder(), 'Orders.template.json');
      fs.copyFileSync(path.join(assemblyOf((app) => nested('Data', name)(new Stack(app, 'Orders'))), 'Orders.template.json'), file);
      return file;
    };
    const report = UpgradeReport.ofTemplates(alone('one'), alone('two'));

    expect(report.changes).toMatchObject([{
      resourceType: 'AWS::CloudFormation::Stack',
      effect: UpgradeEffect.UNKNOWN,
      role: ResourceRole.STATEFUL,
      safe: false,
      reason: 'nothing is known of TemplateURL: the templates of the nested stack are not at hand; compare the assemblies',
    }]);
  });
});
