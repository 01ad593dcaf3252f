import { Template } from 'aws-cdk-lib/assertions';
import { BuildCache, BuildStep, DockerImageOptions, SpeedProfile } from '../../src/pipeline';
import { ContainerRepository } from '../../src/registry';
import { prodStack } from '../support/stacks';
import { environmentOf, pipelineIn, projectOf, scriptOf } from './support/pipelines';
import { Answer, Failure, runScript, ScriptResult } from './support/script-runner';

const REPOSITORY = '111111111111.dkr.ecr.eu-west-1.amazonaws.com/web';
const DIGEST = `sha256:${'4f'.repeat(32)}`;
const COMMIT = '0123456789abcdef0123456789abcdef01234567';

interface Build {
  readonly options?: DockerImageOptions;
  readonly environment?: Record<string, string>;
  readonly answers?: Record<string, Answer>;
  readonly speed?: SpeedProfile;
}

/** Runs the script of a synthesized project with the environment that the template gives it. */
function build({ options, environment, answers, speed }: Build = {}): ScriptResult {
  const stack = prodStack();
  pipelineIn(stack, { speed, buildStep: BuildStep.dockerImage(new ContainerRepository(stack, 'Other'), options) });
  const project = projectOf(Template.fromStack(stack), 'DockerImage');
  return runScript({
    script: scriptOf(project),
    environment: {
      ...environmentOf(project),
      REPOSITORY_URI: REPOSITORY,
      CODEBUILD_RESOLVED_SOURCE_VERSION: COMMIT,
      CODEBUILD_BUILD_NUMBER: '42',
      ...environment,
    },
    stubs: ['aws', 'docker'],
    answers: { 'aws get-login-password': 'secret-password', 'docker inspect': `${REPOSITORY}@${DIGEST}`, ...answers },
    directories: ['service one/app'],
  });
}

const dockerCall = ({ calls }: ScriptResult, command: string) => calls.docker.find(([first]) => first === command);
const valuesOf = (call: string[], option: string) => call.filter((_, index) => call[index - 1] === option);

describe('a build of an image', () => {
  test('logs in, builds, pushes, and exports the image by its digest', () => {
    const result = build();

    expect(result.errors).toBe('');
    expect(result.status).toBe(0);
    expect(result.calls.aws[0]).toEqual(['ecr', 'get-login-password', '--region', 'eu-west-1']);
    expect(dockerCall(result, 'login')).toEqual(['login', '--username', 'AWS', '--password-stdin', '111111111111.dkr.ecr.eu-west-1.amazonaws.com']);
    expect(result.password).toBe('secret-password');
    expect(result.calls.docker.map(([command]) => command)).toEqual(['login', 'build', 'push', 'inspect']);
    expect(dockerCall(result, 'push')).toEqual(['push', `${REPOSITORY}:0123456789ab-42`]);
    expect(result.exported.IMAGE).toBe(`${REPOSITORY}@${DIGEST}`);
  });

  test('names the commit in the tag and in a label of the image', () => {
    const call = dockerCall(build(), 'build')!;
    expect(valuesOf(call, '--tag')).toEqual([`${REPOSITORY}:0123456789ab-42`]);
    expect(valuesOf(call, '--label')).toEqual([`org.opencontainers.image.revision=${COMMIT}`]);
  });

  test('takes the Dockerfile at the root and the platform of Fargate tasks', () => {
    const call = dockerCall(build(), 'build')!;
    expect(valuesOf(call, '--file')).toEqual(['./Dockerfile']);
    expect(valuesOf(call, '--platform')).toEqual(['linux/amd64']);
    expect(call.at(-1)).toBe('.');
  });

  test.each([
    ['no revision', '', 'unversioned-42'],
    ['the version of an S3 object', 'L4kqtJlcpXroDTDmpUMLUo.._x', 'L4kqtJlcpXro-42'],
    ['a short revision', 'abc', 'abc-42'],
  ])('makes a valid tag of %s', (_, revision, tag) => {
    expect(dockerCall(build({ environment: { CODEBUILD_RESOLVED_SOURCE_VERSION: revision } }), 'push')).toEqual(['push', `${REPOSITORY}:${tag}`]);
  });
});

describe('the layers of the image that was pushed last', () => {
  const newest = `sha256:${'5a'.repeat(32)}`;
  const images = {
    imageDetails: [
      { imageDigest: DIGEST, imagePushedAt: '2026-11-01T10:00:00+00:00' },
      { imageDigest: newest, imagePushedAt: '2026-11-02T10:00:00+00:00' },
      { imageDigest: `sha256:${'00'.repeat(32)}`, imagePushedAt: '2026-10-02T10:00:00+00:00' },
    ],
  };

  test('are taken, and handed on', () => {
    const result = build({ answers: { 'aws describe-images': images } });
    expect(result.status).toBe(0);
    expect(result.calls.aws[1]).toEqual(['ecr', 'describe-images', '--registry-id', '111111111111', '--region', 'eu-west-1', '--repository-name', 'web',
      '--filter', 'tagStatus=TAGGED', '--output', 'json']);
    expect(valuesOf(dockerCall(result, 'build')!, '--cache-from')).toEqual([`${REPOSITORY}@${newest}`]);
    expect(valuesOf(dockerCall(result, 'build')!, '--build-arg')).toEqual(['BUILDKIT_INLINE_CACHE=1']);
  });

  test.each([
    ['there is none', { imageDetails: [] }],
    ['nobody may tell', new Failure('AccessDenied')],
    ['what is told is nonsense', '{"imageDetails": [{"imageDigest": "--output=x"}]}'],
    ['what is told is no JSON', '<html>'],
  ] as [string, Answer][])('are not needed: the image is built all the same when %s', (_, answer) => {
    const result = build({ answers: { 'aws describe-images': answer } });
    expect(result.status).toBe(0);
    expect(dockerCall(result, 'build')).not.toContain('--cache-from');
    expect(result.exported.IMAGE).toBe(`${REPOSITORY}@${DIGEST}`);
  });

  test('are left alone by a profile without a cache', () => {
    const result = build({ speed: SpeedProfile.custom({ cache: BuildCache.NONE }), answers: { 'aws describe-images': images } });
    expect(result.calls.aws).toHaveLength(1);
    expect(valuesOf(dockerCall(result, 'build')!, '--build-arg')).toEqual([]);
  });
});

test('what a pull request builds is not pushed', () => {
  const result = build({ environment: { PUSH: 'false' } });
  expect(result.status).toBe(0);
  expect(result.calls.docker.map(([command]) => command)).toEqual(['login', 'build']);
  expect(result.exported).not.toHaveProperty('IMAGE');
});

describe('what comes from outside', () => {
  const hostile = ['$(touch pwned)', '`touch pwned`', '"; touch pwned; "', "'; touch pwned; '", '-x --file /etc/passwd', 'a  b\nc', '*'];

  test.each(hostile)('is no command when it is the branch, the message or the revision: %j', (text) => {
    const result = build({
      environment: {
        CODEBUILD_RESOLVED_SOURCE_VERSION: text,
        CODEBUILD_WEBHOOK_HEAD_REF: text,
        CODEBUILD_SOURCE_VERSION: text,
        BRANCH_NAME: text,
        COMMIT_MESSAGE: text,
      },
    });

    expect(result.status).toBe(0);
    expect(result.files).toEqual([]);
    expect(dockerCall(result, 'push')![1]).toMatch(/^\S+:[A-Za-z0-9]{1,12}-42$/);
  });

  test.each(hostile)('reaches Docker unchanged when it is the value of a build argument: %j', (text) => {
    const result = build({ options: { buildArgs: { VERSION: '1.0', TEXT: text, EMPTY: '' } } });

    expect(result.status).toBe(0);
    expect(result.files).toEqual([]);
    expect(valuesOf(dockerCall(result, 'build')!, '--build-arg')).toEqual(['EMPTY=', `TEXT=${text}`, 'VERSION=1.0', 'BUILDKIT_INLINE_CACHE=1']);
  });

  test('may be a directory and a Dockerfile with blanks and quotes', () => {
    const result = build({ options: { directory: 'service one/app', dockerfile: "docker files/$(touch pwned)'s \"Dockerfile\"" } });

    expect(result.status).toBe(0);
    expect(result.files).toEqual([]);
    expect(valuesOf(dockerCall(result, 'build')!, '--file')).toEqual(["./docker files/$(touch pwned)'s \"Dockerfile\""]);
  });
});

describe('a build that goes wrong', () => {
  test.each([
    ['the login is refused', { 'aws get-login-password': new Failure('AccessDenied') }, ['login']],
    ['Docker cannot log in', { 'docker login': new Failure('unauthorized') }, ['login']],
    ['the image does not build', { 'docker build': new Failure('no such file') }, ['login', 'build']],
    ['the push is refused', { 'docker push': new Failure('tag is immutable') }, ['login', 'build', 'push']],
    ['the image has no digest', { 'docker inspect': 'other/repository@sha256:12' }, ['login', 'build', 'push', 'inspect']],
  ] as [string, Record<string, Answer>, string[]][])('fails when %s, and exports nothing', (_, answers, commands) => {
    const result = build({ answers });

    expect(result.status).toBeGreaterThan(0);
    expect(result.exported).not.toHaveProperty('IMAGE');
    expect(result.calls.docker.map(([command]) => command)).toEqual(commands);
  });

  test('fails when the directory is missing', () => {
    const result = build({ options: { directory: 'nowhere' } });
    expect(result.status).toBeGreaterThan(0);
    expect(dockerCall(result, 'build')).toBeUndefined();
  });
});
