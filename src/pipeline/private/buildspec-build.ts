import { Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as iam from 'aws-cdk-lib/aws-iam';
import { requireCommonOptions, requireTexts } from './build-checks';
import { buildIn } from './build-output';
import { requirePathInSource } from './path-in-source';
import { requireAbility, requirePattern } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { BuildOutput, IBuildStep } from '../build-step';
import { BuildspecOptions } from '../buildspec-options';
import { PipelineStage } from '../pipeline-stage';

/** What CodeBuild needs for the reports of a buildspec: it makes their groups itself. */
const REPORT_ACTIONS = ['CreateReportGroup', 'CreateReport', 'UpdateReport', 'BatchPutTestCases', 'BatchPutCodeCoverages'].map((action) => `codebuild:${action}`);

export class BuildspecBuild implements IBuildStep {
  constructor(private readonly file: string, private readonly options: BuildspecOptions) {}

  public bind(stage: PipelineStage): BuildOutput {
    this.requireRightOptions(stage);
    const { makesArtifact = false, hasCache, reportNames = [], ...options } = this.options;
    const built = buildIn(stage, 'Buildspec', {
      ...options,
      description: `Builds ${stage.scope.node.path}`,
      buildspecFile: this.file,
      // Which paths, the buildspec says.
      cachePaths: hasCache ? ['**/*'] : undefined,
      makesArtifact,
    });
    allowToReport(built.project as codebuild.Project, reportNames);
    return built;
  }

  private requireRightOptions({ scope }: PipelineStage): void {
    requirePathInSource(scope, 'file', this.file ?? null as never);
    requireKinds(scope, { options: this.options ?? '' }, { options: 'options' });
    const { makesArtifact, hasCache, reportNames, imageVariable, image } = this.options;
    requireCommonOptions(scope, this.options);
    requireKinds(scope, { makesArtifact, hasCache }, { makesArtifact: 'flag', hasCache: 'flag' });
    requireTexts(scope, 'reportNames', reportNames, /^[A-Za-z\d][\w-]{0,127}$/, 'the name of a report, of letters, digits, - and _');
    requirePattern(scope, 'imageVariable', imageVariable, /^[A-Za-z_]\w*$/, 'a name of letters, digits and underscores');
    if (image !== undefined) { requireAbility(scope, { prop: 'image', value: image, method: 'runScriptBuildspec', expected: 'a build image, such as a codebuild.LinuxBuildImage' }); }
  }
}

/** The groups of these names and no others; the L2 allows all groups of the project. */
function allowToReport(project: codebuild.Project, names: string[]): void {
  if (names.length === 0) { return; }
  const resources = names.map((name) => Stack.of(project).formatArn({ service: 'codebuild', resource: 'report-group', resourceName: `${project.projectName}-${name}` }));
  project.addToRolePolicy(new iam.PolicyStatement({ actions: REPORT_ACTIONS, resources }));
}
