import { requireCommonOptions, resolveCoverage, resolveReports } from './build-checks';
import { buildIn } from './build-output';
import { nodejsTools } from './nodejs-tools';
import { requirePathInSource } from './path-in-source';
import { requirePattern } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { BuildOutput, IBuildStep } from '../build-step';
import { NodejsBuildOptions } from '../nodejs-build-options';
import { PackageManager } from '../package-manager';
import { PipelineStage } from '../pipeline-stage';

/** What npm, Yarn and pnpm read in the same way. */
const SCRIPT_NAME = /^[\w][\w:./-]*$/;

export class NodejsBuild implements IBuildStep {
  constructor(private readonly options: NodejsBuildOptions) {}

  public bind(stage: PipelineStage): BuildOutput {
    const { scope } = stage;
    this.requireRightOptions(stage);
    const { directory, secrets, timeout, packageManager = PackageManager.NPM, nodeVersion, buildScript, testScript = 'test', skipTests, artifactDirectory } = this.options;
    const { run: _, buildIfPresent, environment, ...tools } = nodejsTools(scope, packageManager, nodeVersion);
    return buildIn(stage, 'Nodejs', {
      ...tools,
      directory,
      secrets,
      timeout,
      description: `Builds ${scope.node.path}`,
      commands: [
        buildScript === undefined ? buildIfPresent : `${packageManager} run ${buildScript}`,
        ...skipTests ? [] : [`${packageManager} run ${testScript}`],
      ],
      environment: { ...environment, ...this.options.environment },
      reports: resolveReports(scope, this.options.reports ?? (skipTests ? [] : [{ files: ['junit.xml'] }])),
      coverage: resolveCoverage(scope, this.options.coverage),
      artifacts: artifactDirectory === undefined ? undefined : { files: ['**/*'], baseDirectory: artifactDirectory },
      makesArtifact: artifactDirectory !== undefined,
    });
  }

  private requireRightOptions({ scope }: PipelineStage): void {
    requireKinds(scope, { options: this.options ?? '' }, { options: 'options' });
    const { buildScript, testScript, skipTests, artifactDirectory } = this.options;
    requireCommonOptions(scope, this.options);
    requireKinds(scope, { skipTests }, { skipTests: 'flag' });
    requirePattern(scope, 'buildScript', buildScript, SCRIPT_NAME, "the name of a script in package.json, such as 'build'");
    requirePattern(scope, 'testScript', testScript, SCRIPT_NAME, "the name of a script in package.json, such as 'test'");
    requirePathInSource(scope, 'artifactDirectory', artifactDirectory, "a path below 'directory'");
  }
}
