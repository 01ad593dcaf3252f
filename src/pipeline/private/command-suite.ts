import { IConstruct } from 'constructs';
import { CommandStep } from './command-step';
import type { CommandsReport } from './commands-project';
import { requireCommands, requireEnvironment, requireGlobs, requireStepName } from './step-input';
import { inShell } from '../../core/private/in-shell';
import { inputError, requireAbility, requireInRange, requirePattern, show } from '../../core/private/input-error';
import { requireDuration } from '../../core/private/require-duration';
import { requireKinds, requireMember } from '../../core/private/require-kinds';
import { BuildReport, BuildReportFormat } from '../build-report';
import type { PipelineStage } from '../pipeline-stage';
import type { IPipelineStep } from '../pipeline-step';
import { ITestSuite, TestSuiteOptions } from '../test-suite';

/** What CodeBuild allows in one batch. https://docs.aws.amazon.com/codebuild/latest/userguide/limits.html */
const MOST_SHARDS = 100;
const MOST_RETRIES = 5;

export class CommandSuite implements ITestSuite {
  constructor(private readonly commands: string[], private readonly options: TestSuiteOptions) {}

  public asStep(stepName: string): IPipelineStep {
    const bind = (stage: PipelineStage) => {
      requireStepName(stage.scope, stepName);
      requireSuite(stage.scope, this.commands, this.options);
      new CommandStep({ ...this.stepProps(stepName) }).bind(stage);
    };
    return { stepName, bind };
  }

  private stepProps(stepName: string) {
    const { testFiles, shards, reports, ...options } = this.options;
    return {
      ...options,
      stepName,
      description: `Runs the tests ${stepName}`,
      commands: testFiles === undefined ? this.commands : [shardCommand(this.commands[0], testFiles)],
      shards: shards === undefined ? undefined : { count: shards },
      reports: reportsOf(reports),
      followsSpeed: true,
    };
  }
}

export function reportsOf(reports: BuildReport[] | undefined): CommandsReport[] | undefined {
  return reports?.map(({ reportName = 'Tests', format = BuildReportFormat.JUNIT, ...report }) => ({ ...report, name: reportName, format }));
}

/** CodeBuild splits the files by the number of builds in the batch, and puts those of this build behind the command. */
function shardCommand(command: string, testFiles: string): string {
  const search = `codebuild-glob-search ${inShell(testFiles)}`;
  return `codebuild-tests-run --test-command ${inShell(command)} --files-search ${inShell(search)} --sharding-strategy equal-distribution`;
}

export function requireSuite(scope: IConstruct, commands: string[], options: TestSuiteOptions): void {
  requireKinds(scope, options, { environment: 'options', secrets: 'options', testFiles: 'text', advisory: 'flag' });
  const { install, timeout, retries, reports, environment, secrets = {} } = options;
  requireCommands(scope, 'commands', commands);
  if (install) { requireCommands(scope, 'install', install); }
  requireDuration(scope, { prop: 'timeout', value: timeout, unit: 'minutes', min: 5, max: 2160, example: 'Duration.minutes(30)' });
  requireInRange(scope, { prop: 'retries', value: retries, min: 0, max: MOST_RETRIES, integer: true });
  requireReports(scope, reports);
  requireEnvironment(scope, 'environment', environment);
  requireEnvironment(scope, 'secrets', secrets);
  for (const secret of Object.values(secrets)) {
    requireAbility(scope, { prop: 'secrets', value: secret, method: 'grantRead', expected: 'secrets of Secrets Manager by name' });
  }
  requireShards(scope, commands, options);
}

function requireReports(scope: IConstruct, reports: BuildReport[] | undefined): void {
  requireKinds(scope, { reports }, { reports: 'list' });
  (reports ?? []).forEach(({ files, reportName, format }) => {
    requireGlobs(scope, 'files', files);
    if (!files || files.length === 0) { throw inputError(scope, `'files' must name the files with the results, got ${show(files)}. Say 'reports/*.xml' or the like`); }
    requirePattern(scope, 'reportName', reportName, /^[A-Za-z][A-Za-z0-9]{0,39}$/, '1 to 40 letters and digits, the first a letter');
    requireMember(scope, 'format', format, BuildReportFormat, 'BuildReportFormat');
  });
  const names = (reports ?? []).map(({ reportName = 'Tests' }) => reportName);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) { throw inputError(scope, `'reportName' must be different for each report, got ${show(twice)} twice. Name the reports`); }
}

function requireShards(scope: IConstruct, commands: string[], { shards, testFiles }: TestSuiteOptions): void {
  requireInRange(scope, { prop: 'shards', value: shards, min: 2, max: MOST_SHARDS, integer: true, fix: 'Leave it out to run all tests in one build' });
  if ((shards === undefined) !== (testFiles === undefined)) {
    throw inputError(scope, `'testFiles' must be given with 'shards' and only there, got ${show(testFiles)} with ${show(shards)} shards. ` +
      "Name the files that hold the tests, such as 'test/*.test.ts'");
  }
  requirePattern(scope, 'testFiles', testFiles, /^[^\r\n]+$/, 'a glob pattern in one line');
  if (shards !== undefined && commands.length !== 1) {
    throw inputError(scope, `'commands' must be the one command that runs the tests when there are 'shards', got ${commands.length} commands. ` +
      "Put what comes before into 'install'");
  }
}
