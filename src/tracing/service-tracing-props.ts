import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { TracingMode } from './tracing-mode';

/** Properties of `ServiceTracing`. */
export interface ServiceTracingProps {
  /**
   * What people call the service, 1 to 64 letters, digits, spaces, `-`, `_`, `.`, `/` and `:`. All that is traced under one name is one service on the map; functions
   * of two stages in one account need two names.
   */
  readonly serviceName: string;

  /**
   * Where the service runs, such as `prod`, 1 to 64 letters, digits, `-`, `_`, `.`, `/` and `:`. Tells the containers of several stages apart; functions are in `lambda:default`,
   * whatever is said here.
   *
   * @default 'default'
   */
  readonly environment?: string;

  /**
   * What is collected.
   *
   * @default TracingMode.APPLICATION_SIGNALS
   */
  readonly mode?: TracingMode;

  /**
   * Where the containers that trace log to.
   *
   * @default - a log group of its own that is kept for one month; functions need none
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * Encrypts the log group that is made where `logGroup` says nothing. CloudWatch Logs is allowed to use it.
   *
   * @default - a key that AWS owns
   */
  readonly logEncryptionKey?: kms.IKey;
}

/** How one container is traced. */
export interface TraceTaskOptions {
  /**
   * The container that is traced.
   *
   * @default - the default container of the task definition: the first essential one
   */
  readonly container?: ecs.ContainerDefinition;

  /**
   * The CloudWatch agent, where tasks do not reach the public registry or you pin another version.
   *
   * @default - the image of AWS in Amazon ECR Public, in a version that the library pins
   */
  readonly agentImage?: ecs.ContainerImage;

  /**
   * What instruments the application, where tasks do not reach the public registry or you pin another version.
   *
   * @default - the image of AWS for the language in Amazon ECR Public, in a version that the library pins
   */
  readonly instrumentationImage?: ecs.ContainerImage;
}

/** How one function is traced. */
export interface TraceFunctionOptions {
  /**
   * The layer that instruments the function. Needed in a region that the library knows no layer for.
   *
   * @default - the layer of AWS for the runtime and region
   * @see https://aws-otel.github.io/docs/getting-started/lambda#adot-lambda-layer-arns
   */
  readonly layerArn?: string;
}
