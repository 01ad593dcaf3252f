import { Environment, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { requireCommands, requireCommonOptions } from './build-checks';
import { buildIn } from './build-output';
import { PIPELINE_DEFAULTS } from './defaults';
import { nodejsTools } from './nodejs-tools';
import { requirePathInSource } from './path-in-source';
import { inputError, requirePattern, show } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { BuildOutput, IBuildStep } from '../build-step';
import { CdkSynthOptions } from '../cdk-synth-options';
import { PipelineStage } from '../pipeline-stage';

/** An app may end well without having been told where to write. */
const REQUIRE_ASSEMBLY = `
if [[ ! -f "$SYNTH_OUTPUT/manifest.json" ]]; then
  echo "There is no cloud assembly in $PWD/$SYNTH_OUTPUT. Let the commands write it there, or name its directory with outputDirectory." >&2
  exit 1
fi
`.trim();

export class CdkSynthBuild implements IBuildStep {
  constructor(private readonly options: CdkSynthOptions) {}

  public bind(stage: PipelineStage): BuildOutput {
    const { scope } = stage;
    this.requireRightOptions(stage);
    const { install, commands, directory, secrets, privileged, timeout } = this.options;
    const { packageManager, nodeVersion, outputDirectory = PIPELINE_DEFAULTS.assemblyDirectory } = this.options;
    const { run, buildIfPresent: _, environment, lambdaImage, ...tools } = nodejsTools(scope, packageManager, nodeVersion);
    const built = buildIn(stage, 'CdkSynth', {
      ...tools,
      directory,
      secrets,
      privileged,
      timeout,
      // An app in another language needs its tools.
      lambdaImage: install || commands ? undefined : lambdaImage,
      install: install ?? tools.install,
      description: `Synthesizes ${scope.node.path}`,
      commands: [...commands ?? [`${run} cdk synth --quiet --output "$SYNTH_OUTPUT"`], REQUIRE_ASSEMBLY],
      environment: { ...environment, CDK_HOME: '/tmp/cdk-home', ...this.options.environment, SYNTH_OUTPUT: outputDirectory },
      artifacts: { files: ['**/*'], baseDirectory: outputDirectory },
      makesArtifact: true,
    });
    if (stage.releases) { this.allowToLookUp(built); }
    return built;
  }

  private requireRightOptions({ scope }: PipelineStage): void {
    requireKinds(scope, { options: this.options ?? '' }, { options: 'options' });
    const { install, commands, outputDirectory, lookups, qualifier } = this.options;
    requireCommonOptions(scope, this.options);
    requireCommands(scope, 'install', install);
    requireCommands(scope, 'commands', commands);
    requirePathInSource(scope, 'outputDirectory', outputDirectory, "a path below 'directory'");
    requirePattern(scope, 'qualifier', qualifier, /^[A-Za-z\d]{1,10}$/, '1 to 10 letters and digits');
    requireKinds(scope, { lookups }, { lookups: 'list' });
    lookups?.forEach((environment, index) => requireEnvironment(scope, `lookups[${index}]`, environment));
  }

  /** The roles of `cdk bootstrap`, which read and do nothing else. */
  private allowToLookUp({ project }: BuildOutput): void {
    const { lookups = [], qualifier = PIPELINE_DEFAULTS.qualifier } = this.options;
    if (lookups.length === 0) { return; }
    project!.addToRolePolicy(new iam.PolicyStatement({
      actions: ['sts:AssumeRole'],
      resources: lookups.map(({ account, region }) => Stack.of(project!).formatArn({
        service: 'iam', region: '', account, resource: 'role', resourceName: `cdk-${qualifier}-lookup-role-${account}-${region}`,
      })),
    }));
  }
}

function requireEnvironment(scope: IConstruct, prop: string, environment: Environment): void {
  requireKinds(scope, { [prop]: environment ?? '' }, { [prop]: 'options' });
  const { account, region } = environment;
  if (account === undefined || region === undefined) {
    throw inputError(scope, `'${prop}' must have an account and a region, got ${show(environment)}. Name both, or use those of a stack that knows them`);
  }
  if (Token.isUnresolved(account) && Token.isUnresolved(region)) { return; }
  requirePattern(scope, `${prop}.account`, account, /^\d{12}$/, 'an account of 12 digits, as text');
  requirePattern(scope, `${prop}.region`, region, /^[a-z]{2,}(-[a-z]+)+-\d+$/, "a region, such as 'eu-west-1'");
}
