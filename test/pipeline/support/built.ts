import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import { BuildOutput, IBuildStep } from '../../../src/pipeline';

/** A build step that says it has made something. */
export function built(made: { artifact?: boolean; image?: boolean }): IBuildStep {
  return {
    bind: ({ codePipelineStage, source }): BuildOutput => {
      const artifact = made.artifact ? new codepipeline.Artifact('Built') : undefined;
      codePipelineStage.addAction(new Builds(source, artifact));
      return { artifact, image: made.image ? '#{Build.IMAGE}' : undefined };
    },
  };
}

class Builds extends actions.Action {
  constructor(input: codepipeline.Artifact, output: codepipeline.Artifact | undefined) {
    super({
      actionName: 'Build',
      category: codepipeline.ActionCategory.BUILD,
      provider: 'CodeBuild',
      artifactBounds: { minInputs: 1, maxInputs: 5, minOutputs: 0, maxOutputs: 5 },
      inputs: [input],
      outputs: output && [output],
    });
  }

  protected bound(): codepipeline.ActionConfig {
    return { configuration: { ProjectName: 'build' } };
  }
}
