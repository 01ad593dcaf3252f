import { spawnSync } from 'node:child_process';
import { Template } from 'aws-cdk-lib/assertions';
import { buildspecOf, resolved } from './intrinsics';

export * from './buildspec-runner';

/** A CodeBuild project of a template, with the buildspec that it gets. */
export interface BuildProject {
  readonly id: string;
  readonly properties: any;
  /** None when a file in the source says what to do. */
  readonly buildspec?: any;
}

/** Every CodeBuild project of a template. */
export function buildProjectsIn(template: Template | { Resources?: Record<string, any> }): BuildProject[] {
  const { Resources = {} } = template instanceof Template ? template.toJSON() : template;
  return Object.entries<any>(Resources)
    .filter(([, resource]) => resource.Type === 'AWS::CodeBuild::Project')
    .map(([id, { Properties }]) => ({ id, properties: Properties, buildspec: buildspecOf(Properties) }));
}

/**
 * Fails unless every project of a template is one that CodeBuild takes: its buildspec has the documented structure, its commands are what bash
 * can read, no pipeline variable is pasted into them, and the project asks for nothing that its compute does not know.
 */
export function expectValidBuildspecs(template: Template | { Resources?: Record<string, any> }): void {
  const problems = buildProjectsIn(template).flatMap((project) => problemsOf(project).map((problem) => `${project.id}: ${problem}`));
  expect(problems).toEqual([]);
}

/** What CodeBuild would refuse or misunderstand in a project; nothing when it is right. */
export function problemsOf({ properties, buildspec }: BuildProject): string[] {
  return [...projectProblems(properties), ...buildspec ? buildspecProblems(buildspec) : fileProblems(properties)];
}

function fileProblems({ Source }: any): string[] {
  const file = resolved(Source?.BuildSpec ?? '');
  return /^[^/{][^{}\n]*\.(ya?ml|json)$/.test(file) ? [] : [`the buildspec is neither a buildspec nor a file: ${file}`];
}

/** Section "build-caching" and "lambda" of the CodeBuild guide. */
function projectProblems({ Environment, Cache, TimeoutInMinutes, QueuedTimeoutInMinutes, BuildBatchConfig, Source }: any): string[] {
  const onLambda = Environment.ComputeType.startsWith('BUILD_LAMBDA_');
  const modes: string[] = Cache?.Modes ?? [];
  const hasCache = Cache !== undefined && Cache.Type !== 'NO_CACHE';
  const inBatch = resolved(Source?.BuildSpec ?? '').includes('"build-fanout"');
  return [
    modes.includes('LOCAL_DOCKER_LAYER_CACHE') && !Environment.PrivilegedMode && 'a Docker layer cache needs privileged mode',
    Cache?.Type === 'LOCAL' && modes.length === 0 && 'a local cache has no modes',
    Cache?.Type === 'S3' && !Cache.Location && 'a cache in S3 has no location',
    onLambda !== /_LAMBDA_/.test(Environment.Type) && `compute ${Environment.ComputeType} does not go with environment ${Environment.Type}`,
    onLambda && Environment.PrivilegedMode && 'AWS Lambda knows no privileged mode',
    onLambda && hasCache && 'AWS Lambda knows no cache',
    onLambda && (TimeoutInMinutes ?? QueuedTimeoutInMinutes) !== undefined && 'AWS Lambda knows no timeout',
    onLambda && BuildBatchConfig !== undefined && 'AWS Lambda knows no batch',
    onLambda && Environment.Fleet !== undefined && 'AWS Lambda knows no fleet',
    inBatch && BuildBatchConfig === undefined && 'a batch needs a role',
  ].filter((problem): problem is string => typeof problem === 'string');
}

/** Says what is wrong with a value at a place. */
type Shape = (value: any, at: string) => string[];

const yesOrNo = oneOf('yes', 'no');
const flag: Shape = (value, at) => typeof value === 'boolean' ? [] : [`${at} is neither true nor false`];
const texts = list(text);
const names = list(matching(/^[A-Za-z_]\w*$/, 'the name of a variable'));
const command: Shape = (value, at) => [...text(value, at), ...typeof value === 'string' ? commandProblems(value, at) : []];

const phase = { 'run-as': text, 'on-failure': matching(/^(ABORT|CONTINUE|RETRY(-\d+)?(-.+)?)$/, 'ABORT, CONTINUE or RETRY'), 'finally': list(command) };

/** https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html and its page on batches. */
const BUILDSPEC = struct({
  'version': oneOf('0.2', 0.2),
  'run-as': text,
  'env': struct({
    'shell': oneOf('bash', '/bin/sh', 'powershell.exe', 'pwsh.exe'),
    'variables': map(text),
    'parameter-store': map(text),
    'secrets-manager': map(text),
    'exported-variables': names,
    'git-credential-helper': yesOrNo,
  }),
  'proxy': struct({ 'upload-artifacts': yesOrNo, 'logs': yesOrNo }),
  'batch': all(exactlyOneOf('build-fanout', 'build-graph', 'build-list', 'build-matrix'), struct({
    'fast-fail': flag,
    'build-fanout': struct({ 'parallelism': wholeNumber(1, 100), 'ignore-failure': flag }, ['parallelism']),
    'build-graph': anything,
    'build-list': anything,
    'build-matrix': anything,
  })),
  'phases': all(notEmpty, struct({
    install: all(commandsOr('runtime-versions'), struct({ ...phase, 'runtime-versions': map(matching(/^[\w.]+$/, 'a version')), 'commands': list(command) })),
    pre_build: struct({ ...phase, commands: list(command) }, ['commands']),
    build: struct({ ...phase, commands: list(command) }, ['commands']),
    post_build: struct({ ...phase, commands: list(command) }, ['commands']),
  })),
  'reports': all(notEmpty, mapOf(matching(/^(arn:[\w-]+:[\w-]+:[\w-]*:\d{12}:\S+|[A-Za-z0-9][\w-]{1,127})$/, 'the name or ARN of a report group'), struct({
    'files': texts,
    'base-directory': text,
    'discard-paths': yesOrNo,
    'file-format': oneOf('CUCUMBERJSON', 'JUNITXML', 'NUNITXML', 'NUNIT3XML', 'TESTNGXML', 'VISUALSTUDIOTRX', 'CLOVERXML', 'COBERTURAXML', 'JACOCOXML', 'SIMPLECOV'),
  }, ['files']))),
  'artifacts': all(commandsOr('secondary-artifacts', 'files'), struct({
    'files': texts,
    'name': text,
    'discard-paths': yesOrNo,
    'base-directory': text,
    'exclude-paths': text,
    'enable-symlinks': yesOrNo,
    's3-prefix': text,
    'secondary-artifacts': map(struct({ 'files': texts, 'name': text, 'discard-paths': yesOrNo, 'base-directory': text }, ['files'])),
  })),
  'cache': struct({ 'key': text, 'fallback-keys': texts, 'action': oneOf('save', 'restore'), 'paths': texts }, ['paths']),
}, ['version', 'phases']);

/** What CodeBuild would refuse or misunderstand in a buildspec. */
export function buildspecProblems(buildspec: any): string[] {
  return BUILDSPEC(buildspec, 'buildspec');
}

function commandProblems(value: string, at: string): string[] {
  const pasted = /#\{\w+\.\w+\}/.exec(value);
  const complaint = complaintOfBash(value);
  return [
    ...pasted ? [`${at} has a variable of the pipeline pasted into it: ${pasted[0]}`] : [],
    ...complaint ? [`${at} is not what bash can read: ${complaint}`] : [],
  ];
}

const complaints = new Map<string, string>();

/** Projects have many commands in common, and to start bash takes its time. */
function complaintOfBash(script: string): string {
  const known = complaints.get(script);
  if (known !== undefined) { return known; }
  const { status, stderr } = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' });
  const complaint = status === 0 ? '' : stderr || `exit code ${status}`;
  complaints.set(script, complaint);
  return complaint;
}

function text(value: any, at: string): string[] {
  return typeof value === 'string' && value.trim() !== '' ? [] : [`${at} is no text: ${JSON.stringify(value)}`];
}

function anything(): string[] {
  return [];
}

function notEmpty(value: any, at: string): string[] {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0 ? [] : [`${at} is empty`];
}

function oneOf(...allowed: unknown[]): Shape {
  return (value, at) => allowed.includes(value) ? [] : [`${at} is none of ${allowed.join(', ')}: ${JSON.stringify(value)}`];
}

function matching(pattern: RegExp, expected: string): Shape {
  return (value, at) => typeof value === 'string' && pattern.test(value) ? [] : [`${at} is not ${expected}: ${JSON.stringify(value)}`];
}

function wholeNumber(min: number, max: number): Shape {
  return (value, at) => Number.isInteger(value) && value >= min && value <= max ? [] : [`${at} is no whole number between ${min} and ${max}`];
}

function list(item: Shape): Shape {
  return (value, at) => {
    if (!Array.isArray(value) || value.length === 0) { return [`${at} is no list with something in it`]; }
    return value.flatMap((element, index) => item(element, `${at}[${index}]`));
  };
}

function map(item: Shape): Shape {
  return mapOf(anything, item);
}

function mapOf(key: Shape, item: Shape): Shape {
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) { return [`${at} has no values by name`]; }
    return Object.entries(value).flatMap(([name, element]) => [...key(name, `the key ${name} of ${at}`), ...item(element, `${at}.${name}`)]);
  };
}

function struct(fields: Record<string, Shape>, required: string[] = []): Shape {
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) { return [`${at} has no values by name`]; }
    return [
      ...required.filter((name) => !(name in value)).map((name) => `${at} has no ${name}`),
      ...Object.entries(value).flatMap(([name, element]) => fields[name] ? fields[name](element, `${at}.${name}`) : [`${at} must not have ${name}`]),
    ];
  };
}

function all(...shapes: Shape[]): Shape {
  return (value, at) => shapes.flatMap((shape) => shape(value, at));
}

function exactlyOneOf(...keys: string[]): Shape {
  return (value, at) => keys.filter((key) => key in (value ?? {})).length === 1 ? [] : [`${at} must have exactly one of ${keys.join(', ')}`];
}

/** Where commands, or what takes their place, have to be. */
function commandsOr(other: string, key = 'commands'): Shape {
  return (value, at) => key in (value ?? {}) || other in (value ?? {}) ? [] : [`${at} has neither ${key} nor ${other}`];
}
