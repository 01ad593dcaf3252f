import { buildspecProblems, problemsOf } from '../support/buildspec';

const GOOD = { version: '0.2', phases: { build: { commands: ['make'] } } };
const PROJECT = { id: 'P', properties: { Environment: { ComputeType: 'BUILD_GENERAL1_SMALL', Type: 'LINUX_CONTAINER', PrivilegedMode: false }, Source: { BuildSpec: '' } }, buildspec: GOOD };

describe('the checker of buildspecs', () => {
  test('finds nothing in what the reference shows', () => {
    expect(buildspecProblems({
      'version': 0.2,
      'run-as': 'codebuild-user',
      'env': { 'shell': 'bash', 'variables': { JAVA_HOME: '/usr/lib/jvm' }, 'parameter-store': { LOGIN: '/CodeBuild/login' }, 'secrets-manager': { TOKEN: 'secret:key' }, 'exported-variables': ['A'], 'git-credential-helper': 'no' },
      'proxy': { 'upload-artifacts': 'yes', 'logs': 'no' },
      'batch': { 'fast-fail': true, 'build-fanout': { parallelism: 5 } },
      'phases': {
        install: { 'runtime-versions': { nodejs: '22' } },
        pre_build: { 'commands': ['docker login'], 'finally': ['echo'], 'on-failure': 'ABORT' },
        build: { 'commands': ['mvn install'], 'on-failure': 'RETRY-2-timed out' },
        post_build: { commands: ['echo Done'] },
      },
      'reports': { unit: { 'files': ['**/*'], 'base-directory': 'target', 'discard-paths': 'no', 'file-format': 'JUNITXML' } },
      'artifacts': { 'files': ['target/a.jar'], 'discard-paths': 'yes', 'secondary-artifacts': { one: { files: ['a'] } } },
      'cache': { paths: ['/root/.m2/**/*'] },
    })).toEqual([]);
  });

  test.each([
    ['a version that is none', { ...GOOD, version: '0.3' }, 'buildspec.version is none of'],
    ['no phases', { version: '0.2' }, 'buildspec has no phases'],
    ['empty phases', { ...GOOD, phases: {} }, 'buildspec.phases is empty'],
    ['a phase that CodeBuild does not know', { ...GOOD, phases: { test: { commands: ['a'] } } }, 'buildspec.phases must not have test'],
    ['no commands', { ...GOOD, phases: { build: { commands: [] } } }, 'buildspec.phases.build.commands is no list with something in it'],
    ['an empty command', { ...GOOD, phases: { build: { commands: [''] } } }, 'buildspec.phases.build.commands[0] is no text'],
    ['runtimes outside of install', { ...GOOD, phases: { build: { 'commands': ['a'], 'runtime-versions': {} } } }, 'must not have runtime-versions'],
    ['what bash cannot read', { ...GOOD, phases: { build: { commands: ['if true; then'] } } }, 'is not what bash can read'],
    ['a variable of the pipeline in a command', { ...GOOD, phases: { build: { commands: ['echo #{Source.CommitMessage}'] } } }, 'has a variable of the pipeline pasted into it: #{Source.CommitMessage}'],
    ['a bad name of a variable', { ...GOOD, env: { 'exported-variables': ['A B'] } }, 'is not the name of a variable'],
    ['nothing exported', { ...GOOD, env: { 'exported-variables': [] } }, 'is no list with something in it'],
    ['a format that is none', { ...GOOD, reports: { a: { 'files': ['x'], 'file-format': 'JUNIT' } } }, 'file-format is none of'],
    ['reports without files', { ...GOOD, reports: { a: {} } }, 'has no files'],
    ['artifacts without files', { ...GOOD, artifacts: { name: 'x' } }, 'has neither files nor secondary-artifacts'],
    ['two kinds of batches', { ...GOOD, batch: { 'build-fanout': { parallelism: 2 }, 'build-list': [] } }, 'must have exactly one of'],
    ['a misspelt key', { ...GOOD, artefacts: {} }, 'buildspec must not have artefacts'],
  ])('finds %s', (_, buildspec, problem) => {
    expect(buildspecProblems(buildspec).join('\n')).toContain(problem);
  });

  test.each([
    ['a Docker layer cache without privileged mode', { Cache: { Type: 'LOCAL', Modes: ['LOCAL_DOCKER_LAYER_CACHE'] } }, 'needs privileged mode'],
    ['a local cache without modes', { Cache: { Type: 'LOCAL' } }, 'has no modes'],
    ['machines in an environment of AWS Lambda', { Environment: { ComputeType: 'BUILD_GENERAL1_SMALL', Type: 'LINUX_LAMBDA_CONTAINER' } }, 'does not go with environment'],
    ['a batch without a role', { Source: { BuildSpec: '{"batch":{"build-fanout":{}}}' } }, 'a batch needs a role'],
  ])('finds %s', (_, properties, problem) => {
    expect(problemsOf({ ...PROJECT, properties: { ...PROJECT.properties, ...properties } }).join('\n')).toContain(problem);
  });

  test.each([
    ['privileged mode', { }, { PrivilegedMode: true }], ['cache', { Cache: { Type: 'S3', Location: 'b' } }, {}], ['timeout', { TimeoutInMinutes: 60 }, {}],
    ['batch', { BuildBatchConfig: {} }, {}], ['fleet', {}, { Fleet: {} }],
  ])('finds a %s on AWS Lambda', (what, properties, environment) => {
    const Environment = { ComputeType: 'BUILD_LAMBDA_2GB', Type: 'LINUX_LAMBDA_CONTAINER', ...environment };
    expect(problemsOf({ ...PROJECT, properties: { ...PROJECT.properties, ...properties, Environment } })).toEqual([`AWS Lambda knows no ${what}`]);
  });

  test('finds nothing in a project that follows a file, and something in one that follows nothing', () => {
    const following = (BuildSpec: string) =>
      problemsOf({ ...PROJECT, buildspec: undefined, properties: { ...PROJECT.properties, Source: { BuildSpec } } });
    expect(following('ci/buildspec.yml')).toEqual([]);
    expect(following('')).toHaveLength(1);
  });
});
