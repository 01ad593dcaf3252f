import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { AlertRouter, Destination } from '../../src/alerting';
import { ObservabilityDashboard } from '../../src/dashboards';
import { PipelineApproval, PipelineApprovalOptions, StandardPipelineProps } from '../../src/pipeline';
import { ResourceKind, Signals } from '../../src/signals';
import { prodStack } from '../support/stacks';
import { pipelineIn, pipelineOf } from './support/pipelines';

describe('a StandardPipeline on dashboards', () => {
  test('is a signal source with the signals of its pipeline', () => {
    const stack = prodStack();
    const delivery = pipelineIn(stack);
    const { sourceName, resourceKind, resource } = delivery;
    expect([sourceName, resourceKind, resource]).toEqual(['Delivery', ResourceKind.PIPELINE, delivery.pipeline.node.defaultChild]);
    const { errors } = Signals.pipeline(delivery.pipeline).goldenSignals();
    expect(stack.resolve(delivery.goldenSignals().errors!.metric)).toEqual(stack.resolve(errors!.metric));
    expect(Object.keys(delivery.goldenSignals()).sort()).toEqual(['errors', 'latency']);
  });

  test('is shown like any other source', () => {
    const stack = prodStack();
    const delivery = pipelineIn(stack);
    new ObservabilityDashboard(stack, 'Board', { sources: [delivery] });
    const [board]: any[] = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard'));
    expect(JSON.stringify(board)).toContain('FailedPipelineExecutions');
  });
});

describe('settings that a platform team shares', () => {
  const shared = (): Partial<StandardPipelineProps> => ({
    approval: PipelineApproval.manual({ timeout: Duration.days(2), rejectStale: true }), artifactRetention: Duration.days(30),
  });

  test('are one object for any number of pipelines, of which none changes the others', () => {
    const stack = prodStack();
    const settings = shared();
    const before = JSON.stringify(settings, undefined, 1);
    for (const name of ['Shop', 'Orders']) { pipelineIn(new Construct(stack, name), settings); }
    expect(JSON.stringify(settings, undefined, 1)).toBe(before);
    const made: any[] = Object.values(Template.fromStack(stack).findResources('AWS::CodePipeline::Pipeline'));
    expect(made.map(({ Properties }) => Properties.Stages[2].Actions[0].TimeoutInMinutes)).toEqual([2 * 24 * 60, 2 * 24 * 60]);
  });

  test('make the same pipeline as settings of its own', () => {
    const [one, other] = [prodStack(), prodStack()];
    pipelineIn(one, { ...shared(), pipelineName: 'shop' });
    pipelineIn(other, { approval: shared().approval, artifactRetention: Duration.days(30), pipelineName: 'shop' });
    expect(Template.fromStack(one).toJSON()).toEqual(Template.fromStack(other).toJSON());
  });

  test('give way to what a team says itself', () => {
    const stack = prodStack();
    pipelineIn(stack, { ...shared(), approval: PipelineApproval.none() });
    expect(pipelineOf(Template.fromStack(stack)).Stages.map(({ Name }: any) => Name)).toEqual(['Source', 'Build', 'Production']);
  });
});

test('approvals and notifications of any shape make a valid pipeline, or are refused with the name of what is wrong', () => {
  const any = fc.constantFrom<any>(undefined, null, true, 'text', 7, [], {});
  const mostly = <T>(good: fc.Arbitrary<T>) => fc.oneof({ weight: 6, arbitrary: good }, { weight: 1, arbitrary: any });
  const options = fc.record({
    beforeStage: mostly(fc.constantFrom('Production', 'Staging')),
    timeout: fc.integer({ min: 1, max: 100_000 }).map((minutes) => Duration.minutes(minutes)),
    reviewUrl: fc.oneof(fc.webUrl(), fc.string()),
    comment: fc.string({ maxLength: 1100 }),
    rejectStale: mostly(fc.boolean()),
    skipWhenNothingChanged: mostly(fc.boolean()),
    approvers: mostly(fc.constantFrom<'none' | 'role' | 'wrong'>('none', 'role', 'wrong')),
  }, { requiredKeys: [] });
  fc.assert(fc.property(options, fc.boolean(), (given, told) => {
    const stack = prodStack();
    const approvers: any = { none: [], role: [new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() })], wrong: ['role'] };
    const known = typeof given.approvers === 'string' && given.approvers in approvers;
    const filled = { ...given, approvers: known ? approvers[given.approvers] : given.approvers };
    const approval = PipelineApproval.manual(filled as PipelineApprovalOptions);
    const alerts = told ? new AlertRouter(stack, 'Alerts', { warning: [Destination.email('team@example.com')] }) : undefined;
    try {
      pipelineIn(stack, { approval, alerts, artifactRetention: Duration.days(80) });
    } catch (error) {
      expect((error as Error).message).toMatch(/'.*' must .*\[at /s);
      return;
    }
    const { Stages } = pipelineOf(Template.fromStack(stack));
    expect(Stages.filter(({ Actions }: any) => Actions[0].ActionTypeId.Category === codepipeline.ActionCategory.APPROVAL).length).toBeGreaterThan(0);
  }), { numRuns: 40 });
});
