import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CommandsProject } from './commands-project';
import { deployActionName } from './deploy-action';
import { resolveWait } from './deploy-checks';
import { ScriptAction } from './script-action';
import { inputError, requirePattern, show } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { CustomDeployOptions } from '../custom-deploy-options';
import { IDeployTarget } from '../deploy-target';
import { PipelineStage } from '../pipeline-stage';

/** Commands of the user's that release something. */
export class CustomDeployTarget implements IDeployTarget {
  public readonly restoresItself: boolean;

  constructor(private readonly name: string, private readonly commands: string[], private readonly options: CustomDeployOptions) {
    this.restoresItself = options?.restoresItself ?? false;
  }

  public bind(stage: PipelineStage): void {
    this.check(stage);
    const { install, environment, statements = [], image } = this.options;
    const timeout = resolveWait(stage, this.options.timeout, Duration.hours(1));
    const actionName = deployActionName(stage, this.name);
    const { project } = new CommandsProject(stage.scope, actionName, {
      description: `Releases ${this.name} with commands of its own`, install, commands: this.commands, environment, image, timeout,
    });
    // A policy apart from the role's own: findings on what the user allows are the user's to see.
    if (statements.length > 0) { new iam.Policy(project, 'Release', { roles: [project.role!], statements }); }

    stage.codePipelineStage.addAction(new ScriptAction({
      actionName,
      input: stage.buildArtifact ?? stage.source,
      project,
      runOrder: stage.runOrder,
      environmentVariables: stage.image === undefined ? undefined : { IMAGE: { value: stage.image } },
    }));
  }

  private check({ scope }: PipelineStage): void {
    const { name, commands, options } = this;
    requireKinds(scope, { options }, { options: 'options' });
    requireKinds(scope, options, { install: 'list', environment: 'options', statements: 'list', restoresItself: 'flag' });
    if (name === undefined) { throw inputError(scope, "'name' must be a text, got undefined"); }
    requirePattern(scope, 'name', name, /^[\w.@-]{1,80}$/, "1 to 80 letters, digits or any of '.@-_'");
    requireCommands(scope, 'commands', commands, 1);
    requireCommands(scope, 'install', options.install ?? [], 0);
    Object.entries(options.environment ?? {}).forEach(([variable, value]) => {
      if (/^(?!IMAGE$|CODEBUILD_)[A-Za-z_]\w*$/.test(variable) && typeof value === 'string') { return; }
      throw inputError(scope, `'environment' must hold texts by names of letters, digits and underscores, other than IMAGE and CODEBUILD_…, got ${variable}: ${show(value)}`);
    });
    (options.statements ?? []).forEach((statement) => {
      if (!(typeof (statement as Partial<iam.PolicyStatement> | undefined)?.toStatementJson === 'function')) {
        throw inputError(scope, `'statements' must be a list of iam.PolicyStatement, got one with ${show(typeof statement)}`);
      }
    });
  }
}

function requireCommands(scope: PipelineStage['scope'], prop: string, commands: string[], least: number): void {
  if (Array.isArray(commands) && commands.length >= least && commands.every((command) => typeof command === 'string' && command.trim() !== '')) { return; }
  throw inputError(scope, `'${prop}' must be a list of commands${least > 0 ? ', at least one' : ''}, got ${show(commands)}`);
}
