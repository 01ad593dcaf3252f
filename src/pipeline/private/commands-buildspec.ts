import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { CommandsProps, CommandsReport } from './commands-props';
import { ComputePlan } from './compute-plan';
import { COVERAGE_SCRIPT } from './coverage-script';
import { joinPaths } from './path-in-source';
import { retryScript } from './retry-script';
import { inShell } from '../../core/private/in-shell';
import { BuildCache } from '../build-cache';

/** The directory comes through the environment: it may be called anything. */
const ENTER_DIRECTORY = 'cd "$CODEBUILD_SRC_DIR/$BUILD_DIRECTORY"';

/** What CodeBuild is to do. https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html */
export function commandsBuildspec(props: CommandsProps, compute: ComputePlan, groups: codebuild.ReportGroup[]): codebuild.BuildSpec {
  const { buildspecFile, artifacts, cachePaths = [], shards } = props;
  if (buildspecFile !== undefined) { return codebuild.BuildSpec.fromSourceFilename(buildspecFile); }
  return codebuild.BuildSpec.fromObject({
    version: '0.2',
    env: { 'shell': 'bash', 'exported-variables': exportedVariables(props) },
    ...shards && { batch: { 'fast-fail': false, 'build-fanout': { 'parallelism': shards.count, 'ignore-failure': false } } },
    phases: phases(props, compute),
    ...groups.length > 0 && { reports: reports(props, groups) },
    ...artifacts && { artifacts: { 'files': artifacts.files, 'base-directory': joinPaths(props.directory, artifacts.baseDirectory) } },
    ...cachePaths.length > 0 && compute.cache !== BuildCache.NONE && { cache: { paths: cachePaths } },
  });
}

/** All reports of the commands, that of the coverage last. */
export function reportsOf({ reports: ofCommands = [], coverage }: CommandsProps): CommandsReport[] {
  return [...ofCommands, ...coverage ? [{ ...coverage, name: 'Coverage', format: 'COBERTURAXML' }] : []];
}

function exportedVariables({ exports = [], coverage }: CommandsProps): string[] | undefined {
  const names = coverage ? [...new Set([...exports, 'LINE_COVERAGE'])] : exports;
  return names.length > 0 ? names : undefined;
}

function phases(props: CommandsProps, { installsRuntimes }: ComputePlan): Record<string, unknown> {
  const { install, afterwards, directory, runtimeVersions } = props;
  const enter = joinPaths(directory) === undefined ? [] : [ENTER_DIRECTORY];
  const runtimes = installsRuntimes && runtimeVersions;
  return {
    ...(install || runtimes) && { install: { ...runtimes && { 'runtime-versions': runtimes }, ...install && { commands: [...enter, ...install] } } },
    build: { commands: [...enter, ...buildCommands(props)], ...afterwards && { finally: [...enter, ...afterwards] } },
  };
}

function buildCommands({ commands = [], exports = [], retries = 0, coverage, shards }: CommandsProps): string[] {
  const all = shards?.testCommand === undefined ? commands : [...commands, shardCommand(shards.testCommand, shards.testFiles)];
  return [...retries > 0 ? [retryScript(all, retries, exports)] : all, ...coverage ? [COVERAGE_SCRIPT] : []];
}

/** https://docs.aws.amazon.com/codebuild/latest/userguide/parallel-test-tests-run.html */
function shardCommand(testCommand: string, testFiles = '**/*'): string {
  return [
    'codebuild-tests-run',
    `--test-command ${inShell(testCommand)}`,
    `--files-search ${inShell(`codebuild-glob-search ${inShell(testFiles)}`)}`,
    '--sharding-strategy equal-distribution',
  ].join(' ');
}

function reports(props: CommandsProps, groups: codebuild.ReportGroup[]): Record<string, unknown> {
  return Object.fromEntries(reportsOf(props).map(({ files, baseDirectory, format }, index) => [groups[index].reportGroupArn, {
    'files': files,
    'base-directory': joinPaths(props.directory, baseDirectory),
    'file-format': format,
  }]));
}
