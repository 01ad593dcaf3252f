import { Annotations, Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { collectorFor } from './collector';
import { Instrumentation, instrumentationOf, Merge } from './instrumentation';
import { TelemetrySettings } from './settings';
import { requireTraceable } from './task-checks';
import { inputError } from '../../core/private/input-error';
import { VERSIONS } from '../../core/private/versions';
import { WarningId } from '../../core/private/warning-ids';
import { TraceTaskOptions } from '../service-tracing-props';
import { TracedLanguage } from '../traced-language';
import { TracingMode } from '../tracing-mode';

const AGENT = 'cloudwatch-agent';
const AGENT_MIB = 128;
const COPY_MIB = 64;

/** What has to be known to trace a container. */
export interface TaskTrace extends TraceTaskOptions {
  readonly task: ecs.TaskDefinition;
  readonly container: ecs.ContainerDefinition;
  readonly language: TracedLanguage;
  readonly mode: TracingMode;
  readonly logGroup: logs.ILogGroup;
  /** Tells whose traces these are: `service.name` and others. */
  readonly resourceAttributes: Record<string, string>;
}

/** Adds to a task what instruments the application, and the collector that it sends to. */
export function traceTask(scope: Construct, trace: TaskTrace): void {
  const { task, container, language } = trace;
  const platform = requireTraceable(scope, task, container);
  const instrumentation = instrumentationOf(language, platform.onArm);
  warnIfSmall(scope, platform.memoryMiB, instrumentation.memoryMiB, container.containerName);

  addAgent(trace);
  addInstrumentation(trace, instrumentation);
  const attributes = Object.entries(trace.resourceAttributes).map(([key, value]) => `${key}=${value}`).join(',');
  setVariables(scope, trace, { ...collectorFor(trace.mode).variables, OTEL_RESOURCE_ATTRIBUTES: attributes }, {
    OTEL_RESOURCE_ATTRIBUTES: (theirs, ours) => `${theirs},${ours}`,
  });
  setVariables(scope, trace, instrumentation.variables, instrumentation.merge);
}

/** One agent collects for all containers of a task. The task goes on without it. */
function addAgent({ task, container, mode, logGroup, agentImage }: TaskTrace): void {
  const agent = task.findContainer(AGENT) ?? task.addContainer('TelemetryAgent', {
    containerName: AGENT,
    image: agentImage ?? ecs.ContainerImage.fromRegistry(VERSIONS.cloudWatchAgentImage.value),
    essential: false,
    memoryReservationMiB: AGENT_MIB,
    secrets: { CW_CONFIG_CONTENT: TelemetrySettings.of(task).valueOf('AgentConfig', JSON.stringify(collectorFor(mode).config)) },
    logging: logsTo(logGroup, AGENT),
  });
  container.addContainerDependencies({ container: agent, condition: ecs.ContainerDependencyCondition.START });
}

/** Copies the instrumentation to a volume that the application shares, and ends. */
function addInstrumentation(trace: TaskTrace, { image, path, command }: Instrumentation): void {
  const { task, container, language, logGroup, instrumentationImage } = trace;
  const name = `instrumentation-${language}-${container.containerName}`;
  task.addVolume({ name });
  const copy = task.addContainer(`Instrument${container.node.id}`, {
    containerName: name,
    image: instrumentationImage ?? ecs.ContainerImage.fromRegistry(image),
    essential: false,
    memoryReservationMiB: COPY_MIB,
    command,
    logging: logsTo(logGroup, name),
  });
  copy.addMountPoints({ sourceVolume: name, containerPath: path, readOnly: false });
  container.addMountPoints({ sourceVolume: name, containerPath: path, readOnly: true });
  container.addContainerDependencies({ container: copy, condition: ecs.ContainerDependencyCondition.SUCCESS });
}

/** What the user has set stays; where both have to say something, it becomes one text. */
function setVariables(scope: Construct, { container }: TaskTrace, ours: Record<string, string>, merge: Partial<Record<string, Merge>>): void {
  const theirs = variablesOf(container);
  for (const [name, value] of Object.entries(ours)) {
    const together = merge[name];
    if (together && theirs.secrets.includes(name)) {
      throw inputError(scope, `'container' must have ${name} as an environment variable or not at all, got a secret. Tracing adds to its value, which a secret does not tell`);
    }
    if (together && theirs.environment.has(name)) { container.addEnvironment(name, together(theirs.environment.get(name)!, value)); }
    if (theirs.environment.has(name) || theirs.secrets.includes(name)) { continue; }
    container.addSecret(name, TelemetrySettings.of(container).valueOf(name, value));
  }
}

function variablesOf(container: ecs.ContainerDefinition): { environment: Map<string, string>; secrets: string[] } {
  const { environment, secrets } = container.renderContainerDefinition();
  const listed = <T>(values: unknown) => (Array.isArray(values) ? values : []) as T[];
  return {
    environment: new Map(listed<ecs.CfnTaskDefinition.KeyValuePairProperty>(environment).map(({ name, value }) => [name!, value!])),
    secrets: listed<ecs.CfnTaskDefinition.SecretProperty>(Stack.of(container).resolve(secrets)).map(({ name }) => name),
  };
}

function warnIfSmall(scope: Construct, memoryMiB: number | undefined, forApplicationMiB: number, containerName: string): void {
  const neededMiB = forApplicationMiB + AGENT_MIB;
  if (memoryMiB === undefined || memoryMiB >= neededMiB) { return; }
  Annotations.of(scope).addWarningV2(WarningId.TRACED_TASK_SMALL,
    `The task of the container '${containerName}' has ${memoryMiB} MiB of memory. With the agent it should have at least ${neededMiB} MiB: raise its memory.`);
}

/** A slow log service must not stall what traces. */
function logsTo(logGroup: logs.ILogGroup, streamPrefix: string): ecs.LogDriver {
  return ecs.LogDrivers.awsLogs({ logGroup, streamPrefix, mode: ecs.AwsLogDriverMode.NON_BLOCKING });
}
