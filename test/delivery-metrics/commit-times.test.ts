import { join } from 'node:path';

const { factsOfEvent, factsOfExecution } = jest.requireActual<any>(join(__dirname, '../../handlers/delivery-metrics/facts'));

const PUSHED = new Date('2026-03-02T08:30:00.500Z');
const COMMIT = '0123456789abcdef0123456789abcdef01234567';

/** The commits of an execution, as the API tells of it. */
function commitsOf(revision: object | undefined, variables: Record<string, string> = {}): any {
  const facts = factsOfExecution({
    execution: { pipelineName: 'shop', pipelineExecutionId: 'e', status: 'InProgress', artifactRevisions: revision && [{ name: 'Source', ...revision }] },
    actions: [{ stageName: 'Source', actionName: 'Source', status: 'Succeeded', startTime: PUSHED, lastUpdateTime: PUSHED, output: { outputVariables: variables } }],
  }, { stage: 'Production' });
  const found = facts.find(({ kind }: any) => kind === 'revision');
  return found && { source: found.source, commits: found.commits };
}

const at = (time: string) => Date.parse(time);

describe('what is known of the artifact alone', () => {
  test('is when an image was pushed, by its digest', () => {
    expect(commitsOf({ revisionId: 'sha256:4f', created: PUSHED }, { ImageDigest: 'sha256:4f', ImageTag: 'latest' }))
      .toEqual({ source: 'BUILD_METADATA', commits: [{ id: 'sha256:4f', at: at('2026-03-02T08:30:00Z') }] });
  });

  test('is the commit and its time, when the metadata of an object say them', () => {
    expect(commitsOf({ revisionId: 'version', created: PUSHED, revisionSummary: `${COMMIT} 2026-03-02T09:00:00+01:00` }, { VersionId: 'version', ETag: 'e' }))
      .toEqual({ source: 'BUILD_METADATA', commits: [{ id: COMMIT, at: at('2026-03-02T08:00:00Z') }] });
  });

  test.each(['Release 4', `${COMMIT} yesterday`, `fix ${COMMIT} 2026-03-02T09:00:00Z`, '{"ProviderType":"S3"}', ''])('is when an object was put, if they say something else: %j', (revisionSummary) => {
    expect(commitsOf({ revisionId: 'version', created: PUSHED, revisionSummary })).toEqual({ source: 'BUILD_METADATA', commits: [{ id: 'version', at: at('2026-03-02T08:30:00Z') }] });
  });

  test('is no time, when there is none', () => {
    expect(commitsOf({ revisionId: 'version' })).toEqual({ source: 'BUILD_METADATA', commits: [{ id: 'version' }] });
    expect(commitsOf({ revisionId: 'version', revisionSummary: `${COMMIT} 2026-99-99T00:00:00Z` })).toEqual({ source: 'BUILD_METADATA', commits: [{ id: COMMIT }] });
    expect(commitsOf(undefined)).toBeUndefined();
  });

  test('does not count when the source knows the commit', () => {
    expect(commitsOf({ revisionId: COMMIT, created: PUSHED }, { CommitId: COMMIT, AuthorDate: '2026-03-01T08:00:00Z' })).toMatchObject({ source: 'HEAD_ONLY' });
  });
});

test('another CI system tells of commits with an event', () => {
  const detail = {
    type: 'commits',
    service: 'Orders',
    environment: 'production',
    pipeline: 'orders',
    executionId: '8b2c',
    source: 'BUILD_METADATA',
    branch: 'main',
    message: 'Faster search\n\nmore',
    commits: [{ id: COMMIT, at: '2026-03-02T08:00:00+00:00' }],
  };
  expect(factsOfEvent({ 'source': 'devops.dora', 'detail-type': 'Commits', 'time': '2026-03-02T09:00:00Z', detail }, { service: 'Orders', environment: 'production', stage: '-' }).facts).toEqual([{
    kind: 'revision',
    pipeline: 'orders',
    execution: '8b2c',
    at: at('2026-03-02T09:00:00Z'),
    source: 'BUILD_METADATA',
    branch: 'main',
    message: 'Faster search',
    commits: [{ id: COMMIT, at: at('2026-03-02T08:00:00Z') }],
  }]);
});
