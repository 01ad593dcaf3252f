import { FIND_BUILD_OUTPUT } from './build-output-directory';
import { CommandStep } from './command-step';
import { reportsOf, requireSuite } from './command-suite';
import { requireStepName } from './step-input';
import { CommandsCheckOptions } from '../compliance-options';
import { PipelineStage } from '../pipeline-stage';
import { IPipelineStep } from '../pipeline-step';

export function commandsCheck(stepName: string, commands: string[], options: CommandsCheckOptions): IPipelineStep {
  const bind = (stage: PipelineStage) => {
    requireStepName(stage.scope, stepName);
    requireSuite(stage.scope, commands, options);
    new CommandStep({
      ...options,
      stepName,
      description: `Checks ${stepName}`,
      install: [FIND_BUILD_OUTPUT, ...options.install ?? []],
      commands,
      reports: reportsOf(options.reports),
      readsBuild: true,
    }).bind(stage);
  };
  return { stepName, bind };
}
