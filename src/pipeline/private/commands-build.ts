import { requireCommands, requireCommonOptions, requireExports, requireTexts, resolveCoverage, resolveReports } from './build-checks';
import { buildIn } from './build-output';
import { requirePathInSource } from './path-in-source';
import { requireAbility, requirePattern } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { BuildOutput, IBuildStep } from '../build-step';
import { CommandsBuildOptions } from '../commands-build-options';
import { PipelineStage } from '../pipeline-stage';

export class CommandsBuild implements IBuildStep {
  constructor(private readonly options: CommandsBuildOptions) {}

  public bind(stage: PipelineStage): BuildOutput {
    this.requireRightOptions(stage);
    const { unitTests = [], exportedVariables = [], imageVariable, artifactDirectory, cacheDirectories, ...options } = this.options;
    return buildIn(stage, 'Commands', {
      ...options,
      description: `Builds ${stage.scope.node.path}`,
      commands: [...options.commands, ...unitTests],
      reports: resolveReports(stage.scope, options.reports),
      coverage: resolveCoverage(stage.scope, options.coverage),
      exports: [...new Set([...exportedVariables, ...imageVariable === undefined ? [] : [imageVariable]])],
      artifacts: artifactDirectory === undefined ? undefined : { files: ['**/*'], baseDirectory: artifactDirectory },
      cachePaths: cacheDirectories?.map((directory) => `${directory.replace(/\/+$/, '')}/**/*`),
      makesArtifact: artifactDirectory !== undefined,
      imageVariable,
    });
  }

  private requireRightOptions({ scope }: PipelineStage): void {
    requireKinds(scope, { options: this.options ?? '' }, { options: 'options' });
    const { commands, install, unitTests, exportedVariables, imageVariable, artifactDirectory, cacheDirectories, image } = this.options;
    requireCommonOptions(scope, this.options);
    requireCommands(scope, 'commands', commands ?? []);
    requireCommands(scope, 'install', install);
    requireCommands(scope, 'unitTests', unitTests);
    requireExports(scope, 'exportedVariables', exportedVariables);
    requirePattern(scope, 'imageVariable', imageVariable, /^[A-Za-z_]\w*$/, 'a name of letters, digits and underscores');
    requirePathInSource(scope, 'artifactDirectory', artifactDirectory, "a path below 'directory'");
    requireTexts(scope, 'cacheDirectories', cacheDirectories, /^[^*\n]+$/, "a directory, such as '/root/.m2'");
    if (image !== undefined) { requireAbility(scope, { prop: 'image', value: image, method: 'runScriptBuildspec', expected: 'a build image, such as a codebuild.LinuxBuildImage' }); }
  }
}
