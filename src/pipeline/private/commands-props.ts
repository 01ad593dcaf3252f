import { Duration } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { CommandsReport } from './project-reports';
import type { SpeedProfile } from '../speed-profile';

export type { CommandsReport } from './project-reports';

export interface CommandsProps {
  readonly description: string;
  readonly install?: string[];
  /** Not with `buildspecFile`. */
  readonly commands?: string[];
  /** A file in the source says what to do, instead of `commands`; nothing that goes into a buildspec applies. */
  readonly buildspecFile?: string;
  /** Run whether the commands succeed or not. */
  readonly afterwards?: string[];
  /** Where the commands run, and what other paths are relative to; the root of the source by default. */
  readonly directory?: string;
  readonly environment?: Record<string, string>;
  /** Environment variables that hold secret values; not for what anybody can change, such as a pull request. */
  readonly secrets?: Record<string, secretsmanager.ISecret | ssm.IParameter>;
  readonly exports?: string[];
  readonly reports?: CommandsReport[];
  readonly coverage?: CommandsCoverage;
  /** `baseDirectory` is relative to `directory`. */
  readonly artifacts?: { readonly files: string[]; readonly baseDirectory?: string };
  readonly cachePaths?: string[];
  /** Whether the commands are as well without the cache, only slower: then they may run on AWS Lambda. */
  readonly cacheIsOptional?: boolean;
  readonly image?: codebuild.IBuildImage;
  /** What the commands may run in on AWS Lambda, if the speed profile wants that. */
  readonly lambdaImage?: codebuild.IBuildImage;
  /** By name, as the buildspec says them; where CodeBuild's own image is used. */
  readonly runtimeVersions?: Record<string, string>;
  readonly privileged?: boolean;
  readonly timeout?: Duration;
  /** As the stage says. */
  readonly speed?: SpeedProfile;
  readonly shards?: CommandsShards;
  /** How often the commands may fail before they have failed. */
  readonly retries?: number;
}

/** Cobertura coverage of the commands, which has to reach a minimum. Exports `LINE_COVERAGE`. */
export interface CommandsCoverage extends Pick<CommandsReport, 'files' | 'exportBucket' | 'removalPolicy'> {
  /** In percent. */
  readonly minimum?: number;
}

/** Commands that run several times at once, each time with a part of the tests. They export nothing. */
export interface CommandsShards {
  readonly count: number;
  /** Gets the files of its part as arguments, and runs after the commands. Without it, the commands call `codebuild-tests-run` themselves. */
  readonly testCommand?: string;
  /** The pattern of all test files. */
  readonly testFiles?: string;
}

/** What differs from action to action with the same project. */
export interface CommandsActionProps {
  readonly actionName: string;
  readonly variablesNamespace?: string;
  readonly output?: codepipeline.Artifact;
  readonly extraInputs?: codepipeline.Artifact[];
  readonly environmentVariables?: Record<string, codebuild.BuildEnvironmentVariable>;
}
