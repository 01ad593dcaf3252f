import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GitRepository } from './support/git-repository';
import { Answer, Failure, runScript, ScriptResult } from './support/script-runner';
import { DoraCommits } from '../../src';

const HANDLER = join(__dirname, '../../handlers/delivery-metrics');
const { factsOfEvent } = jest.requireActual<any>(join(HANDLER, 'facts'));
const { reduce } = jest.requireActual<any>(join(HANDLER, 'reducer'));

const TAKEN = { FailedEntryCount: 0, Entries: [{ EventId: '1' }] };
const made: GitRepository[] = [];
afterAll(() => made.forEach((repository) => repository.remove()));

function repositoryWith(...messages: string[]): GitRepository {
  const repository = GitRepository.make();
  made.push(repository);
  messages.forEach((message) => repository.commit(message));
  return repository;
}

function cloneOf(repository: GitRepository, depth?: number): GitRepository {
  const clone = repository.clone(depth);
  made.push(clone);
  return clone;
}

/** As CodePipeline lists them: the newest first. */
function executions(...runs: [id: string, status: string, revision?: string][]): object {
  return {
    pipelineExecutionSummaries: runs.map(([pipelineExecutionId, status, revisionId]) => ({
      pipelineExecutionId,
      status,
      startTime: '2026-03-02T08:00:00.123000+00:00',
      sourceRevisions: revisionId === undefined ? [] : [{ actionName: 'CodeConnection', revisionId, revisionSummary: '{}' }],
    })),
  };
}

interface Build {
  readonly clone: GitRepository | string;
  readonly history?: Answer;
  readonly put?: Answer | Answer[];
  readonly environment?: Record<string, string>;
  readonly commands?: string[];
}

function build({ clone, history = executions(['now', 'InProgress']), put = TAKEN, environment, commands = DoraCommits.commands('Orders', 'production') }: Build): ScriptResult {
  return runScript({
    script: commands.join('\n'),
    environment: {
      CODEBUILD_INITIATOR: 'codepipeline/shop', EXECUTION_ID: 'now', CODEBUILD_SRC_DIR: typeof clone === 'string' ? clone : clone.directory, ...environment,
    },
    stubs: ['aws', 'sleep'],
    answers: { 'aws list-pipeline-executions': history, 'aws put-events': put },
  });
}

function entriesOf({ calls }: ScriptResult): any[][] {
  return calls.aws.filter(([, operation]) => operation === 'put-events').map((call) => JSON.parse(call[call.indexOf('--entries') + 1]));
}

const detailsOf = (result: ScriptResult): any[] => entriesOf(result).flat().map(({ Detail }) => JSON.parse(Detail));
const commitsOf = (result: ScriptResult): string[] => detailsOf(result).flatMap(({ commits }) => commits.map(({ id }: any) => id));

/** What the function makes of the events. */
const factsOf = (result: ScriptResult, time: string): any[] => entriesOf(result).flat().flatMap(({ Source, DetailType, Detail }) => factsOfEvent(
  { 'source': Source, 'detail-type': DetailType, time, 'detail': JSON.parse(Detail) }, { service: 'Orders', environment: 'production', stage: '-' },
).facts);

test('tells all commits since the newest execution that succeeded, with the times at which they were committed', () => {
  const repository = repositoryWith('one', 'two');
  const live = repository.head;
  const failed = repository.commit('three');
  const head = repository.commit('four');
  const result = build({
    clone: cloneOf(repository),
    history: executions(['later', 'InProgress', 'f'.repeat(40)], ['now', 'InProgress', head], ['e2', 'Failed', failed], ['e1', 'Succeeded', live]),
  });

  expect(result.status).toBe(0);
  expect(result.errors).toBe('');
  expect(entriesOf(result)).toHaveLength(1);
  expect(entriesOf(result)[0]).toEqual([{ Source: 'devops.dora', DetailType: 'Commits', Detail: expect.any(String) }]);
  expect(detailsOf(result)).toEqual([{
    type: 'commits',
    service: 'Orders',
    environment: 'production',
    pipeline: 'shop',
    executionId: 'now',
    source: 'EXACT',
    message: 'four',
    commits: [{ id: head, at: '2026-03-02T08:04:00+00:00' }, { id: failed, at: '2026-03-02T08:03:00+00:00' }],
  }]);
  expect(result.calls.aws[0]).toEqual(['codepipeline', 'list-pipeline-executions', '--pipeline-name', 'shop', '--max-items', '200']);
});

test('what it tells becomes the lead time of each commit', () => {
  const repository = repositoryWith('one');
  const live = repository.head;
  const [two, three] = [repository.commit('two'), repository.commit('three')];
  const result = build({ clone: repository, history: executions(['now', 'InProgress', three], ['e1', 'Succeeded', live]) });
  const subject = { pipeline: 'shop', execution: 'now' };
  const at = (time: string) => Date.parse(time);
  const { deployments } = reduce([
    ...factsOf(result, '2026-03-02T08:10:00Z'),
    { kind: 'started', ...subject, at: at('2026-03-02T08:09:00Z') },
    { kind: 'deployStarted', ...subject, at: at('2026-03-02T08:20:00Z') },
    { kind: 'stageEnded', ...subject, outcome: 'SUCCEEDED', at: at('2026-03-02T09:00:00Z') },
  ]);

  expect(deployments).toHaveLength(1);
  expect(deployments[0].commitSource).toBe('EXACT');
  expect(deployments[0].commits).toEqual([
    { id: two, at: at('2026-03-02T08:02:00Z'), leadTime: 58 * 60_000 }, { id: three, at: at('2026-03-02T08:03:00Z'), leadTime: 57 * 60_000 },
  ]);
});

test('tells what merges brought, and the merges', () => {
  const repository = repositoryWith('one');
  const live = repository.head;
  repository.git('checkout', '--quiet', '-b', 'feature');
  const feature = repository.commit('feature');
  repository.git('checkout', '--quiet', 'main');
  const other = repository.commit('other');
  repository.git('merge', '--quiet', '--no-ff', '--message', 'merge', 'feature');
  const result = build({ clone: repository, history: executions(['e1', 'Succeeded', live]) });
  expect(commitsOf(result).sort()).toEqual([feature, other, repository.head].sort());
});

describe('what was released before', () => {
  test('is not known of the first execution: the newest commit is told, and that it is no more', () => {
    const repository = repositoryWith('one', 'two');
    const result = build({ clone: repository });
    expect(detailsOf(result)).toMatchObject([{ source: 'HEAD_ONLY', commits: [{ id: repository.head }] }]);
    expect(result.output).toContain('only the newest commit is told');
  });

  test('is what came before this execution, not what was faster', () => {
    const repository = repositoryWith('one', 'two', 'three');
    const [three, two, one] = repository.git('log', '--format=%H').split('\n');
    const result = build({
      clone: repository,
      environment: { CODEBUILD_RESOLVED_SOURCE_VERSION: two },
      history: executions(['later', 'Succeeded', three], ['now', 'InProgress', two], ['e1', 'Succeeded', one]),
    });
    expect(commitsOf(result)).toEqual([two]);
  });

  test('is another commit, when one is released again', () => {
    const repository = repositoryWith('one', 'two');
    const [two, one] = repository.git('log', '--format=%H').split('\n');
    expect(commitsOf(build({ clone: repository, history: executions(['now', 'InProgress', two], ['e2', 'Succeeded', two], ['e1', 'Succeeded', one]) }))).toEqual([two]);
  });

  test('may be newer than what is released now, which then brings nothing', () => {
    const repository = repositoryWith('one', 'two');
    const [two, one] = repository.git('log', '--format=%H').split('\n');
    const result = build({ clone: repository, environment: { CODEBUILD_RESOLVED_SOURCE_VERSION: one }, history: executions(['e2', 'Succeeded', two]) });
    expect(detailsOf(result)).toMatchObject([{ source: 'EXACT', commits: [] }]);
    expect(factsOf(result, '2026-03-02T08:10:00Z')).toMatchObject([{ kind: 'revision', source: 'EXACT', commits: [] }]);
  });

  test('may be gone from the clone, and then an older one is taken', () => {
    const repository = repositoryWith('one', 'two', 'three');
    const [three, two, one] = repository.git('log', '--format=%H').split('\n');
    const result = build({ clone: repository, history: executions(['e3', 'Succeeded', 'f'.repeat(40)], ['e2', 'Succeeded', 'no commit'], ['e1', 'Succeeded', one]) });
    expect(commitsOf(result)).toEqual([three, two]);
    expect(result.output).toContain(`${'f'.repeat(40)}, which was released before, is not in the clone.`);
  });

  test('may be no ancestor after a forced push: all that only the new history has is told', () => {
    const repository = repositoryWith('one', 'two');
    const live = repository.head;
    repository.git('branch', 'kept');
    repository.git('reset', '--quiet', '--hard', 'HEAD~1');
    const again = repository.commit('two, again');
    const result = build({ clone: repository, history: executions(['e1', 'Succeeded', live]) });
    expect(commitsOf(result)).toEqual([again]);
    expect(result.output).toContain('is no ancestor of');
  });

  test.each<[string, Answer]>([
    ['it may not be asked for', new Failure('AccessDeniedException')],
    ['nothing is listed', {}],
    ['an execution has no revision', executions(['now', 'InProgress'], ['e1', 'Succeeded'])],
  ])('is not known when %s: the newest commit is told', (_, history) => {
    const repository = repositoryWith('one', 'two');
    const result = build({ clone: repository, history });
    expect(result.status).toBe(0);
    expect(detailsOf(result)).toMatchObject([{ source: 'HEAD_ONLY', commits: [{ id: repository.head }] }]);
  });

  test('is beyond a shallow clone, which is said', () => {
    const repository = repositoryWith('one', 'two', 'three');
    const one = repository.git('rev-parse', 'HEAD~2');
    const result = build({ clone: cloneOf(repository, 1), history: executions(['e1', 'Succeeded', one]) });
    expect(detailsOf(result)).toMatchObject([{ source: 'HEAD_ONLY', commits: [{ id: repository.head }] }]);
    expect(result.output).toContain('The clone is shallow');
  });
});

describe('many commits', () => {
  test('go in entries and calls that EventBridge takes; beyond 1,000 the newest go', () => {
    const repository = repositoryWith('one');
    const live = repository.head;
    repository.commitMany(1100);
    const result = build({ clone: repository, history: executions(['e1', 'Succeeded', live]) });

    expect(result.output).toContain('1100 commits are new: the newest 1000 of them are told.');
    expect(detailsOf(result).map(({ commits }) => commits.length)).toEqual([200, 200, 200, 200, 200]);
    expect(entriesOf(result).map((entries) => entries.length)).toEqual([4, 1]);
    expect(commitsOf(result)).toEqual(repository.git('log', '--format=%H', '--max-count=1000').split('\n'));
    entriesOf(result).forEach((entries) => expect(JSON.stringify(entries).length).toBeLessThan(128 * 1024));

    const [fact, ...others] = factsOf(result, '2026-03-02T08:10:00Z');
    const subject = { pipeline: 'shop', execution: 'now', at: fact.at };
    const { deployments } = reduce([...others, fact, { kind: 'stageEnded', ...subject, outcome: 'SUCCEEDED' }]);
    expect(deployments[0].commits).toHaveLength(1000);
  });
});

describe('what EventBridge does not take', () => {
  const two = () => DoraCommits.commands('Orders');

  test('is sent again, and only that', () => {
    const repository = repositoryWith('one');
    const live = repository.head;
    repository.commitMany(300);
    const result = build({
      clone: repository,
      history: executions(['e1', 'Succeeded', live]),
      commands: two(),
      put: [{ FailedEntryCount: 1, Entries: [{ EventId: '1' }, { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow' }] }, TAKEN],
    });
    expect(entriesOf(result).map((entries) => entries.length)).toEqual([2, 1]);
    expect(entriesOf(result)[1]).toEqual([entriesOf(result)[0][1]]);
    expect(result.errors).toContain('ThrottlingException: slow');
    expect(result.output).toContain('Told EXACT commits');
  });

  test.each<[string, Answer]>([
    ['it refuses', new Failure('AccessDeniedException')],
    ['it never takes them', { FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] }],
    ['it answers nonsense', '<html>'],
  ])('is given up when %s, and the build goes on', (_, put) => {
    const result = build({ clone: repositoryWith('one'), put });
    expect(result.status).toBe(0);
    expect(result.errors).toContain('The commits are not told to the delivery metrics; see above. The build goes on.');
    expect(result.calls.sleep.length).toBeLessThanOrEqual(3);
  });
});

describe('a build that cannot tell', () => {
  const nothing = () => mkdtempSync(join(tmpdir(), 'nothing-'));

  test.each<[string, Omit<Build, 'clone'> & { clone?: string }, string]>([
    ['has no clone', { clone: nothing() }, 'The source is no clone with commits: give it a full clone.'],
    ['was started by a person', { environment: { CODEBUILD_INITIATOR: 'somebody' } }, 'No pipeline has started this build.'],
    ['was started by a name that is none', { environment: { CODEBUILD_INITIATOR: 'codepipeline/$(touch pwned)' } }, 'No pipeline has started this build.'],
    ['finds no execution', { environment: { EXECUTION_ID: '' } }, 'Give the build the variable EXECUTION_ID.'],
  ])('when it %s says so, and goes on', (_, { clone, ...how }, message) => {
    const result = build({ clone: clone ?? repositoryWith('one'), ...how });
    expect(result.status).toBe(0);
    expect(result.errors).toContain(message);
    expect(result.errors).toContain('The build goes on.');
    expect(entriesOf(result)).toEqual([]);
  });

  test('for want of a tool says so, and goes on', () => {
    const result = runScript({ script: `git() { exit 127; }\nPATH=/nowhere\n${DoraCommits.commands('Orders').join('\n').replace('bash -c', '/bin/bash -c')}`, environment: {}, stubs: [] });
    expect(result.errors).toContain('There is no git in this image.');
    expect(result.errors).toContain('The build goes on.');
  });
});

test('finds its execution by the commit when nobody says which it is', () => {
  const repository = repositoryWith('one', 'two');
  const [head, one] = repository.git('log', '--format=%H').split('\n');
  const history = executions(['e3', 'InProgress', 'f'.repeat(40)], ['e2', 'InProgress', head], ['e1', 'Succeeded', one]);
  expect(detailsOf(build({ clone: repository, history, environment: { EXECUTION_ID: '' } }))).toMatchObject([{ executionId: 'e2', source: 'EXACT' }]);
});

test('tells all environments of a service when none is named', () => {
  const [detail] = detailsOf(build({ clone: repositoryWith('one'), commands: DoraCommits.commands('Orders') }));
  expect(detail).not.toHaveProperty('environment');
});

describe('what comes from outside', () => {
  const hostile = [
    '$(touch pwned)', '`touch pwned`', '"; touch pwned; "', "'; touch pwned; '", '--output=pwned', 'a\n\nb: c', '{"a": "\\u0000"}', '\u0007\u001b[31m', 'ü'.repeat(300), '"\\"', '',
  ];

  test.each(hostile)('is text and nothing else when it is the message of a commit: %j', (message) => {
    const repository = repositoryWith('one', message);
    const result = build({ clone: cloneOf(repository), history: executions(['e1', 'Succeeded', repository.git('rev-parse', 'HEAD~1')]) });
    expect(result.status).toBe(0);
    expect(result.errors).toBe('');
    expect(result.files).toEqual([]);
    expect(detailsOf(result)).toMatchObject([{ message: message.split('\n')[0].slice(0, 200), commits: [{ id: repository.head }] }]);
  });

  test('may be no text at all', () => {
    const repository = repositoryWith('one');
    const id = execFileSync('git', ['hash-object', '-t', 'commit', '-w', '--stdin'], {
      cwd: repository.directory,
      encoding: 'utf8',
      input: Buffer.concat([Buffer.from(`tree ${repository.git('rev-parse', 'HEAD^{tree}')}\nauthor T <t> 1 +0000\ncommitter T <t> 60 +0000\n\n`), Buffer.from([0xff, 0xfe, 0x41])]),
    }).trim();
    const result = build({ clone: repository, environment: { CODEBUILD_RESOLVED_SOURCE_VERSION: id } });
    expect(result.status).toBe(0);
    expect(detailsOf(result)).toMatchObject([{ commits: [{ id, at: '1970-01-01T00:01:00+00:00' }] }]);
  });

  test.each(['$(touch pwned)', "'; touch pwned; '", '-x', '*'])('is text when it is the id of an execution or a revision: %j', (text) => {
    const repository = repositoryWith('one');
    const result = build({
      clone: repository, environment: { EXECUTION_ID: text, CODEBUILD_RESOLVED_SOURCE_VERSION: text }, history: executions([text, 'Succeeded', text], ['e', 'Succeeded', text]),
    });
    expect(result.status).toBe(0);
    expect(result.files).toEqual([]);
    expect(detailsOf(result)).toMatchObject([{ executionId: text, commits: [{ id: repository.head }] }]);
  });

  test('may be a branch with a name like a command', () => {
    const repository = repositoryWith('one');
    repository.git('checkout', '--quiet', '-b', '$(touch${IFS}pwned)');
    repository.commit('two');
    const result = build({ clone: repository });
    expect(result.files).toEqual([]);
    expect(commitsOf(result)).toEqual([repository.head]);
  });
});

describe('DoraCommits.commands', () => {
  test.each<[string, unknown, unknown, string]>([
    ['no service', undefined, undefined, "'service' must be 1 to 100 letters, digits, spaces or any of '._/-', known at synth, got undefined [at DoraCommits.commands]"],
    ['a service with a quote', "it's", undefined, "'service' must be 1 to 100 letters, digits, spaces or any of '._/-', known at synth, got \"it's\""],
    ['an empty environment', 'Orders', '', "'environment' must be 1 to 100 letters"],
  ])('fails for %s', (_, service, environment, message) => {
    expect(() => DoraCommits.commands(service as string, environment as string)).toThrow(message);
  });
});
