import { join } from 'node:path';
import * as fc from 'fast-check';

const { reduce } = jest.requireActual<{ reduce(facts: Fact[], options?: object): Records }>(join(__dirname, '../../handlers/delivery-metrics/reducer'));

type Fact = Record<string, any>;

interface Records {
  readonly deployments: { execution: string; deployedAt: number; failed: boolean; rework: boolean; commitSource?: string; commits: Commit[] }[];
  readonly attempts: { execution: string; causes: string[] }[];
  readonly recoveries: { from: number; to: number; causes: string[] }[];
  readonly open?: { from: number; causes: string[] };
  readonly pending: Commit[];
}

interface Commit {
  readonly id: string;
  readonly at?: number;
  readonly leadTime?: number;
}

const MINUTE = 60_000;

/** What becomes known of one execution of the pipeline `p`; times in minutes. */
class Execution {
  public readonly facts: Fact[] = [];

  constructor(private readonly id: string, start: number, private readonly pipeline = 'p') {
    this.add('started', { at: start * MINUTE });
  }

  public commits(...commits: [id: string, at: number][]): this {
    return this.add('revision', { source: 'EXACT', commits: commits.map(([id, at]) => ({ id, at: at * MINUTE })) });
  }

  public from(branch: string, message = ''): this { return this.add('revision', { source: 'HEAD_ONLY', commits: [], branch, message }); }
  public deploys(at: number): this { return this.add('deployStarted', { at: at * MINUTE }); }
  public succeeds(at: number): this { return this.add('stageEnded', { outcome: 'SUCCEEDED', at: at * MINUTE }); }
  public fails(at: number): this { return this.add('stageEnded', { outcome: 'FAILED', at: at * MINUTE }); }
  public isRollback(): this { return this.add('type', { type: 'ROLLBACK' }); }
  public isMarked(at: number): this { return this.add('marked', { at: at * MINUTE }); }
  public isDeployedBy(external: string): this { return this.add('link', { external }); }

  private add(kind: string, more: Fact): this {
    this.facts.push({ kind, pipeline: this.pipeline, execution: this.id, ...more });
    return this;
  }
}

const alarm = (name: string, state: string, at: number, previous = state === 'ALARM' ? 'OK' : 'ALARM') =>
  ({ kind: 'alarm', alarm: name, state, previous, at: at * MINUTE });
const incident = (id: string, type: string, at: number, more: Fact = {}) => ({ kind: 'incident', id, type, at: at * MINUTE, ...more });
const deployer = (external: string, outcome: string, at: number) => ({ kind: 'deployer', external, outcome, at: at * MINUTE });

function records(parts: (Execution | Fact)[], options?: object): Records {
  return reduce(parts.flatMap((part) => part instanceof Execution ? part.facts : [part]), options);
}

const minutes = (value: number | undefined) => value === undefined ? undefined : value / MINUTE;
const causesOf = (result: Records, execution: string) => result.attempts.find((attempt) => attempt.execution === execution)?.causes;
const spans = ({ recoveries }: Records) => recoveries.map(({ from, to }) => [minutes(from), minutes(to)]);

describe('a deployment', () => {
  test('is an execution of which the production stage succeeds', () => {
    const result = records([new Execution('a', 0).commits(['c1', -60]).deploys(5).succeeds(10)]);
    expect(result.deployments).toEqual([expect.objectContaining({ execution: 'a', deployedAt: 10 * MINUTE, failed: false, rework: false })]);
    expect(result.deployments[0].commits.map(({ leadTime }) => minutes(leadTime))).toEqual([70]);
    expect(result.pending).toEqual([]);
  });

  test('counts once, however often the stage is retried', () => {
    const result = records([new Execution('a', 0).deploys(5).fails(10).deploys(15).succeeds(20).succeeds(40)]);
    expect(result.deployments.map(({ deployedAt }) => minutes(deployedAt))).toEqual([20]);
    expect(causesOf(result, 'a')).toEqual(['STAGE_FAILED']);
    expect(spans(result)).toEqual([[10, 20]]);
  });

  test('is not an execution that rolls back', () => {
    const result = records([
      new Execution('a', 0).deploys(5).succeeds(10),
      new Execution('b', 20).deploys(25).fails(30),
      new Execution('r', 31).isRollback().deploys(32).succeeds(40),
    ]);
    expect(result.deployments.map(({ execution }) => execution)).toEqual(['a']);
    expect(result.attempts.map(({ execution }) => execution)).toEqual(['a', 'b']);
  });

  test('is known even when the start of it was lost', () => {
    expect(records([new Execution('a', 0).succeeds(10)]).attempts).toHaveLength(1);
  });
});

describe('a change has failed', () => {
  test('when its stage fails after it began to deploy', () => {
    expect(causesOf(records([new Execution('a', 0).deploys(5).fails(10)]), 'a')).toEqual(['STAGE_FAILED']);
  });

  test('not when an approval is rejected or a condition refuses entry: nothing was deployed', () => {
    const result = records([new Execution('a', 0).fails(10)]);
    expect(result.attempts).toEqual([]);
    expect(result.open).toBeUndefined();
  });

  test.each([['by hand', 30], ['automatically', 11]])('when it is rolled back %s', (_, at) => {
    const result = records([
      new Execution('a', 0).deploys(5).succeeds(10),
      new Execution('r', at).isRollback().deploys(at + 1).succeeds(at + 5),
    ]);
    expect(causesOf(result, 'a')).toEqual(['ROLLED_BACK']);
    expect(result.deployments[0].failed).toBe(true);
    expect(spans(result)).toEqual([[at, at + 5]]);
  });

  test('when CodeDeploy or Amazon ECS says so, and the old version restored is the recovery', () => {
    const result = records([
      new Execution('a', 0).isDeployedBy('d-1').deploys(5), deployer('d-1', 'FAILED', 8), deployer('d-2', 'RESTORED', 12),
    ]);
    expect(causesOf(result, 'a')).toEqual(['DEPLOYER_FAILED']);
    expect(spans(result)).toEqual([[8, 12]]);
  });

  test('when a bound alarm goes off within an hour after it, until all bound alarms are quiet', () => {
    const result = records([
      new Execution('a', 0).deploys(5).succeeds(10),
      alarm('cpu', 'ALARM', 30), alarm('errors', 'ALARM', 35), alarm('cpu', 'OK', 40), alarm('errors', 'OK', 55),
    ]);
    expect(causesOf(result, 'a')).toEqual(['ALARM']);
    expect(spans(result)).toEqual([[30, 55]]);
  });

  test.each([
    ['after the window', alarm('cpu', 'ALARM', 71)],
    ['from having no data', alarm('cpu', 'ALARM', 30, 'INSUFFICIENT_DATA')],
    ['before it', alarm('cpu', 'ALARM', 3)],
  ])('not when an alarm goes off %s', (_, fact) => {
    const result = records([new Execution('a', 0).deploys(5).succeeds(10), fact]);
    expect(causesOf(result, 'a')).toEqual([]);
    expect(result.open).toBeUndefined();
  });

  test('when somebody says so', () => {
    expect(causesOf(records([new Execution('a', 0).deploys(5).succeeds(10).isMarked(300)]), 'a')).toEqual(['MARKED']);
  });

  test('when an incident names it, long after', () => {
    const result = records([
      new Execution('a', 0).deploys(5).succeeds(10), new Execution('b', 20).deploys(25).succeeds(30),
      incident('i', 'opened', 500, { pipeline: 'p', execution: 'a' }), incident('i', 'resolved', 560),
    ]);
    expect(causesOf(result, 'a')).toEqual(['INCIDENT']);
    expect(causesOf(result, 'b')).toEqual([]);
    expect(spans(result)).toEqual([[500, 560]]);
  });

  test('once, for however many reasons', () => {
    const result = records([
      new Execution('a', 0).isDeployedBy('d').deploys(5).fails(10).isMarked(12), deployer('d', 'FAILED', 9), alarm('cpu', 'ALARM', 9),
      new Execution('r', 11).isRollback().deploys(12).succeeds(20),
    ]);
    expect(causesOf(result, 'a')).toEqual(['ALARM', 'DEPLOYER_FAILED', 'MARKED', 'ROLLED_BACK', 'STAGE_FAILED']);
    expect(result.attempts.filter(({ causes }) => causes.length > 0)).toHaveLength(1);
    expect(spans(result)).toEqual([[9, 20]]);
  });
});

describe('a recovery', () => {
  test('is one for failures that overlap, from the first to the success that ends them all', () => {
    const result = records([
      new Execution('a', 0).deploys(5).fails(10), new Execution('b', 12).deploys(15).fails(20), new Execution('c', 22).deploys(25).succeeds(30),
    ]);
    expect(spans(result)).toEqual([[10, 30]]);
  });

  test('does not come from quiet alarms when the stage failed', () => {
    const result = records([new Execution('a', 0).deploys(5).fails(10), alarm('cpu', 'ALARM', 11), alarm('cpu', 'OK', 15)]);
    expect(spans(result)).toEqual([]);
    expect(minutes(result.open!.from)).toBe(10);
  });

  test('may be counted from when what failed went live', () => {
    const parts = [new Execution('a', 0).deploys(5).succeeds(10), alarm('cpu', 'ALARM', 40), alarm('cpu', 'OK', 50)];
    expect(spans(records(parts, { failureClock: 'DEPLOYED' }))).toEqual([[10, 50]]);
  });
});

describe('commits', () => {
  test('of executions that were superseded, stopped or failed go with the next success, each once', () => {
    const result = records([
      new Execution('a', 0).commits(['c1', -10]),
      new Execution('b', 5).commits(['c2', -5]).deploys(6).fails(9),
      new Execution('c', 10).commits(['c3', 8]).deploys(15).succeeds(20),
      new Execution('d', 30).commits(['c3', 8], ['c4', 25]).deploys(35).succeeds(40),
    ]);
    const leadTimes = result.deployments.map(({ commits }) => Object.fromEntries(commits.map(({ id, leadTime }) => [id, minutes(leadTime)])));
    expect(leadTimes).toEqual([{ c1: 30, c2: 25, c3: 12 }, { c4: 15 }]);
  });

  test('that came later stay pending', () => {
    const result = records([new Execution('a', 0).commits(['c1', -10]).deploys(5).succeeds(20), new Execution('b', 10).commits(['c2', 9])]);
    expect(result.pending.map(({ id }) => id)).toEqual(['c2']);
  });

  test('of the whole range replace the newest one alone, and the record says which it was', () => {
    const head = { kind: 'revision', pipeline: 'p', execution: 'a', source: 'HEAD_ONLY', commits: [{ id: 'c2', at: -5 * MINUTE }] };
    const result = records([new Execution('a', 0).commits(['c1', -10], ['c2', -6]).deploys(5).succeeds(10), head]);
    expect(result.deployments[0].commitSource).toBe('EXACT');
    expect(result.deployments[0].commits.map(({ id, at }) => [id, minutes(at)])).toEqual([['c1', -10], ['c2', -6]]);
  });

  test('without a time are there without a lead time', () => {
    const image = { kind: 'revision', pipeline: 'p', execution: 'a', source: 'BUILD_METADATA', commits: [{ id: 'sha256:1' }] };
    expect(records([new Execution('a', 0).deploys(5).succeeds(10), image]).deployments[0].commits).toEqual([{ id: 'sha256:1' }]);
  });
});

describe('rework', () => {
  test('is a deployment that begins while a failure is open', () => {
    const result = records([
      new Execution('a', 0).deploys(5).fails(10), new Execution('b', 12).deploys(15).succeeds(20), new Execution('c', 30).deploys(35).succeeds(40),
    ]);
    expect(result.deployments.map(({ rework }) => rework)).toEqual([true, false]);
  });

  test('is not the retry of what failed', () => {
    expect(records([new Execution('a', 0).deploys(5).fails(10).succeeds(20)]).deployments[0].rework).toBe(false);
  });

  test.each([['hotfix/login', ''], ['main', 'Revert "Add login"']])('comes from the branch %s with the message %p', (branch, message) => {
    expect(records([new Execution('a', 0).from(branch, message).deploys(5).succeeds(10)]).deployments[0].rework).toBe(true);
  });
});

/** A history as a pipeline might leave it, with times that collide. */
const history = fc.array(fc.record({
  pipeline: fc.constantFrom('p', 'q'),
  start: fc.integer({ min: 0, max: 60 }),
  rollback: fc.boolean(),
  steps: fc.array(fc.tuple(fc.constantFrom('deploys', 'succeeds', 'fails', 'isMarked' as const), fc.integer({ min: 0, max: 30 })), { maxLength: 5 }),
  commits: fc.array(fc.tuple(fc.constantFrom('c1', 'c2', 'c3', 'c4', 'c5'), fc.integer({ min: -60, max: 60 })), { maxLength: 3 }),
  branch: fc.constantFrom('main', 'hotfix/x'),
}), { maxLength: 6 }).map((executions) => executions.flatMap(({ pipeline, start, rollback, steps, commits, branch }, index) => {
  const execution = new Execution(`e${index}`, start, pipeline).commits(...commits as [string, number][]).from(branch);
  steps.forEach(([step, after]) => (execution as any)[step](start + after));
  return rollback ? execution.isRollback().facts : execution.facts;
}));

const surroundings = fc.array(fc.oneof(
  fc.tuple(fc.constantFrom('cpu', 'errors'), fc.constantFrom('OK', 'ALARM'), fc.integer({ min: 0, max: 100 }))
    .map(([name, state, at]) => alarm(name, state, at)),
  fc.tuple(fc.constantFrom('i', 'j'), fc.constantFrom('opened', 'resolved'), fc.integer({ min: 0, max: 100 })).map(([id, type, at]) => incident(id, type, at)),
  fc.tuple(fc.constantFrom('d1', 'd2'), fc.constantFrom('FAILED', 'RESTORING', 'COMPLETED', 'RESTORED'), fc.integer({ min: 0, max: 100 }))
    .map(([external, outcome, at]) => deployer(external, outcome, at)),
), { maxLength: 8 });

const facts = fc.tuple(history, surroundings).map(([executions, others]) => [...executions, ...others] as Fact[]);

describe('whatever the order', () => {
  test('and however often facts come, the records are the same', () => {
    fc.assert(fc.property(facts.chain((all) => fc.tuple(
      fc.constant(all),
      fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }),
      fc.subarray(all),
    )), ([all, shuffled, again]) => {
      expect(reduce([...again, ...shuffled, ...again])).toEqual(reduce(all));
    }), { numRuns: 5000, seed: 6 });
  }, 120_000);

  test('every record makes sense: no commit twice, no recovery before its failure, failures among attempts', () => {
    fc.assert(fc.property(facts, (all) => {
      const result = reduce(all);
      const ids = result.deployments.flatMap(({ commits }) => commits.map(({ id }) => id));
      expect(result.deployments.every(({ commits }) => new Set(commits.map(({ id }) => id)).size === commits.length)).toBe(true);
      expect(ids.length).toBeLessThanOrEqual(2 * 5);
      result.recoveries.forEach(({ from, to }) => expect(to).toBeGreaterThanOrEqual(from));
      result.recoveries.slice(1).forEach(({ from }, index) => expect(from).toBeGreaterThanOrEqual(result.recoveries[index].to));
      expect(result.deployments.length).toBeLessThanOrEqual(result.attempts.length);
    }), { numRuns: 2000, seed: 6 });
  }, 120_000);
});
