/** How long the actions of a pipeline take. */
export interface PipelineTimes {
  /**
   * Minutes by `Stage/Action`, such as `{ 'Build/DockerImage': 7.5 }`; the history of the pipeline in the console shows them. What is not
   * here is assumed.
   *
   * @default - by kind: 15 for an action that releases, 3 with CloudFormation, 1 for a source, a function or a copy to Amazon S3, 0 for an
   * approval, 5 for anything else
   */
  readonly minutes?: { [action: string]: number };
}

/** Actions that run at the same time, after those of the step before. The steps of a pipeline are its critical path. */
export interface PipelinePathStep {
  /** The stage, such as `Build`. */
  readonly stageName: string;

  /** Where the actions come in their stage, from 1. */
  readonly runOrder: number;

  /** The actions, which run at the same time. */
  readonly actionNames: string[];

  /** How long the slowest of the actions takes; the time of people who approve is not in it. */
  readonly minutes: number;

  /**
   * Those of the actions that need nothing of the step before in their stage, so that they could run with it: give them its run order.
   * Where something is released, the order has its reasons, and none is listed.
   */
  readonly couldRunEarlier: string[];
}

/** What the cost of a pipeline depends on, beside its actions. */
export interface PipelineCostOptions extends PipelineTimes {
  /**
   * How much one run adds to the artifact bucket, in megabytes: sources and what is built. Images are not in it.
   *
   * @default 50
   */
  readonly artifactMegabytes?: number;
}
