import { VERSIONS } from '../../core/private/versions';
import { TracedLanguage } from '../traced-language';

/** Makes one value of a user's and ours. */
export type Merge = (theirs: string, ours: string) => string;

/** How the applications of one language are instrumented. */
export interface Instrumentation {
  readonly image: string;
  /** Where the application finds it. */
  readonly path: string;
  /** Copies it there. */
  readonly command: string[];
  /** What makes the application load it. */
  readonly variables: Record<string, string>;
  /** Variables that a user may have set as well, and how both go together. */
  readonly merge: Record<string, Merge>;
  /** What an application with it needs at least, in MiB; from experience, not from a document. */
  readonly memoryMiB: number;
}

const both: Merge = (theirs, ours) => `${theirs} ${ours}`;

/**
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Application-Signals-ECS-Sidecar.html
 */
export function instrumentationOf(language: TracedLanguage, onArm: boolean): Instrumentation {
  const path = `/otel-auto-instrumentation-${language}`;
  const copyAll = { path, command: ['cp', '-a', '/autoinstrumentation/.', path] };
  switch (language) {
    case TracedLanguage.JAVA: return {
      path,
      image: VERSIONS.adotJavaImage.value,
      command: ['cp', '/javaagent.jar', `${path}/javaagent.jar`],
      variables: { JAVA_TOOL_OPTIONS: `-javaagent:${path}/javaagent.jar` },
      merge: { JAVA_TOOL_OPTIONS: both },
      memoryMiB: 384,
    };
    case TracedLanguage.NODEJS: return {
      ...copyAll,
      image: VERSIONS.adotNodejsImage.value,
      variables: { NODE_OPTIONS: `--require ${path}/autoinstrumentation.js` },
      merge: { NODE_OPTIONS: both },
      memoryMiB: 192,
    };
    case TracedLanguage.PYTHON: return {
      ...copyAll,
      image: VERSIONS.adotPythonImage.value,
      variables: {
        OTEL_PYTHON_DISTRO: 'aws_distro',
        OTEL_PYTHON_CONFIGURATOR: 'aws_configurator',
        PYTHONPATH: `${path}/opentelemetry/instrumentation/auto_instrumentation:${path}`,
      },
      // Ours starts first, and its libraries do not hide those of the application.
      merge: { PYTHONPATH: (theirs, ours) => ours.split(':').join(`:${theirs}:`) },
      memoryMiB: 192,
    };
    case TracedLanguage.DOTNET: return { ...copyAll, ...dotnet(path, onArm), image: VERSIONS.adotDotnetImage.value };
  }
}

function dotnet(path: string, onArm: boolean): Pick<Instrumentation, 'variables' | 'merge' | 'memoryMiB'> {
  return {
    variables: {
      OTEL_DOTNET_DISTRO: 'aws_distro',
      OTEL_DOTNET_CONFIGURATOR: 'aws_configurator',
      OTEL_DOTNET_AUTO_PLUGINS: 'AWS.Distro.OpenTelemetry.AutoInstrumentation.Plugin, AWS.Distro.OpenTelemetry.AutoInstrumentation',
      CORECLR_ENABLE_PROFILING: '1',
      CORECLR_PROFILER: '{918728DD-259F-4A6A-AC2B-B85E1B658318}',
      CORECLR_PROFILER_PATH: `${path}/${onArm ? 'linux-arm64' : 'linux-x64'}/OpenTelemetry.AutoInstrumentation.Native.so`,
      DOTNET_STARTUP_HOOKS: `${path}/net/OpenTelemetry.AutoInstrumentation.StartupHook.dll`,
      DOTNET_ADDITIONAL_DEPS: `${path}/AdditionalDeps`,
      OTEL_DOTNET_AUTO_HOME: path,
      DOTNET_SHARED_STORE: `${path}/store`,
    },
    merge: {
      DOTNET_STARTUP_HOOKS: (theirs, ours) => `${theirs}:${ours}`,
      DOTNET_ADDITIONAL_DEPS: (theirs, ours) => `${theirs}:${ours}`,
      DOTNET_SHARED_STORE: (theirs, ours) => `${theirs}:${ours}`,
    },
    memoryMiB: 256,
  };
}
