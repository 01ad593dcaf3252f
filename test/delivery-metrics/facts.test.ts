import { join } from 'node:path';
import * as fc from 'fast-check';
import { play, runs, STAGE, World } from './support/pipeline-world';

const HANDLER = join(__dirname, '../../handlers/delivery-metrics');
const { factsOfEvent, factsOfExecution, Unreadable } = jest.requireActual<any>(join(HANDLER, 'facts'));
const { reduce } = jest.requireActual<any>(join(HANDLER, 'reducer'));

const BINDING = { service: 'web', environment: 'prod', stage: STAGE };

const fromEvents = (events: any[]) => events.flatMap((event) => factsOfEvent(event, BINDING).facts);
const fromApi = ({ executions }: World) => executions.flatMap((execution) => factsOfExecution(execution, BINDING));

describe('events and the API', () => {
  test('make the same records, however many events were lost, once the API was asked', () => {
    fc.assert(fc.property(
      runs.map(play).chain((world) => fc.tuple(fc.constant(world), fc.shuffledSubarray(world.events), fc.subarray(world.events))),
      ([world, kept, twice]) => {
        const truth = reduce(fromApi(world));
        expect(reduce([...fromEvents([...kept, ...twice]), ...fromApi(world)])).toEqual(truth);
        expect(reduce([...fromApi(world), ...fromEvents(world.events)])).toEqual(truth);
      },
    ), { numRuns: 5000, seed: 6 });
  }, 240_000);

  test('agree on everything but the time of commits, of which events know the author\'s only', () => {
    fc.assert(fc.property(runs.map(play), (world) => {
      const times = (records: any) => ({
        ...records,
        deployments: records.deployments.map(({ commits, commitSource, ...rest }: any) => ({ ...rest, commits: commits.map(({ id }: any) => id) })),
        pending: records.pending.map(({ id }: any) => id).sort(),
      });
      expect(times(reduce(fromEvents(world.events)))).toEqual(times(reduce(fromApi(world))));
    }), { numRuns: 2000, seed: 6 });
  }, 120_000);
});

describe('an execution', () => {
  const success = () => play([{ rollback: false, gap: 1, buildFails: false, superseded: false, attempts: ['goes well'], afterwards: false, seconds: 60 }]);

  test('is asked for when its production stage ends, and when it is over', () => {
    const asked = success().events.filter((event) => factsOfEvent(event, BINDING).ask);
    expect(asked.map(({ detail }) => [detail.stage, detail.action, detail.state])).toEqual([
      [STAGE, undefined, 'SUCCEEDED'], [undefined, undefined, 'SUCCEEDED'],
    ]);
  });

  test('has the time of its commit from the committer', () => {
    const { deployments: [deployment] } = reduce(fromApi(success()));
    expect(deployment.commitSource).toBe('HEAD_ONLY');
    expect(deployment.commits[0].leadTime).toBe(3_600_000 + 4 * 60_000);
  });

  test('does not begin to deploy when it asks for an approval', () => {
    const event = {
      'source': 'aws.codepipeline',
      'detail-type': 'CodePipeline Action Execution State Change',
      'time': '2026-03-02T08:00:00Z',
      'detail': { 'pipeline': 'p', 'execution-id': 'e', 'stage': STAGE, 'action': 'Approve', 'state': 'STARTED', 'type': { category: 'Approval' } },
    };
    expect(factsOfEvent(event, BINDING).facts).toEqual([]);
  });

  test('of another stage says nothing', () => {
    const event = {
      'source': 'aws.codepipeline',
      'detail-type': 'CodePipeline Stage Execution State Change',
      'time': '2026-03-02T08:00:00Z',
      'detail': { 'pipeline': 'p', 'execution-id': 'e', 'stage': 'Staging', 'state': 'FAILED' },
    };
    expect(factsOfEvent(event, BINDING)).toEqual({ facts: [] });
  });
});

describe('what deploys', () => {
  const event = (source: string, detail: object) => ({ source, 'detail-type': 'x', 'time': '2026-03-02T08:00:00Z', detail });
  const AT = Date.parse('2026-03-02T08:00:00Z');

  test('CodeDeploy: says that it failed; of a success it is asked whether it restored the old version', () => {
    expect(factsOfEvent(event('aws.codedeploy', { deploymentId: 'd-1', state: 'FAILURE' }), BINDING).facts)
      .toEqual([{ kind: 'deployer', external: 'd-1', outcome: 'FAILED', at: AT }]);
    expect(factsOfEvent(event('aws.codedeploy', { deploymentId: 'd-2', state: 'SUCCESS' }), BINDING))
      .toEqual({ facts: [], ask: { deployment: 'd-2', at: AT } });
  });

  test.each([
    ['SERVICE_DEPLOYMENT_FAILED', 'ECS deployment circuit breaker: task failed to start.', 'FAILED'],
    ['SERVICE_DEPLOYMENT_IN_PROGRESS', 'ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/123.', 'RESTORING'],
    ['SERVICE_DEPLOYMENT_COMPLETED', 'ECS deployment ecs-svc/1 completed.', 'COMPLETED'],
    ['SERVICE_DEPLOYMENT_COMPLETED', 'ECS deployment circuit breaker: rolled back to deploymentId ecs-svc/123.', 'RESTORED'],
  ])('Amazon ECS: %s, %s', (eventName, reason, outcome) => {
    expect(factsOfEvent(event('aws.ecs', { deploymentId: 'ecs-svc/1', eventName, reason }), BINDING).facts)
      .toEqual([{ kind: 'deployer', external: 'ecs-svc/1', outcome, at: AT }]);
  });

  test('Amazon ECS: that a deployment begins says nothing, for the pipeline has said so', () => {
    const detail = { deploymentId: 'ecs-svc/1', eventName: 'SERVICE_DEPLOYMENT_IN_PROGRESS', reason: 'ECS deployment ecs-svc/1 in progress.' };
    expect(factsOfEvent(event('aws.ecs', detail), BINDING).facts).toEqual([]);
  });
});

describe('a service that no pipeline deploys', () => {
  const minutes = (at: number) => new Date(Date.parse('2026-03-02T08:00:00Z') + at * 60_000).toISOString();
  const shuffled = (events: any[], binding: object) => {
    const all = events.flatMap((event) => factsOfEvent(event, binding).facts);
    return reduce([...all].reverse());
  };

  test('of Amazon ECS: its deployments are executions, and going back is a rollback', () => {
    const binding = { service: 'web', environment: 'prod', standalone: 'ecs' };
    const event = (at: number, deploymentId: string, name: string, reason: string) => ({
      'source': 'aws.ecs',
      'detail-type': 'ECS Deployment State Change',
      'time': minutes(at),
      'resources': ['arn:aws:ecs:eu-west-1:1:service/c/web'],
      'detail': { deploymentId, eventName: `SERVICE_DEPLOYMENT_${name}`, reason },
    });
    const records = shuffled([
      event(0, 'ecs-svc/1', 'IN_PROGRESS', 'ECS deployment ecs-svc/1 in progress.'),
      event(5, 'ecs-svc/1', 'COMPLETED', 'ECS deployment ecs-svc/1 completed.'),
      event(60, 'ecs-svc/2', 'IN_PROGRESS', 'ECS deployment ecs-svc/2 in progress.'),
      event(70, 'ecs-svc/2', 'FAILED', 'ECS deployment circuit breaker: tasks failed to start.'),
      event(70, 'ecs-svc/3', 'IN_PROGRESS', 'ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1.'),
      event(75, 'ecs-svc/3', 'COMPLETED', 'ECS deployment ecs-svc/3 completed.'),
    ], binding);
    expect(records.deployments.map(({ execution, pipeline }: any) => [pipeline, execution])).toEqual([['arn:aws:ecs:eu-west-1:1:service/c/web', 'ecs-svc/1']]);
    expect(records.attempts.map(({ execution, causes }: any) => [execution, causes])).toEqual([
      ['ecs-svc/1', []], ['ecs-svc/2', ['ROLLED_BACK', 'STAGE_FAILED']],
    ]);
    expect(records.recoveries.map(({ from, to }: any) => (to - from) / 60_000)).toEqual([5]);
  });

  test('of CodeDeploy: it is asked which deployment is a rollback', () => {
    const binding = { service: 'web', environment: 'prod', standalone: 'codedeploy' };
    const event = (at: number, deploymentId: string, state: string) => ({
      'source': 'aws.codedeploy',
      'detail-type': 'CodeDeploy Deployment State-change Notification',
      'time': minutes(at),
      'detail': { deploymentId, state, application: 'shop', deploymentGroup: 'blue-green' },
    });
    const failed = factsOfEvent(event(9, 'd-1', 'FAILURE'), binding);
    expect(failed.ask).toEqual({ deployment: 'd-1', at: Date.parse(minutes(9)), execution: { pipeline: 'shop/blue-green', execution: 'd-1' } });
    const records = shuffled([event(0, 'd-1', 'START'), event(9, 'd-1', 'FAILURE'), event(20, 'd-2', 'START'), event(30, 'd-2', 'SUCCESS')], binding);
    expect(records.deployments.map(({ execution, rework }: any) => [execution, rework])).toEqual([['d-2', true]]);
    expect(records.attempts.map(({ causes }: any) => causes)).toEqual([['STAGE_FAILED'], []]);
  });

  test('has failed even if the beginning was lost', () => {
    const binding = { service: 'web', environment: 'prod', standalone: 'codedeploy' };
    const event = {
      'source': 'aws.codedeploy', 'detail-type': 'x', 'time': minutes(0), 'detail': { deploymentId: 'd-1', state: 'FAILURE', application: 'a', deploymentGroup: 'g' },
    };
    expect(shuffled([event], binding).attempts.map(({ causes }: any) => causes)).toEqual([['STAGE_FAILED']]);
  });
});

describe('an event of one\'s own', () => {
  const own = (detail: object) => ({ 'source': 'devops.dora', 'detail-type': 'Delivery', 'time': '2026-03-02T08:00:10Z', detail });

  test.each([
    [{ type: 'incident.opened', id: 'INC-1', at: '2026-03-02T07:00:00Z' }, { kind: 'incident', id: 'INC-1', type: 'opened', at: Date.parse('2026-03-02T07:00:00Z') }],
    [{ type: 'incident.resolved', id: 'INC-1' }, { kind: 'incident', id: 'INC-1', type: 'resolved', at: Date.parse('2026-03-02T08:00:10Z') }],
    [
      { type: 'deployment.markFailed', pipeline: 'p', executionId: 'e' },
      { kind: 'marked', pipeline: 'p', execution: 'e', at: Date.parse('2026-03-02T08:00:10Z') },
    ],
  ])('%j', (detail, fact) => {
    expect(factsOfEvent(own(detail), BINDING).facts).toEqual([fact]);
  });

  test('tells the commits of a build', () => {
    const detail = { type: 'commits', pipeline: 'p', executionId: 'e', commits: [{ id: 'a', at: '2026-03-02T07:00:00+01:00' }, { id: 'b' }] };
    expect(factsOfEvent(own(detail), BINDING).facts).toEqual([expect.objectContaining({
      kind: 'revision', source: 'EXACT', commits: [{ id: 'a', at: Date.parse('2026-03-02T06:00:00Z') }, { id: 'b' }],
    })]);
  });
});

describe('what cannot be read is told with a reason', () => {
  test.each([
    [null, 'it has no detail'],
    [{ source: 'aws.ecs', detail: {} }, 'its time is undefined'],
    [{ source: 'aws.s3', time: '2026-03-02T08:00:00Z', detail: {} }, 'it is from "aws.s3"'],
    [{ 'source': 'aws.codepipeline', 'detail-type': 'x', 'time': '2026-03-02T08:00:00Z', 'detail': { pipeline: 'p' } }, 'it has no execution-id'],
    [{ source: 'devops.dora', time: '2026-03-02T08:00:00Z', detail: { type: 'incident.closed' } }, 'its type is "incident.closed"'],
    [{ source: 'devops.dora', time: '2026-03-02T08:00:00Z', detail: { type: 'commits', pipeline: 'p', executionId: 'e' } }, 'it has no list of commits'],
    [{ source: 'aws.cloudwatch', time: 'yesterday', detail: {} }, 'its time is "yesterday"'],
  ])('%j', (event, reason) => {
    expect(() => factsOfEvent(event, BINDING)).toThrow(Unreadable);
    expect(() => factsOfEvent(event, BINDING)).toThrow(reason);
  });
});
