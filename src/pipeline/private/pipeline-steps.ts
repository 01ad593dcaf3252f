import { IConstruct } from 'constructs';
import { IPipelineStep } from '../pipeline-step';
import { StandardPipelineProps } from '../standard-pipeline';

/** What runs in which stage, beside the build and the releases. */
export interface StepsByStage {
  readonly build: IPipelineStep[];
  readonly test: IPipelineStep[];
  /** Only where something is released: not for pull requests. */
  readonly releaseTest: IPipelineStep[];
  readonly staging: IPipelineStep[];
  readonly production: IPipelineStep[];
  readonly afterProduction: IPipelineStep[];
}

export function resolveSteps(_scope: IConstruct, props: StandardPipelineProps): StepsByStage {
  return {
    build: [],
    test: [...props.securityScans ?? [], ...props.complianceChecks ?? []],
    releaseTest: [],
    staging: [],
    production: [],
    afterProduction: props.afterProduction ?? [],
  };
}
