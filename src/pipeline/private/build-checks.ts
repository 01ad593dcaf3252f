import { Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { IConstruct } from 'constructs';
import { CommandsCoverage, CommandsReport } from './commands-props';
import { PIPELINE_DEFAULTS } from './defaults';
import { requirePathInSource } from './path-in-source';
import { inputError, requireAbility, requireInRange, requirePattern, show } from '../../core/private/input-error';
import { requireDuration } from '../../core/private/require-duration';
import { requireKinds, requireMember } from '../../core/private/require-kinds';
import { BuildCoverage } from '../build-coverage';
import { BuildReport, BuildReportFormat } from '../build-report';

const VARIABLE_NAME = /^[A-Za-z_]\w*$/;
const SAY_VARIABLE_NAME = 'a name of letters, digits and underscores';

/** What the builds of this library set themselves. */
const OURS = ['BUILD_DIRECTORY', 'COVERAGE_FILES', 'COVERAGE_MINIMUM', 'LINE_COVERAGE', 'PIPELINE_RELEASES', 'SYNTH_OUTPUT'];

/** What all builds with commands have. */
export interface CommonBuildOptions {
  readonly directory?: string;
  readonly environment?: { [name: string]: string };
  readonly secrets?: { [name: string]: unknown };
  readonly privileged?: boolean;
  readonly timeout?: Duration;
}

export function requireCommonOptions(scope: IConstruct, options: CommonBuildOptions): void {
  const { directory, environment = {}, secrets = {}, privileged, timeout } = options;
  requirePathInSource(scope, 'directory', directory);
  requireKinds(scope, { environment, secrets, privileged }, { environment: 'options', secrets: 'options', privileged: 'flag' });
  requireDuration(scope, { prop: 'timeout', value: timeout, unit: 'minutes', ...PIPELINE_DEFAULTS.buildMinutes, example: 'Duration.minutes(30)' });
  requireVariables(scope, environment, secrets);
}

function requireVariables(scope: IConstruct, environment: Record<string, string>, secrets: Record<string, unknown>): void {
  Object.entries(environment).forEach(([name, value]) => {
    requireVariable(scope, 'environment', name);
    requireKinds(scope, { [`environment.${name}`]: value ?? null }, { [`environment.${name}`]: 'text' });
  });
  Object.entries(secrets).forEach(([name, value]) => {
    requireVariable(scope, 'secrets', name);
    requireAbility(scope, { prop: `secrets.${name}`, value, method: 'grantRead', expected: "a secret, such as secretsmanager.Secret.fromSecretNameV2(this, 'Token', 'npm')" });
    if (name in environment) { throw inputError(scope, `'secrets' must not have the names of 'environment', got ${show(name)}. Leave one of them out`); }
  });
}

function requireVariable(scope: IConstruct, prop: string, name: string): void {
  requirePattern(scope, prop, name, VARIABLE_NAME, 'keyed by names of letters, digits and underscores');
  if (name.startsWith('CODEBUILD_') || OURS.includes(name)) {
    throw inputError(scope, `'${prop}' must not set what the build sets itself, got ${show(name)}. Choose another name`);
  }
}

/** Names of variables that commands export. */
export function requireExports(scope: IConstruct, prop: string, names: string[] | undefined): void {
  requireKinds(scope, { [prop]: names }, { [prop]: 'list' });
  requireKnownList(scope, prop, names);
  names?.forEach((name, index) => requirePattern(scope, `${prop}[${index}]`, name ?? null as never, VARIABLE_NAME, SAY_VARIABLE_NAME));
}

/** Commands, at least one where there is a list. */
export function requireCommands(scope: IConstruct, prop: string, commands: string[] | undefined): void {
  if (commands === undefined) { return; }
  requireKinds(scope, { [prop]: commands ?? '' }, { [prop]: 'list' });
  requireKnownList(scope, prop, commands);
  if (commands.length === 0) { throw inputError(scope, `'${prop}' must have at least one command, got an empty list. Leave it out, or say what is to be done`); }
  commands.forEach((command, index) => requirePattern(scope, `${prop}[${index}]`, command ?? null as never, /\S/, 'a command'));
}

export function requireTexts(scope: IConstruct, prop: string, values: string[] | undefined, pattern: RegExp, expected: string): void {
  requireKinds(scope, { [prop]: values }, { [prop]: 'list' });
  requireKnownList(scope, prop, values);
  values?.forEach((value, index) => requirePattern(scope, `${prop}[${index}]`, value ?? null as never, pattern, expected));
}

function requireKnownList(scope: IConstruct, prop: string, values: string[] | undefined): void {
  if (values === undefined || !Token.isUnresolved(values)) { return; }
  throw inputError(scope, `'${prop}' must be a list that is known at synth, got a token. Its elements may be tokens`);
}

export function resolveReports(scope: IConstruct, reports: BuildReport[] = []): CommandsReport[] {
  requireKinds(scope, { reports }, { reports: 'list' });
  const resolved = reports.map((report, index) => resolveReport(scope, `reports[${index}]`, report));
  const twice = resolved.map(({ name }) => name.toLowerCase()).find((name, index, names) => names.indexOf(name) !== index || name === 'coverage');
  if (twice !== undefined) {
    throw inputError(scope, `'reports' must have names that differ from each other and from 'Coverage', got ${show(twice)} twice. Give one of them another 'reportName'`);
  }
  return resolved;
}

function resolveReport(scope: IConstruct, prop: string, report: BuildReport): CommandsReport {
  requireKinds(scope, { [prop]: report ?? '' }, { [prop]: 'options' });
  const { files, reportName = 'Tests', format = BuildReportFormat.JUNIT, exportBucket, removalPolicy } = report;
  requireFiles(scope, `${prop}.files`, files ?? []);
  requirePattern(scope, `${prop}.reportName`, reportName, /^[A-Za-z][A-Za-z\d]{0,39}$/, '1 to 40 letters and digits, the first a letter');
  requireMember(scope, `${prop}.format`, format, BuildReportFormat, 'BuildReportFormat');
  requireKeeping(scope, prop, exportBucket, removalPolicy);
  return { name: reportName, files, format, exportBucket, removalPolicy };
}

export function resolveCoverage(scope: IConstruct, coverage: BuildCoverage | undefined): CommandsCoverage | undefined {
  if (coverage === undefined) { return undefined; }
  requireKinds(scope, { coverage: coverage ?? '' }, { coverage: 'options' });
  const { files = PIPELINE_DEFAULTS.coverageFiles, minimumLine: minimum, exportBucket, removalPolicy } = coverage;
  requireFiles(scope, 'coverage.files', files);
  requireInRange(scope, { prop: 'coverage.minimumLine', value: minimum, min: 0, max: 100, unit: 'percent' });
  requireKeeping(scope, 'coverage', exportBucket, removalPolicy);
  return { files, minimum, exportBucket, removalPolicy };
}

function requireFiles(scope: IConstruct, prop: string, files: string[]): void {
  requireTexts(scope, prop, files, /^(?!\/)[^\n]+$/, "a pattern relative to 'directory', such as 'reports/*.xml'");
  if (files.length === 0) { throw inputError(scope, `'${prop}' must have at least one pattern, got none. Say where the tests write, such as 'junit.xml'`); }
}

function requireKeeping(scope: IConstruct, prop: string, exportBucket: s3.IBucket | undefined, removalPolicy: RemovalPolicy | undefined): void {
  if (exportBucket !== undefined) {
    requireAbility(scope, { prop: `${prop}.exportBucket`, value: exportBucket, method: 'arnForObjects', expected: 'a bucket, such as an s3.Bucket' });
  }
  requireMember(scope, `${prop}.removalPolicy`, removalPolicy, RemovalPolicy, 'RemovalPolicy');
}
