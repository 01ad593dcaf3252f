import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Answer, Failure, runScript, ScriptResult } from './support/script-runner';
import { CODE_DEPLOY_LAMBDA_SCRIPT } from '../../src/pipeline/private/code-deploy-lambda-script';

const IMAGE = '111111111111.dkr.ecr.eu-west-1.amazonaws.com/fn@sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945';
const OLD_IMAGE = '111111111111.dkr.ecr.eu-west-1.amazonaws.com/fn@sha256:0000000000000000000000000000000000000000000000000000000000000000';
const deployment = (status: string, more: object = {}) => ({ deploymentInfo: { deploymentId: 'd-OURS', status, ...more } });
const SECRET_URL = 'https://awslambda.example.com/code?X-Amz-Signature=secret&x=$HOME"';

/** The function, then its new code, then its live version; as Lambda describes them. */
function configurations(PackageType: string, live: object = { CodeSha256: 'hash-of-old-code' }): object[] {
  const settings = { PackageType, MemorySize: 128 };
  return [
    settings,
    { ...settings, CodeSha256: 'hash-of-new-code', Version: '$LATEST', LastModified: 'now' },
    { ...settings, CodeSha256: 'hash-of-new-code', Version: '3', Description: 'Released by x', ...live },
  ];
}

/** A function of which version 3 is live; the new code becomes version 5. */
const GOES_WELL: Record<string, Answer | Answer[]> = {
  'aws list-deployments': { deployments: [] },
  'aws get-function-configuration': configurations('Zip'),
  'aws update-function-code': { CodeSha256: 'hash-of-new-code' },
  'aws publish-version': { Version: '5' },
  'aws get-alias': { FunctionVersion: '3' },
  'aws create-deployment': { deploymentId: 'd-OURS' },
  'aws get-deployment': [deployment('Created'), deployment('InProgress'), deployment('Succeeded')],
  'aws get-function': { Configuration: { PackageType: 'Zip' }, Code: { Location: SECRET_URL } },
};

const FILES = `
mkdir -p 'dist/lib with blanks'
echo 'exports.handler = 1' > dist/index.js
echo 'x' > "dist/lib with blanks/it's \\$(touch pwned).js"
ln -s index.js dist/link.js
`;

function release(answers: Record<string, Answer | Answer[]> = {}, environment: Record<string, string> = {}, files = FILES): ScriptResult {
  return runScript({
    script: `${files}\n${CODE_DEPLOY_LAMBDA_SCRIPT}`,
    environment: { FUNCTION: 'f', ALIAS: 'live', DIRECTORY: 'dist', APPLICATION: 'a', GROUP: 'g', CODEBUILD_BUILD_ID: 'deploy:1', ...environment },
    stubs: ['aws', 'sleep', 'curl'],
    answers: { ...GOES_WELL, ...answers },
  });
}

const operations = ({ calls }: ScriptResult) => calls.aws.map((call) => call[1] === 'wait' ? call[2] : call[1]);
const callsTo = ({ calls }: ScriptResult, operation: string) => calls.aws.filter((call) => call[1] === operation);
const appSpec = (result: ScriptResult) => JSON.parse(JSON.parse(callsTo(result, 'create-deployment')[0][3]).revision.appSpecContent.content);
const ROLLED_BACK = [
  deployment('InProgress'),
  deployment('Failed', { errorInformation: { code: 'HOOK_EXECUTION_FAILURE', message: 'The hook said no' } }),
  deployment('Failed', { rollbackInfo: { rollbackDeploymentId: 'd-BACK' } }),
  deployment('Succeeded'),
];

/** The archive that a release uploads. */
function archiveOf(files: string): { bytes: Buffer; names: string[]; result: ScriptResult } {
  const scratch = mkdtempSync(join(tmpdir(), 'archive-'));
  try {
    const result = release({}, { TMPDIR: scratch }, files);
    const file = callsTo(result, 'update-function-code')[0].at(-1)!.replace('fileb://', '');
    return { result, bytes: readFileSync(file), names: spawnSync('unzip', ['-Z1', file], { encoding: 'utf8' }).stdout.trim().split('\n') };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

describe('a release of a Lambda function', () => {
  test('publishes what was built and shifts the alias to it', () => {
    const result = release();
    expect(result.errors).toContain('d-OURS Succeeded');
    expect(result.status).toBe(0);
    expect(operations(result)).toEqual(['list-deployments', 'get-function-configuration', 'function-updated-v2', 'update-function-code', 'function-updated-v2',
      'get-alias', 'get-function-configuration', 'get-function-configuration', 'publish-version', 'create-deployment', 'get-deployment', 'get-deployment', 'get-deployment']);
    expect(appSpec(result)).toEqual({
      version: '0.0',
      Resources: [{ Function: { Type: 'AWS::Lambda::Function', Properties: { Name: 'f', Alias: 'live', CurrentVersion: '3', TargetVersion: '5' } } }],
    });
    expect(JSON.parse(callsTo(result, 'create-deployment')[0][3]).autoRollbackConfiguration.enabled).toBe(true);
  });

  test('publishes its own code only, not what somebody changes meanwhile', () => {
    expect(callsTo(release(), 'publish-version')[0]).toEqual(
      ['lambda', 'publish-version', '--function-name', 'f', '--code-sha256', 'hash-of-new-code', '--description', 'Released by deploy:1']);
  });

  test('packs the files of the directory, whatever their names, and the same files always the same way', () => {
    const [one, other] = [archiveOf(FILES), archiveOf(`${FILES}\ntouch -d '2020-02-02' dist/index.js`)];
    expect(one.names).toEqual(['index.js', "lib with blanks/it's $(touch pwned).js", 'link.js']);
    expect(other.bytes.equals(one.bytes)).toBe(true);
    expect(one.result.files.filter((file) => file.endsWith('pwned'))).toEqual([]);
  });

  test.each([
    [{ PRE_HOOK: 'before' }, [{ BeforeAllowTraffic: 'before' }]],
    [{ PRE_HOOK: 'before', POST_HOOK: 'after' }, [{ BeforeAllowTraffic: 'before' }, { AfterAllowTraffic: 'after' }]],
  ])('with %j calls the hooks', (environment, hooks) => {
    expect(appSpec(release({}, environment as Record<string, string>)).Hooks).toEqual(hooks);
  });

  test('gives a function from an image the image of the build', () => {
    const result = release({ 'aws get-function-configuration': configurations('Image') }, { IMAGE });
    expect(result.status).toBe(0);
    expect(callsTo(result, 'update-function-code')).toEqual([['lambda', 'update-function-code', '--function-name', 'f', '--image-uri', IMAGE]]);
  });

  test.each([
    ['the directory is missing', 'mkdir elsewhere', 'The build artifact has no directory dist.'],
    ['the directory is empty', 'mkdir dist', 'The build artifact has no files in dist.'],
    ['the code is too large', 'mkdir dist; head -c 51000000 /dev/urandom > dist/large', 'The code is larger than the 50 MB that Lambda takes at once.'],
  ])('fails when %s, before the function changes', (_, files, message) => {
    const result = release({}, {}, files);
    expect(result.status).toBeGreaterThan(0);
    expect(result.errors).toContain(message);
    expect(operations(result)).not.toContain('update-function-code');
  });

  test.each([
    [{}, 'The function f runs an image, and the build makes none.'],
    [{ IMAGE: '--zip-file' }, 'Not an image: --zip-file'],
  ])('fails for a function from an image with %j', (environment, message) => {
    const result = release({ 'aws get-function-configuration': configurations('Image') }, environment as Record<string, string>);
    expect(result.status).toBeGreaterThan(0);
    expect(result.errors).toContain(message);
    expect(operations(result)).not.toContain('update-function-code');
  });
});

describe('a release of a Lambda function that CodeDeploy takes back', () => {
  test('fails, giving the reason, once the alias is back, and gives the function the live code again', () => {
    const result = release({ 'aws get-deployment': ROLLED_BACK });
    expect(result.status).toBeGreaterThan(0);
    expect(result.errors).toContain(
      'The release of version 5 of f ended with Failed. HOOK_EXECUTION_FAILURE. The hook said no. Its rollback d-BACK ended with Succeeded.');
    expect(callsTo(result, 'get-function')).toEqual([['lambda', 'get-function', '--function-name', 'f', '--qualifier', '3']]);
    expect(operations(result).slice(-3)).toEqual(['function-updated-v2', 'update-function-code', 'function-updated-v2']);
    expect(result.errors).not.toContain('has the new code still');
  });

  test('shows nobody the address of the code', () => {
    const result = release({ 'aws get-deployment': ROLLED_BACK });
    expect(result.calls.curl).toHaveLength(1);
    expect(JSON.stringify(result.calls.curl)).not.toContain('secret');
    expect(result.output + result.errors).not.toContain('X-Amz-Signature');
  });

  test('gives the function the live image again', () => {
    const result = release({
      'aws get-function-configuration': configurations('Image'),
      'aws get-function': { Configuration: { PackageType: 'Image' }, Code: { ImageUri: 'fn:tag', ResolvedImageUri: OLD_IMAGE } },
      'aws get-deployment': ROLLED_BACK,
    }, { IMAGE });
    expect(callsTo(result, 'update-function-code').map((call) => call.at(-1))).toEqual([IMAGE, OLD_IMAGE]);
  });

  test.each([
    ['the live code cannot be read', { 'aws get-function': new Failure('AccessDeniedException') }],
    ['the live code cannot be fetched', { 'curl --silent': new Failure('403') }],
    ['it cannot be put back', { 'aws update-function-code': [{ CodeSha256: 'hash' }, new Failure('RequestEntityTooLargeException')] }],
  ])('says so when %s, and still gives the reason', (_, answers) => {
    const result = release({ 'aws get-deployment': ROLLED_BACK, ...answers });
    expect(result.status).toBeGreaterThan(0);
    expect(result.errors).toContain('The hook said no');
    expect(result.errors).toContain('The function has the new code still');
  });

  test.each(['update-function-code', 'publish-version', 'get-alias', 'create-deployment', 'get-deployment', 'list-deployments', 'wait'])(
    'fails when %s is refused', (operation) => {
      const result = release({ [`aws ${operation}`]: new Failure('AccessDeniedException') });
      expect(result.status).toBeGreaterThan(0);
      expect(result.errors).toContain('AccessDeniedException');
    });
});

describe('a release of a Lambda function that is run again', () => {
  test('deploys nothing when Lambda has published nothing new and that is live: CodeDeploy refuses two equal versions', () => {
    const result = release({ 'aws publish-version': { Version: '3' } });
    expect(result.status).toBe(0);
    expect(result.output).toContain('Version 3 of f is live already');
    expect(operations(result)).not.toContain('create-deployment');
  });

  test('deploys nothing when the older code is live again, as after a rollback, though a newer version was published', () => {
    const result = release({ 'aws get-function-configuration': configurations('Zip', {}) });
    expect(result.status).toBe(0);
    expect(result.output).toContain('Version 3 of f is live already');
    expect(operations(result)).not.toContain('publish-version');
  });

  test('publishes live code again when cdk deploy has changed the settings', () => {
    const result = release({ 'aws get-function-configuration': configurations('Zip', { MemorySize: 512 }) });
    expect(operations(result)).toContain('create-deployment');
  });

  test('waits first for a deployment that is under way', () => {
    const result = release({ 'aws list-deployments': { deployments: ['d-THEIRS'] }, 'aws get-deployment': [deployment('InProgress'), deployment('Succeeded')] });
    expect(result.status).toBe(0);
    expect(operations(result).slice(0, 4)).toEqual(['list-deployments', 'get-deployment', 'get-deployment', 'get-function-configuration']);
  });
});
